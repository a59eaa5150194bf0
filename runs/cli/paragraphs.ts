/** Text for people, in lines that fit the terminal. */
import { Chalk, type ChalkInstance } from 'chalk';
import type { Terminal } from '../terminal/terminal.js';

/** Wraps at spaces. In a pipe nothing is wrapped. Lines after the first start with `indent` spaces. */
export function wrapped(text: string, terminal: Terminal, indent = 0): string {
  const width = Math.max(20, terminal.columns);
  const margin = ' '.repeat(indent);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.trim() !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = margin + word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  lines.push(line);
  return lines.join('\n');
}

export function chalkFor(terminal: Terminal): ChalkInstance {
  return new Chalk({ level: terminal.hasColor ? 1 : 0 });
}

/** Text for people, in lines that fit the terminal. */
import { Chalk, type ChalkInstance } from 'chalk';
import stringWidth from 'string-width';
import type { Terminal } from '../terminal/terminal.js';

const WIDTH_MIN = 20;
/** In a pipe there is no width to fit into, but stories are read by people there, too. */
const WIDTH_IN_PIPES = 110;
const WIDTH_MAX = 120;

/** Wraps at spaces; lines after the first start with `indent` spaces. In a pipe nothing is wrapped. */
export function wrapped(text: string, terminal: Terminal, indent = 0): string {
  const width = Math.max(WIDTH_MIN, terminal.columns);
  const start = /^ */.exec(text)?.[0] ?? '';
  const lines: string[] = [];
  let line: string | null = null;
  for (const word of text.slice(start.length).split(' ')) {
    if (line === null) line = start + word;
    else if (stringWidth(line) + 1 + stringWidth(word) <= width) line += ` ${word}`;
    else {
      lines.push(line.trimEnd());
      line = ' '.repeat(indent) + word;
    }
  }
  return [...lines, line ?? ''].join('\n');
}

/** The width of long texts: lines of more than 120 columns are hard to read. */
export function textWidth({ columns }: Terminal): number {
  return Number.isFinite(columns) ? Math.min(columns, WIDTH_MAX) : WIDTH_IN_PIPES;
}

export function chalkFor(terminal: Terminal): ChalkInstance {
  return new Chalk({ level: terminal.hasColor ? 1 : 0 });
}

/** How far a comparison is: a line that is redrawn, or in a pipe one now and then. */
import { describeTerminal } from '../terminal/terminal.js';
import type { Part } from './plan.js';

export interface CompareProgress {
  show(part: Part, done: number, of: number): void;
  stop(): void;
}

const LINES_IN_PIPES = 20;

export function startCompareProgress(note: (text: string) => void, shows: boolean): CompareProgress {
  const { isTty } = describeTerminal(process.stderr);
  let isDrawn = false;
  let told = 0;
  return {
    show(part, done, of) {
      if (!shows) return;
      const line = `${String(Math.floor((100 * done) / of)).padStart(3)}%  ${done}/${of} jobs  ${part}`;
      if (isTty) {
        note(`\r\u001b[K${line}`);
        isDrawn = true;
      } else if (Math.floor((LINES_IN_PIPES * done) / of) > told) {
        told = Math.floor((LINES_IN_PIPES * done) / of);
        note(`${line}\n`);
      }
    },
    stop() {
      if (isDrawn) note('\r\u001b[K');
    },
  };
}

/**
 * How far a search is, on stderr: one line that is redrawn on a terminal and removed at the end; in a pipe or a log a line
 * every ten seconds. Whoever uses it calls `show` as often as it likes.
 */
import { formatCount } from '../terminal/count.js';
import { describeTerminal, type Terminal } from '../terminal/terminal.js';

/** What a search says of itself. */
export interface SearchProgress {
  readonly faults: number;
  readonly depth: number;
  readonly distinct: number;
  readonly generated: number;
  readonly frontier: number;
  readonly bytes: number;
  readonly seconds: number;
  /** What is done since the search itself has ended; left out before. */
  readonly doing?: string;
}

export interface CheckProgress {
  show(progress: SearchProgress): void;
  /** Removes the line. Call it before anything else is printed. */
  stop(): void;
}

const SECONDS_BETWEEN_LINES = 10;
const TO_LINE_START_AND_ERASE = '\r\u001b[K';

/** @param write Writes to stderr. @param describe What stderr is, at that moment: a window may be resized. */
export function startCheckProgress(write: (text: string) => void, describe: () => Terminal = () => describeTerminal(process.stderr)): CheckProgress {
  let next = SECONDS_BETWEEN_LINES;
  let isDrawn = false;
  return {
    show(progress) {
      const { isTty, columns } = describe();
      if (isTty) {
        // One column is left free, or some terminals wrap.
        write(TO_LINE_START_AND_ERASE + searchLine(progress, columns - 1));
        isDrawn = true;
      } else if (progress.seconds >= next) {
        next = progress.seconds + SECONDS_BETWEEN_LINES;
        write(`${searchLine(progress, Infinity)}\n`);
      }
    },
    stop() {
      if (isDrawn) write(TO_LINE_START_AND_ERASE);
      isDrawn = false;
    },
  };
}

/** As much of it as fits into so many columns, what matters most first. */
export function searchLine({ faults, depth, distinct, generated, frontier, bytes, seconds, doing }: SearchProgress, columns: number): string {
  if (doing !== undefined) return doing.slice(0, Math.max(0, columns));
  const rate = seconds > 0 ? Math.round(distinct / seconds) : 0;
  const parts = [
    `${faults} fault${faults === 1 ? '' : 's'}, depth ${depth}: ${formatCount(distinct)} states`, `${formatCount(generated)} generated`,
    `${formatCount(rate)} states/s`, `frontier ${formatCount(frontier)}`, `${formatCount(Math.round(bytes / 1e6))} MB`,
  ];
  let line = parts[0]!.slice(0, Math.max(0, columns));
  for (const part of parts.slice(1)) {
    if (line.length + part.length + 2 > columns) break;
    line += `, ${part}`;
  }
  return line;
}

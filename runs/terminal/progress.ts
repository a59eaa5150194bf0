/**
 * A progress display on stderr, so that stdout stays clean for results.
 *
 * On a terminal one line is redrawn (by cli-progress) and removed at the end. In a pipe or a log a line is written
 * every few seconds, and none by a campaign that is faster than that. Whoever uses it calls `update` as often as it
 * likes: drawing is throttled here. Nothing of the wall clock that is read here reaches a run.
 */
import { SingleBar } from 'cli-progress';
import { progressLine, type ProgressState } from './progress-line.js';
import { describeTerminal, stderrChalk, type Terminal } from './terminal.js';

/** What has been done so far. */
export interface ProgressCounts {
  readonly runs: number;
  readonly events: number;
  readonly violations: number;
}

export interface ProgressOptions {
  /** How many runs there will be; leave out when time decides. */
  readonly runsTotal?: number | undefined;
  /** The time limit, if there is one. */
  readonly secondsTotal?: number | undefined;
  /** In a pipe: how often a line is written. */
  readonly secondsBetweenLines?: number;
  readonly stream?: NodeJS.WriteStream;
  readonly terminal?: Terminal;
  /** A clock in milliseconds, for tests. */
  readonly nowMs?: () => number;
}

export interface Progress {
  update(counts: ProgressCounts): void;
  /** Removes the display. Call it before anything else is printed, also when the campaign failed. */
  stop(): void;
}

const SECONDS_BETWEEN_LINES = 10;
const NO_BAR = 0;

/** Starts the display; it shows nothing done until `update` is called. */
export function startProgress(options: ProgressOptions = {}): Progress {
  const stream = options.stream ?? process.stderr;
  const terminal = options.terminal ?? describeTerminal(stream);
  const nowMs = options.nowMs ?? ((): number => performance.now());
  const startedMs = nowMs();
  let counts: ProgressCounts = { runs: 0, events: 0, violations: 0 };
  const state = (): ProgressState => ({
    ...counts,
    runsTotal: options.runsTotal,
    secondsTotal: options.secondsTotal,
    secondsElapsed: (nowMs() - startedMs) / 1000,
  });
  const note = (latest: ProgressCounts): void => void (counts = latest);
  return terminal.isTty
    ? redrawnLine(stream, state, note)
    : writtenLines(stream, state, note, options.secondsBetweenLines ?? SECONDS_BETWEEN_LINES);
}

function redrawnLine(stream: NodeJS.WriteStream, state: () => ProgressState, note: (counts: ProgressCounts) => void): Progress {
  const bar = new SingleBar({
    stream,
    // Made anew at each drawing: the window may have been resized. One column is left free, or some terminals wrap.
    format: () => withRedViolations(progressLine(state(), describeTerminal(stream).columns - 1), state().violations),
    clearOnComplete: true,
    // The terminal is left as it is, so that Ctrl-C has nothing to restore; graceful exit would swallow the first one.
    hideCursor: false,
    linewrap: true,
    gracefulExit: false,
    emptyOnZero: true,
  });
  bar.start(1, 0);
  return {
    update(counts) {
      note(counts);
      bar.update(0);
    },
    stop: () => bar.stop(),
  };
}

function withRedViolations(line: string, violations: number): string {
  return violations === 0 ? line : line.replace(/[\d,]+ violations?/, (text) => stderrChalk().red(text));
}

function writtenLines(
  stream: NodeJS.WriteStream, state: () => ProgressState, note: (counts: ProgressCounts) => void, secondsBetweenLines: number,
): Progress {
  let nextSeconds = secondsBetweenLines;
  return {
    update(counts) {
      note(counts);
      const latest = state();
      if (latest.secondsElapsed < nextSeconds) return;
      nextSeconds = latest.secondsElapsed + secondsBetweenLines;
      stream.write(progressLine(latest, Infinity, NO_BAR) + '\n');
    },
    stop: () => undefined,
  };
}

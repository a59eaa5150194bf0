/** One line that says how far a campaign is, cut to the width there is. Pure: the drawing is progress.ts's. */
import { counted, formatCount, formatShortCount } from './count.js';
import { formatDuration } from './duration.js';

/** How far a campaign is. */
export interface ProgressState {
  readonly runs: number;
  /** How many runs there will be; undefined when time decides. */
  readonly runsTotal?: number | undefined;
  readonly events: number;
  readonly violations: number;
  readonly secondsElapsed: number;
  /** The time limit, if there is one. */
  readonly secondsTotal?: number | undefined;
}

const BAR_WIDTH_MAX = 24;
const BAR_WIDTH_MIN = 5;
/** An estimate from less than this share of the work says more about the start than about the rest. */
const SHARE_FOR_ESTIMATE_MIN = 0.01;

/** The share that is done, 0 to 1: of the runs or of the time, whichever ends the campaign first. */
export function shareDone(state: ProgressState): number | undefined {
  const shares = [];
  if (state.runsTotal !== undefined) shares.push(state.runsTotal === 0 ? 1 : state.runs / state.runsTotal);
  if (state.secondsTotal !== undefined) shares.push(state.secondsTotal === 0 ? 1 : state.secondsElapsed / state.secondsTotal);
  return shares.length === 0 ? undefined : Math.min(1, Math.max(...shares));
}

/** The seconds that are left, as far as can be told. */
export function secondsLeft(state: ProgressState): number | undefined {
  const left = [];
  if (state.secondsTotal !== undefined) left.push(state.secondsTotal - state.secondsElapsed);
  if (state.runsTotal !== undefined && state.runs > 0 && state.runs / state.runsTotal >= SHARE_FOR_ESTIMATE_MIN) {
    left.push((state.secondsElapsed * (state.runsTotal - state.runs)) / state.runs);
  }
  return left.length === 0 ? undefined : Math.max(0, Math.min(...left));
}

/**
 * `[=====>    ]  41%  126/300 runs  1.20M events/s  0 violations  12s left`, at most `columns` wide.
 * When that is too long the bar goes first, then the speed, then the time left; the violations stay to the last.
 */
export function progressLine(state: ProgressState, columns: number, barWidthMax = BAR_WIDTH_MAX): string {
  const share = shareDone(state);
  const percent = share === undefined ? undefined : `${Math.floor(share * 100)}%`;
  const violations = counted(state.violations, 'violation');
  const parts = [describeRuns(state), describeSpeed(state), violations, describeTime(state)];

  if (share !== undefined && percent !== undefined) {
    const words = [percent.padStart(4), ...parts].join('  ');
    const barWidth = Math.min(barWidthMax, columns - words.length - '[] '.length);
    if (barWidth >= BAR_WIDTH_MIN) return `${bar(share, barWidth)} ${words}`;
  }
  const [runs, , , time] = parts;
  const shorter = [[percent, ...parts], [percent, runs, violations, time], [percent, runs, violations], [percent, violations]]
    .map((words) => words.filter((word) => word !== undefined).join('  '));
  return shorter.find((line) => line.length <= columns) ?? violations.slice(0, Math.max(0, columns));
}

function describeRuns(state: ProgressState): string {
  if (state.runsTotal === undefined) return counted(state.runs, 'run');
  return `${formatCount(state.runs)}/${formatCount(state.runsTotal)} runs`;
}

function describeSpeed(state: ProgressState): string {
  return `${formatShortCount(state.secondsElapsed > 0 ? state.events / state.secondsElapsed : 0)} events/s`;
}

function describeTime(state: ProgressState): string {
  const left = secondsLeft(state);
  if (left === undefined) return formatDuration(Math.round(state.secondsElapsed) * 1_000_000);
  return `${formatDuration(Math.ceil(left) * 1_000_000)} left`;
}

function bar(share: number, width: number): string {
  const done = Math.round(share * width);
  return `[${'='.repeat(done)}${done < width ? '>' : ''}${' '.repeat(Math.max(0, width - done - 1))}]`;
}

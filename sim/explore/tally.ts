/**
 * The tally: what a campaign keeps of its runs. A sum that can be merged in any order, so that it is the same for any
 * number of workers, any sharing of the seeds, and any timing.
 *
 * Its size depends on the number of names and of distinct findings, never on the number of runs. What it leaves out:
 * the runs themselves, which their seeds give back.
 */
import { mergeCoverage, noCoverage, type Coverage } from './coverage.js';
import { digestOf, type Digest, type RunResult } from './run-result.js';

/** The most distinct findings that are kept of each sort. Beyond it, those whose fingerprints sort first; the tally says so. */
export const DISTINCT_MAX = 1024;

/** The run that shows a finding best: fewest steps, then fewest faults, then the earliest seed. */
export interface Example {
  /** The seed's index within the campaign, and the seed. */
  readonly index: number;
  readonly seed: string;
  readonly steps: number;
  readonly faults: number;
  /** What it was about: evidence of a violation, the message of a fault of the model. */
  readonly evidence: string;
}

export interface Distinct {
  /** The invariant that was violated, or the handler at fault. */
  readonly subject: string;
  readonly fingerprint: string;
  /** The runs in which it was found. */
  count: number;
  example: Example;
}

export interface InvariantCount {
  /** Runs that put the invariant to the test, and runs that violated it. */
  tested: number;
  violated: number;
}

export interface ReachedCount {
  /** How many runs reached the mark. */
  runs: number;
  /** The one that reached it after the fewest steps, and of those the earliest seed. */
  cheapest: Cheapest;
}

export interface Cheapest {
  readonly index: number;
  readonly seed: string;
  /** How many steps it took. */
  readonly steps: number;
}

/** Plain data: it can be posted between threads and written as JSON. */
export interface Tally {
  runs: number;
  steps: number;
  events: number;
  faults: number;
  /** In whole milliseconds: a sum of microseconds would lose its last digits. */
  virtualMilliseconds: number;
  runsViolated: number;
  runsNotAtRest: number;
  invariants: Record<string, InvariantCount>;
  reached: Record<string, ReachedCount>;
  violations: Distinct[];
  modelFaults: Distinct[];
  /** There were more distinct findings than are kept. */
  overflowed: boolean;
  /** Whoever runs the seeds adds it: an engine counts for many runs at once. */
  readonly coverage: Coverage;
  /** The sum of the runs' digests, modulo 2^32 each. */
  hash: Digest;
}

export function emptyTally(): Tally {
  return {
    runs: 0, steps: 0, events: 0, faults: 0, virtualMilliseconds: 0, runsViolated: 0, runsNotAtRest: 0,
    invariants: {}, reached: {}, violations: [], modelFaults: [], overflowed: false, coverage: noCoverage(), hash: [0, 0],
  };
}

/** Adds one run. */
export function addRun(tally: Tally, index: number, run: RunResult): void {
  tally.runs += 1;
  tally.steps += run.steps;
  tally.events += run.events;
  tally.faults += run.faults;
  tally.virtualMilliseconds += Math.floor(run.time / 1000);
  if (run.violations.length > 0) tally.runsViolated += 1;
  if (!run.atRest) tally.runsNotAtRest += 1;
  for (const name of run.tested) invariantCount(tally, name).tested += 1;
  for (const { name, step } of run.reached) addReached(tally, name, 1, { index, seed: run.seed, steps: step });
  for (const { invariant, fingerprint, evidence, step, faults } of run.violations) {
    invariantCount(tally, invariant).violated += 1;
    const example = { index, seed: run.seed, steps: step, faults, evidence };
    addDistinct(tally, tally.violations, { subject: invariant, fingerprint, count: 1, example });
  }
  if (run.modelFault !== null) {
    const { handler, message } = run.modelFault;
    const example = { index, seed: run.seed, steps: run.steps, faults: run.faults, evidence: message };
    addDistinct(tally, tally.modelFaults, { subject: handler, fingerprint: withoutOrdinals(handler), count: 1, example });
  }
  tally.hash = added(tally.hash, digestOf(run));
}

/** Adds `other` to `tally`. The seeds of both must be different ones. */
export function merge(tally: Tally, other: Tally): void {
  tally.runs += other.runs;
  tally.steps += other.steps;
  tally.events += other.events;
  tally.faults += other.faults;
  tally.virtualMilliseconds += other.virtualMilliseconds;
  tally.runsViolated += other.runsViolated;
  tally.runsNotAtRest += other.runsNotAtRest;
  for (const [name, { tested, violated }] of Object.entries(other.invariants)) {
    const count = invariantCount(tally, name);
    count.tested += tested;
    count.violated += violated;
  }
  for (const [name, { runs, cheapest }] of Object.entries(other.reached)) addReached(tally, name, runs, cheapest);
  for (const distinct of other.violations) addDistinct(tally, tally.violations, distinct);
  for (const distinct of other.modelFaults) addDistinct(tally, tally.modelFaults, distinct);
  tally.overflowed ||= other.overflowed;
  mergeCoverage(tally.coverage, other.coverage);
  tally.hash = added(tally.hash, other.hash);
}

/** Whether `left` shows its finding better than `right`. */
export function isBetterExample(left: Example, right: Example): boolean {
  return (left.steps - right.steps || left.faults - right.faults || left.index - right.index) < 0;
}

function invariantCount(tally: Tally, name: string): InvariantCount {
  return (tally.invariants[name] ??= { tested: 0, violated: 0 });
}

function addReached(tally: Tally, name: string, runs: number, cheapest: Cheapest): void {
  const known = tally.reached[name];
  if (known === undefined) {
    tally.reached[name] = { runs, cheapest };
    return;
  }
  known.runs += runs;
  if ((cheapest.steps - known.cheapest.steps || cheapest.index - known.cheapest.index) < 0) known.cheapest = cheapest;
}

/** The list stays sorted by fingerprint, and keeps its first ones: which these are does not depend on the order. */
function addDistinct(tally: Tally, list: Distinct[], news: Distinct): void {
  const at = list.findIndex(({ fingerprint }) => fingerprint >= news.fingerprint);
  const known = list[at];
  if (known?.fingerprint === news.fingerprint) {
    known.count += news.count;
    if (isBetterExample(news.example, known.example)) known.example = news.example;
    return;
  }
  list.splice(at < 0 ? list.length : at, 0, { ...news });
  if (list.length <= DISTINCT_MAX) return;
  list.pop();
  tally.overflowed = true;
}

function added(left: Digest, right: Digest): Digest {
  return [(left[0] + right[0]) >>> 0, (left[1] + right[1]) >>> 0];
}

/** `sled-2 after register` as `sled-* after register`: a fault is the same one in whichever of equal processes it shows. */
function withoutOrdinals(handler: string): string {
  return handler.replace(/-[0-9]+/g, '-*');
}

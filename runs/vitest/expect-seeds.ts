/** Runs seeds of a scenario inside a test. */
import type { Finding, RunResult } from '../../sim/explore/run-result.js';
import { recordRun } from '../../sim/reproduce/trace.js';
import { seedOf } from '../campaign/run-spec.js';
import { boundWithoutHits } from '../statistics/binomial.js';
import { counted } from '../terminal/count.js';
import { UsageError } from '../terminal/failure.js';
import { invariantNames, type TestedScenario } from './tested-scenario.js';
import { failureMessage, ViolationError } from './violation-error.js';

export interface SeedOptions {
  /** The invariants that count: names, as they stand or with-hyphens; left out: all of the scenario. */
  readonly invariant?: string | readonly string[];
  /** How many seeds (default: 100). */
  readonly seeds?: number;
  /** The name of the seeds, which are SEED-0, SEED-1, ...; with `seeds: 1` the seed itself (default: `vitest`). */
  readonly seed?: string;
  /** Where the capsule of a violation is written, from the current directory (default: `out`); null for nowhere. */
  readonly out?: string | null;
}

/** What seeds that found nothing say: no proof, but a bound. */
export interface SeedsHeld {
  readonly runs: number;
  readonly events: number;
  /** In how many runs each invariant was put to the test. */
  readonly tested: Readonly<Record<string, number>>;
  /** At 95 % confidence a smaller share of this profile's runs has a violation. */
  readonly bound: number;
}

export interface FoundViolation extends Finding {
  readonly seed: string;
  /** The message with which an expectation that it does not happen fails. */
  readonly message: string;
}

export const DEFAULT_SEEDS = 100;
const DEFAULT_SEED = 'vitest';
/** Runs between two moments in which the test's time-out and other tests get their turn. */
const RUNS_BETWEEN_PAUSES = 64;

interface Found {
  readonly seed: string;
  readonly finding: Finding;
}

interface Covered {
  readonly found: readonly Found[];
  readonly failing: number;
  readonly held: SeedsHeld;
}

/** @throws ViolationError with the shortest violation, or when an invariant that was named was never put to the test. */
export async function expectSeedsHold(tested: TestedScenario, options: SeedOptions): Promise<SeedsHeld> {
  const names = invariantNames(tested, options.invariant);
  const { found, failing, held } = await cover(tested, names, options);
  const shortest = shortestOf(found);
  if (shortest !== null) throw new ViolationError(messageOf(tested, shortest, `in ${failing} of ${counted(held.runs, 'run')}`, options));
  const vacuous = options.invariant === undefined ? [] : names.filter((name) => held.tested[name] === 0);
  if (vacuous.length > 0) {
    throw new ViolationError(`${vacuous.join('; ')}: never put to the test in ${counted(held.runs, 'run')}, so nothing is known. ` +
      'Give more seeds, or a profile and a workload that come to it.');
  }
  return held;
}

/** The shortest violation of so many seeds. @throws ViolationError when there is none. */
export async function findViolation(tested: TestedScenario, options: SeedOptions): Promise<FoundViolation> {
  const names = invariantNames(tested, options.invariant);
  const { found, failing, held } = await cover(tested, names, options);
  const shortest = shortestOf(found);
  if (shortest === null) {
    throw new ViolationError(`${options.invariant === undefined ? 'no invariant' : names.join('; ')} is violated in ${counted(held.runs, 'run')} ` +
      `of ${tested.name}, though it was expected: at 95 % confidence fewer than ${(held.bound * 100).toPrecision(2)} % of such runs do.`);
  }
  const { seed, finding } = shortest;
  return { ...finding, seed, message: messageOf(tested, shortest, `in ${failing} of ${counted(held.runs, 'run')}`, options) };
}

async function cover(tested: TestedScenario, names: readonly string[], { seeds = DEFAULT_SEEDS, seed = DEFAULT_SEED }: SeedOptions): Promise<Covered> {
  if (!Number.isInteger(seeds) || seeds < 1) throw new UsageError({ what: `${seeds} is no number of seeds.`, next: 'Give a whole number from 1.' });
  const found: Found[] = [];
  const counts = new Map(names.map((name) => [name, 0]));
  let failing = 0;
  let events = 0;
  for (let index = 0; index < seeds; index += 1) {
    if (index % RUNS_BETWEEN_PAUSES === RUNS_BETWEEN_PAUSES - 1) await new Promise((resolve) => void setImmediate(resolve));
    const run = tested.engine.run(seedOf({ campaignSeed: seed, single: seeds === 1 }, index));
    refuseModelFault(tested, run);
    events += run.events;
    for (const name of run.tested) if (counts.has(name)) counts.set(name, (counts.get(name) as number) + 1);
    const violations = run.violations.filter(({ invariant }) => names.includes(invariant));
    if (violations.length > 0) failing += 1;
    for (const finding of violations) found.push({ seed: run.seed, finding });
  }
  return { found, failing, held: { runs: seeds, events, tested: Object.fromEntries(counts), bound: boundWithoutHits(seeds) } };
}

/** A handler that throws is a finding about the model: nothing is concluded from its runs. */
function refuseModelFault({ name }: TestedScenario, { seed, modelFault }: RunResult): void {
  if (modelFault === null) return;
  throw new ViolationError(`the model of ${name} is at fault (seed ${seed}): ${modelFault.message}`);
}

/** The one with the fewest steps, then faults; the first among equals. */
function shortestOf(found: readonly Found[]): Found | null {
  let shortest: Found | null = null;
  for (const other of found) {
    const before = shortest?.finding;
    if (before === undefined || other.finding.step < before.step || (other.finding.step === before.step && other.finding.faults < before.faults)) shortest = other;
  }
  return shortest;
}

function messageOf(tested: TestedScenario, { seed, finding }: Found, among: string, { out = 'out' }: SeedOptions): string {
  const { engine } = tested;
  const trace = recordRun(engine.simulation, engine.timedRun, seed);
  const violation = trace.violations.find(({ fingerprint }) => fingerprint === finding.fingerprint);
  if (violation === undefined) throw new Error(`the harness is broken: seed ${seed} came out differently when it was recorded`);
  return failureMessage(tested, { trace, violation, seed, among, again: `expectHolds(…, { seeds: 1, seed: '${seed}' })` }, out);
}

/**
 * What a campaign's result means for whoever asked: a verdict that cannot lie (design section 7), how it compares with
 * what the scenario expects, and the exit code.
 *
 * A campaign of unguided runs never says that an invariant holds: it says `violated`, or `unknown` with an upper bound.
 */
import type { CampaignResult } from './campaign-result.js';

export type Verdict = 'violated' | 'unknown' | 'harness broken';

export interface Outcome {
  readonly verdict: Verdict;
  /** 0 as expected, 1 otherwise, 3 harness broken, 130 stopped before anything could be said. */
  readonly exitCode: 0 | 1 | 3 | 130;
  /** In a sentence: why the exit code is what it is. */
  readonly reason: string;
  /** Invariants that were violated and not expected to be, and the other way round. */
  readonly unexpected: readonly string[];
  readonly missing: readonly string[];
  /** With no violation: each invariant is violated by a smaller share of runs than this, at 95 % confidence. */
  readonly bound: number | null;
  /** Invariants that no run put to the test, and goals that no run reached. */
  readonly vacuous: readonly string[];
  readonly unreached: readonly string[];
}

/** With this many times the runs in which a violation shows once, it is missed once in 160,000 campaigns. */
const TIMES = 12;

export interface Expectation {
  /** The invariants that are expected to be violated. */
  readonly violated: readonly string[];
  /**
   * About one in how many runs shows each of them. A campaign of too few runs may miss it, unless it misses all of them.
   * Without a number it may be missed by any: another profile, perhaps.
   */
  readonly oneIn: Readonly<Record<string, number>>;
  /** All invariants that were checked, and the goals. */
  readonly invariants: readonly string[];
  readonly goals: readonly string[];
  /** The campaign stopped at its first finding, so that others were not looked for. */
  readonly untilFirst: boolean;
}

export function judgeCampaign(result: CampaignResult, expectation: Expectation): Outcome {
  const { tally } = result;
  const found = expectation.invariants.filter((name) => (tally.invariants[name]?.violated ?? 0) > 0);
  const unexpected = found.filter((name) => !expectation.violated.includes(name));
  const notFound = expectation.violated.filter((name) => !found.includes(name));
  const missing = expectation.untilFirst && found.length > 0 ? [] : notFound.filter((name) => !mayBeMissed(tally.runs, expectation.oneIn[name] ?? null, found.length > 0));
  const broken = whyBroken(result);
  const [exitCode, reason] = broken !== null ? ([3, broken] as const) : codeOf(result, expectation, found, unexpected, missing);
  return {
    verdict: broken !== null ? 'harness broken' : found.length > 0 ? 'violated' : 'unknown',
    exitCode, reason, unexpected, missing,
    bound: found.length === 0 && tally.runs > 0 ? Math.min(1, 3 / tally.runs) : null,
    vacuous: expectation.invariants.filter((name) => (tally.invariants[name]?.tested ?? 0) === 0),
    unreached: expectation.goals.filter((name) => tally.reached[name] === undefined),
  };
}

/**
 * Whether so many runs may well miss a violation that one run in `oneIn` shows (null: nobody knows how many). Those that find
 * none of all that is expected may not.
 */
export function mayBeMissed(runs: number, oneIn: number | null, anyFound: boolean): boolean {
  return anyFound && runs < TIMES * (oneIn ?? Infinity);
}

/** Why nothing may be concluded; null when something may. `canaryToo`: whoever judges does not count canaries itself. */
export function whyBroken({ broken, divergence, canary, interrupted }: CampaignResult, canaryToo = true): string | null {
  if (broken !== null) return `the engine failed in seed ${broken.seed}: ${broken.message}`;
  if (divergence !== null) {
    const where = divergence.step === null ? 'when it was run again' : `from step ${divergence.step} on`;
    return `seed ${divergence.seed} came out differently ${where}`;
  }
  if (!canaryToo) return null;
  if (canary?.seed === null) return `the canary, a violation that is known to be there, was not found in ${canary.tried} seeds`;
  if (canary === null && !interrupted) return 'the canary was never looked for';
  return null;
}

function codeOf(
  { tally, stuck, interrupted }: CampaignResult, { violated }: Expectation, found: readonly string[],
  unexpected: readonly string[], missing: readonly string[],
): readonly [Outcome['exitCode'], string] {
  if (tally.modelFaults.length > 0) return [1, `the model is at fault: ${list(tally.modelFaults.map(({ subject }) => subject))}`];
  if (stuck.length > 0) return [1, `${stuck.length} runs brought their worker down`];
  if (unexpected.length > 0) return [1, `not expected to be violated: ${list(unexpected)}`];
  if (missing.length > 0 && interrupted) return [130, `stopped before it could be said whether ${list(missing)} is violated`];
  if (missing.length > 0) return [1, `not reproduced: ${list(missing)}`];
  if (tally.runs === 0) return [130, 'stopped before the first run'];
  if (violated.length === 0 && interrupted) return [130, 'stopped early: no violation so far'];
  if (violated.length === 0) return [0, 'as expected: no violation'];
  return [0, `as expected: ${list(found)}`];
}

function list(names: readonly string[]): string {
  return names.join('; ');
}

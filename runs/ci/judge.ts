/**
 * What results mean (design section 7): which failures are new, what was never put to the test or entered, whether seeds are
 * missing, whether the harness can be believed at all, and the exit code that follows.
 *
 * A campaign never says that something holds. What it did not find has an upper bound; what no run put to the test is called
 * vacuous; what a known failure's absence means depends on how rare it was.
 */
import { DEFAULT_STRATEGY } from '../../sim/explore/strategies/strategy.js';
import { boundWithoutHits, cleanRunsNeeded, clopperPearson, type Interval } from '../statistics/binomial.js';
import { seedsOfShard } from '../campaign/run-spec.js';
import { mayBeMissed } from '../campaign/outcome.js';
import { counted, formatCount } from '../terminal/count.js';
import { failuresOf, type JudgedFailure } from './failures.js';
import { appliesTo, type KnownFailure } from './known-failures.js';
import type { CampaignResults, ResultsBody } from './results/results-schema.js';

export interface Judged {
  readonly verdict: 'passed' | 'failed' | 'harness broken';
  readonly exitCode: 0 | 1 | 3;
  /** Why it is not "passed", a sentence each. */
  readonly reasons: readonly string[];
  readonly campaigns: readonly JudgedCampaign[];
  readonly failures: readonly JudgedFailure[];
  /** Known failures that no run showed. */
  readonly unseen: readonly UnseenFailure[];
  /** Saved capsules that pass now, and those that no longer say anything. */
  readonly fixed: readonly string[];
  readonly unaligned: readonly string[];
}

export interface JudgedCampaign {
  readonly campaign: CampaignResults;
  readonly properties: readonly JudgedProperty[];
  readonly vacuous: readonly string[];
  readonly unreached: readonly string[];
  /** Handlers that no run entered, kinds of fault that never struck. */
  readonly neverEntered: readonly string[];
  readonly neverStruck: readonly string[];
  /** Expected violations that enough runs did not show. */
  readonly missing: readonly string[];
  readonly missingShards: readonly number[];
  /** Shards that ended before their last seed. */
  readonly unfinished: readonly string[];
}

export interface JudgedProperty {
  readonly name: string;
  readonly tested: number;
  readonly violated: number;
  /** Of the runs that put it to the test, the share that violated it. */
  readonly interval: Interval;
  /** Without a violation: of all runs a smaller share than this has one, with 95 % confidence. */
  readonly bound: number | null;
}

export interface UnseenFailure {
  readonly entry: KnownFailure;
  readonly runs: number;
  /** How many runs without it say that it is gone; null when nobody knows how rare it was. */
  readonly needed: number | null;
  readonly gone: boolean;
}

export interface JudgeOptions {
  readonly known: readonly KnownFailure[];
  /** Vacuous invariants, unreached goals and known failures that are gone fail the build, too. */
  readonly strict: boolean;
  /** These are the results of one shard: that others are missing is as it should be. */
  readonly oneShard: boolean;
}

export function judgeResults(results: ResultsBody, { known, strict, oneShard }: JudgeOptions): Judged {
  const campaigns = results.campaigns.map(judgeCampaign);
  const failures = failuresOf(results, known);
  const unseen = known.filter((entry) => !failures.some((failure) => failure.known === entry)).map((entry) => unseenFailure(entry, results));
  const broken = campaigns.flatMap(({ campaign }) => whyBroken(campaign));
  const fixed = results.regressions.filter(({ verdict }) => verdict === 'passes').map(({ capsule }) => capsule);
  const unaligned = results.regressions.filter(({ verdict }) => verdict === 'cannot align').map(({ capsule }) => capsule);
  const reasons = [
    ...broken, ...campaigns.flatMap((campaign) => whyFailed(campaign, oneShard)), ...newOnes(failures),
    ...(strict ? [...campaigns.flatMap(whyTooLittle), ...unseen.filter(({ gone }) => gone).map(({ entry }) => `a known failure is gone: ${entry.fingerprint}`)] : []),
  ];
  const exitCode = broken.length > 0 ? 3 : reasons.length > 0 ? 1 : 0;
  return {
    verdict: exitCode === 0 ? 'passed' : exitCode === 1 ? 'failed' : 'harness broken', exitCode, reasons, campaigns, failures, unseen, fixed, unaligned,
  };
}

export function campaignName({ scenario, policy, profile, strategy }: CampaignResults): string {
  return `${scenario}, policy ${policy}, profile ${profile}${strategy === DEFAULT_STRATEGY ? '' : `, strategy ${strategy}`}`;
}

function judgeCampaign(campaign: CampaignResults): JudgedCampaign {
  const { tally, invariants, goals, handlers, faultKinds, expected, shards, seedsPlanned } = campaign;
  const properties = invariants.map((name): JudgedProperty => {
    const { tested, violated } = tally.invariants.find((counts) => counts.name === name) ?? { tested: 0, violated: 0 };
    // What is searched from rest may be violated in a run that is not counted as testing it.
    const interval = clopperPearson(violated, Math.max(tested, violated));
    return { name, tested, violated, interval, bound: violated === 0 ? boundWithoutHits(tally.runs) : null };
  });
  const lacks = (list: readonly { readonly name: string }[]) => (name: string): boolean => !list.some((entry) => entry.name === name);
  const given = new Set(shards.map(({ shard }) => shard));
  const of = shards[0]?.of ?? 1;
  const isShown = (invariant: string): boolean => properties.some(({ name, violated }) => name === invariant && violated > 0);
  return {
    campaign, properties,
    vacuous: properties.filter(({ tested, violated }) => tested + violated === 0).map(({ name }) => name),
    unreached: goals.filter(lacks(tally.reached)),
    neverEntered: handlers.filter(lacks(tally.coverage.handlers)),
    neverStruck: faultKinds.filter(lacks(tally.coverage.faultKinds)),
    missing: expected.filter(({ invariant, oneIn }) => !isShown(invariant) && !mayBeMissed(tally.runs, oneIn, true)).map(({ invariant }) => invariant),
    missingShards: Array.from({ length: of }, (_, index) => index + 1).filter((shard) => !given.has(shard)),
    unfinished: seedsPlanned === null ? [] : shards.flatMap((shard) => {
      const planned = seedsOfShard(shard, seedsPlanned);
      return shard.seeds >= planned ? [] : [`shard ${shard.shard} of ${shard.of} ended after ${formatCount(shard.seeds)} of ${counted(planned, 'seed')}`];
    }),
  };
}

function unseenFailure(entry: KnownFailure, { campaigns }: ResultsBody): UnseenFailure {
  const runs = campaigns.filter(({ scenario, policy }) => appliesTo(entry, scenario, policy)).reduce((sum, { tally }) => sum + tally.runs, 0);
  const needed = entry.oneIn === undefined ? null : cleanRunsNeeded(1 / entry.oneIn);
  return { entry, runs, needed, gone: needed !== null && runs >= needed };
}

function whyBroken(campaign: CampaignResults): string[] {
  const { broken, canary } = campaign;
  const name = campaignName(campaign);
  return [
    ...broken.map((why) => `${name}: ${why}`),
    ...(canary.found < canary.looked ? [`${name}: the canary, a violation that is known to be there, was not found`] : []),
    ...(canary.looked === 0 ? [`${name}: the canary was never looked for`] : []),
  ];
}

function whyFailed({ campaign, missing, missingShards, unfinished }: JudgedCampaign, oneShard: boolean): string[] {
  const name = campaignName(campaign);
  const of = campaign.shards[0]?.of ?? 1;
  return [
    ...(missingShards.length === 0 || oneShard ? [] : [`${name}: shards are missing: ${missingShards.join(', ')} of ${of}`]),
    ...unfinished.map((why) => `${name}: ${why}`),
    ...missing.map((invariant) => `${name}: expected to be violated, and not reproduced in ${counted(campaign.tally.runs, 'run')}: ${invariant}`),
    ...(campaign.tally.overflowed ? [`${name}: there are more distinct failures than are kept; the list is not complete`] : []),
    ...(campaign.tally.runs === 0 && !oneShard ? [`${name}: not one seed was run; give it more time`] : []),
  ];
}

function whyTooLittle({ campaign, vacuous, unreached }: JudgedCampaign): string[] {
  const name = campaignName(campaign);
  return [...vacuous.map((invariant) => `${name}: never put to the test: ${invariant}`), ...unreached.map((goal) => `${name}: never reached: ${goal}`)];
}

const NEW_FAILURE = 'new failure: ';

/** Whether a reason is that of a failure, which reports tell at length. */
export function isNewFailure(reason: string): boolean {
  return reason.startsWith(NEW_FAILURE);
}

function newOnes(failures: readonly JudgedFailure[]): string[] {
  return failures.filter(({ known }) => known === null).map(({ fingerprint, scenario, policy }) =>
    `${NEW_FAILURE}${fingerprint} (${[scenario, ...(policy === '' ? [] : [`policy ${policy}`])].join(', ')})`);
}

/**
 * Adds the results of shards. Sums only: in any order and grouping, the same seeds give the same results.
 *
 * What cannot be added is refused with the names of the files: other models, other divisions into shards, a shard that is given
 * twice. That shards are missing is no error here; who judges the results says so (runs/ci/judge.ts).
 */
import { merge } from '../../../sim/explore/tally.js';
import { recordOf, tallyOf } from '../../campaign/tally-record.js';
import { UsageError } from '../../terminal/failure.js';
import type { CampaignResults, CheckResult, RegressionResult, Results, ResultsBody, Shard } from './results-schema.js';

export interface ResultsOfFile {
  /** As messages name it. */
  readonly file: string;
  readonly results: Pick<Results, keyof ResultsBody>;
}

interface Origin<T> {
  readonly file: string;
  readonly value: T;
}

/** @throws UsageError for what must not be added up. */
export function mergeResults(given: readonly ResultsOfFile[]): ResultsBody {
  const [first] = given;
  if (first === undefined) throw new UsageError({ what: 'There is nothing to merge.', next: 'Name results files, or folders that hold one.' });
  const other = given.find(({ results }) => results.modelHash !== first.results.modelHash);
  if (other !== undefined) {
    throw new UsageError({
      what: `${first.file} and ${other.file} are results of different models.`,
      why: `Their model hashes are ${first.results.modelHash.slice(0, 12)} and ${other.results.modelHash.slice(0, 12)}: the same seeds are ` +
        'other runs there, so a sum would say nothing.',
      next: 'Merge the results of one commit.',
    });
  }
  return {
    modelHash: first.results.modelHash,
    campaigns: groups(given, ({ campaigns }) => campaigns, campaignKey).map(mergeCampaigns),
    regressions: groups(given, ({ regressions }) => regressions, ({ capsule }) => capsule).map((same) => once(same, 'regression', ({ capsule }) => capsule)),
    checks: groups(given, ({ checks }) => checks, checkName).map((same) => once(same, 'check', checkName)),
  };
}

/** What makes two campaigns parts of one: everything that determines a run beside the number of its seed. */
function campaignKey({ scenario, policy, profile, strategy, settings, faults, seed }: CampaignResults): string {
  return JSON.stringify([scenario, policy, profile, strategy, Object.entries(settings).sort(), faults, seed]);
}

function checkName({ subject, policy, workload }: CheckResult): string {
  return [subject, workload, policy].filter((part) => part !== '').join(', ');
}

/** What belongs together, sorted by what it is, so that the order of the files has no effect. */
function groups<T>(
  given: readonly ResultsOfFile[], parts: (results: ResultsOfFile['results']) => readonly T[], key: (part: T) => string,
): Origin<T>[][] {
  const byKey = new Map<string, Origin<T>[]>();
  for (const { file, results } of given) {
    for (const value of parts(results)) {
      const same = byKey.get(key(value));
      if (same === undefined) byKey.set(key(value), [{ file, value }]);
      else same.push({ file, value });
    }
  }
  return [...byKey].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, same]) => same);
}

function mergeCampaigns(same: readonly Origin<CampaignResults>[]): CampaignResults {
  const [{ value: first }] = same as [Origin<CampaignResults>];
  const shards = joinedShards(same);
  const unequal = same.find(({ value }) => value.seedsPlanned !== first.seedsPlanned);
  if (unequal !== undefined) {
    throw new UsageError({
      what: `${same[0]?.file ?? ''} and ${unequal.file} are shards of campaigns of different lengths.`,
      why: `${nameOf(first)}: ${planned(first)} seeds and ${planned(unequal.value)} seeds.`, next: 'Run all shards with the same --seeds or --budget.',
    });
  }
  const tally = tallyOf(first.tally);
  for (const { value } of same.slice(1)) merge(tally, tallyOf(value.tally));
  const sum = (part: (campaign: CampaignResults) => number): number => same.reduce((total, { value }) => total + part(value), 0);
  return {
    ...first, shards,
    canary: { looked: sum(({ canary }) => canary.looked), found: sum(({ canary }) => canary.found) },
    audited: sum(({ audited }) => audited),
    broken: [...new Set(same.flatMap(({ value }) => value.broken))].sort(),
    stuck: same.flatMap(({ value }) => value.stuck).sort((left, right) => (left.seed < right.seed ? -1 : 1)),
    tally: recordOf(tally),
  };
}

/** The shards of all, sorted. @throws UsageError where two of them share seeds. */
function joinedShards(same: readonly Origin<CampaignResults>[]): Shard[] {
  const taken = new Map<number, Origin<Shard>>();
  for (const { file, value: campaign } of same) {
    for (const shard of campaign.shards) {
      const [any] = taken.values();
      const known = taken.get(shard.shard);
      if (any !== undefined && any.value.of !== shard.of) {
        throw new UsageError({
          what: `${any.file} and ${file} divide the same seeds in different ways.`,
          why: `${nameOf(campaign)}: shard ${any.value.shard} of ${any.value.of}, and shard ${shard.shard} of ${shard.of}. Some seeds would be counted twice.`,
          next: 'Merge shards of one division: 1/N to N/N.',
        });
      }
      if (known !== undefined) {
        throw new UsageError({
          what: `${known.file} and ${file} overlap: both hold shard ${shard.shard} of ${shard.of}.`,
          why: `${nameOf(campaign)}: its seeds would be counted twice.`, next: 'Leave one of them out. A shard that was run again replaces the one before.',
        });
      }
      taken.set(shard.shard, { file, value: shard });
    }
  }
  return [...taken.values()].map(({ value }) => value).sort((left, right) => left.shard - right.shard);
}

/** Regressions and checks are dealt out among the shards: each is done once. */
function once<T extends CheckResult | RegressionResult>(same: readonly Origin<T>[], what: string, name: (part: T) => string): T {
  const [first, second] = same as [Origin<T>, Origin<T> | undefined];
  if (second === undefined) return first.value;
  throw new UsageError({
    what: `${first.file} and ${second.file} overlap: both hold the ${what} ${name(first.value)}.`,
    why: 'Each is done by one shard.', next: 'Leave one of them out.',
  });
}

function nameOf({ scenario, policy, profile, seed }: CampaignResults): string {
  return `${scenario}, policy ${policy}, profile ${profile}, seeds ${seed}-N`;
}

function planned({ seedsPlanned }: CampaignResults): string {
  return seedsPlanned === null ? 'as many as time allows of' : String(seedsPlanned);
}

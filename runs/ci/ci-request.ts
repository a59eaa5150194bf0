/** What `whatif ci` is asked for: numbers checked, defaults filled in. */
import os from 'node:os';
import type { ShardNumber } from '../campaign/run-spec.js';
import { parseWhole } from '../cli/numbers.js';
import { parseDuration } from '../terminal/duration.js';
import { UsageError } from '../terminal/failure.js';

/** The options as commander gives them. */
export interface CiFlags {
  readonly budget?: string;
  readonly seeds?: string;
  readonly shard?: string;
  readonly seed?: string;
  readonly workers?: string;
  readonly known?: string;
  readonly strict?: boolean;
  readonly out?: string;
  readonly state?: string;
  readonly junit?: string;
  readonly github?: boolean;
  readonly json?: boolean;
}

export interface CiRequest {
  /** For all of it; null: no limit. */
  readonly milliseconds: number | null;
  /** Of each campaign, all shards together; null: as many as the time allows. */
  readonly seedsPlanned: number | null;
  readonly shard: ShardNumber;
  readonly workers: number;
}

export const DEFAULT_BUDGET = '5m';
const SEEDS_MAX = 1_000_000_000;
const SHARDS_MAX = 10_000;
const WORKERS_MAX = 256;

/** @throws UsageError */
export function ciRequest(flags: CiFlags): CiRequest {
  const seedsPlanned = flags.seeds === undefined ? null : parseWhole(flags.seeds, '--seeds', 1, SEEDS_MAX);
  const budget = flags.budget ?? (seedsPlanned === null ? DEFAULT_BUDGET : null);
  return {
    milliseconds: budget === null ? null : budgetOf(budget), seedsPlanned,
    shard: flags.shard === undefined ? { shard: 1, of: 1 } : shardOf(flags.shard),
    workers: flags.workers === undefined ? os.availableParallelism() : parseWhole(flags.workers, '--workers', 1, WORKERS_MAX),
  };
}

function budgetOf(text: string): number {
  const milliseconds = Math.floor(parseDuration(text, '--budget') / 1000);
  if (milliseconds >= 1000 && milliseconds < 2 ** 31) return milliseconds;
  throw new UsageError({ what: `'${text}' is no time for --budget.`, next: 'Give 1s to 500h, such as 10m.' });
}

function shardOf(text: string): ShardNumber {
  const [, shard, of] = (/^(\d{1,5})\/(\d{1,5})$/.exec(text) ?? []).map(Number) as [number, number, number];
  if (shard >= 1 && shard <= of && of <= SHARDS_MAX) return { shard, of };
  throw new UsageError({
    what: `'${text}' is no shard for --shard.`, why: 'K/N is the shard number K of N, K being 1 to N.', next: 'Give something like 3/20.',
  });
}

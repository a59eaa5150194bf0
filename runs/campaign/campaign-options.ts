/** What a campaign is asked for, and who watches it. */
import type { Tally } from '../../sim/explore/tally.js';
import type { RunSpec, SeedNaming } from './run-spec.js';
import type { CampaignState } from './state/campaign-state.js';
import type { StartWorker } from './workers.js';

export interface CampaignOptions {
  readonly spec: RunSpec;
  readonly seeds: SeedNaming;
  /** How many seeds; null for as many as the time allows. */
  readonly seedsMax: number | null;
  /** After this time no more seeds are handed out; null for no limit. */
  readonly milliseconds: number | null;
  /** Stop at the first seed with a finding: exactly the seeds up to it are covered. */
  readonly untilFirst: boolean;
  readonly workers: number;
  /** One run in so many is run again elsewhere; 0 for none. The first one always is. */
  readonly auditOneIn?: number;
  /** A worker that makes no progress for so long is replaced. */
  readonly hangSeconds?: number;
  /** Seeds in a range; by default as many as keep a worker busy for a fraction of a second. */
  readonly rangeSize?: number;
  readonly startWorker?: StartWorker;
  /** Where progress is kept, opened for this campaign; the campaign closes it. Left out: it is kept nowhere. */
  readonly state?: CampaignState;
}

export interface CampaignWatcher {
  /** Called after each range of seeds. */
  progress?(tally: Tally): void;
  /** Something went wrong that the campaign survives. */
  warn?(message: string): void;
}

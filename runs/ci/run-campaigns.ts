/** The campaigns of `whatif ci`, one after the other, each with its part of the time that is left. */
import path from 'node:path';
import { DEFAULT_STRATEGY } from '../../sim/explore/strategies/strategy.js';
import type { Tally } from '../../sim/explore/tally.js';
import { runCampaign } from '../campaign/campaign.js';
import { seedsOfShard, type RunSpec, type SeedNaming, type ShardNumber } from '../campaign/run-spec.js';
import type { CampaignState, CampaignIdentity } from '../campaign/state/campaign-state.js';
import type { StartWorker } from '../campaign/workers.js';
import type { Scenario } from '../scenarios/scenario.js';
import { lookUp } from '../terminal/suggest.js';
import { slugOf } from '../terminal/slug.js';
import { campaignResults } from './campaign-results.js';
import type { CommittedCampaign } from './committed.js';
import type { CampaignResults } from './results/results-schema.js';

/** Too little to find the canary: a campaign whose part of the time is shorter gets this. */
const MILLISECONDS_MIN = 1000;

export interface CampaignsOptions {
  readonly campaigns: readonly CommittedCampaign[];
  readonly scenarios: readonly Scenario[];
  readonly scenariosModule: string | null;
  readonly seed: string;
  readonly shard: ShardNumber;
  readonly seedsPlanned: number | null;
  /** When all of them should have ended, by `performance.now()`; null for no limit. */
  readonly endsMs: number | null;
  readonly workers: number;
  readonly startWorker: StartWorker;
  readonly signal: AbortSignal;
  /** Opens the state of one campaign, if that is kept. */
  openState(name: string, campaign: Pick<CampaignIdentity, 'spec' | 'seeds' | 'untilFirst'>): CampaignState | null;
}

export interface CampaignsWatcher {
  begun(name: string): void;
  progress(tally: Tally): void;
  ended(): void;
  warn(message: string): void;
}

/** Those that were not begun when the signal came are left out. */
export async function runCampaigns(options: CampaignsOptions, watcher: CampaignsWatcher): Promise<CampaignResults[]> {
  const { campaigns, shard, seedsPlanned, workers, startWorker, signal } = options;
  const results: CampaignResults[] = [];
  let weightLeft = campaigns.reduce((sum, { weight }) => sum + weight, 0);
  for (const campaign of campaigns) {
    if (signal.aborted) break;
    const scenario = lookUp('scenario', campaign.scenario, new Map(options.scenarios.map((known) => [known.name, known])));
    const spec = specOf(campaign, scenario, options.scenariosModule);
    const seeds: SeedNaming = { campaignSeed: options.seed, single: false, ...(shard.of === 1 ? {} : { shard }) };
    const name = `${campaign.scenario}, policy ${campaign.policy}, profile ${campaign.profile}${campaign.strategy === undefined ? '' : `, strategy ${campaign.strategy}`}`;
    watcher.begun(name);
    try {
      const state = options.openState(path.join(slugOf(campaign.scenario), slugOf(`${campaign.policy} ${campaign.profile} ${campaign.strategy ?? ''}`)), { spec, seeds, untilFirst: false });
      const result = await runCampaign({
        spec, seeds, workers, startWorker, untilFirst: false,
        seedsMax: seedsPlanned === null ? null : seedsOfShard(shard, seedsPlanned),
        milliseconds: share(options.endsMs, campaign.weight / weightLeft), ...(state === null ? {} : { state }),
      }, { progress: (tally) => watcher.progress(tally), warn: (message) => watcher.warn(message) }, signal);
      results.push(campaignResults({ scenario, spec, seeds, strategy: campaign.strategy ?? DEFAULT_STRATEGY, seedsPlanned }, result));
    } finally {
      watcher.ended();
    }
    weightLeft -= campaign.weight;
  }
  return results;
}

function specOf({ policy, profile, strategy }: CommittedCampaign, scenario: Scenario, scenariosModule: string | null): RunSpec {
  const settings = Object.fromEntries(Object.entries(scenario.settings).map(([name, { value }]) => [name, value]));
  return { scenario: scenario.name, policy, settings, profile, faults: null, invariant: null, scenariosModule, budget: null, ...(strategy === undefined ? {} : { strategy }) };
}

function share(endsMs: number | null, part: number): number | null {
  return endsMs === null ? null : Math.max(MILLISECONDS_MIN, Math.floor((endsMs - performance.now()) * part));
}

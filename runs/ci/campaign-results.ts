/** What one campaign came to, as a results file holds it. */
import { FAULT_KINDS } from '../../sim/explore/profile.js';
import { handlersOf } from '../../sim/explore/coverage.js';
import type { StrategyName } from '../../sim/explore/strategies/strategy.js';
import type { CampaignResult } from '../campaign/campaign-result.js';
import { whyBroken } from '../campaign/outcome.js';
import { engineFor, timedOptions, type RunSpec, type SeedNaming } from '../campaign/run-spec.js';
import { recordOf } from '../campaign/tally-record.js';
import type { Scenario } from '../scenarios/scenario.js';
import type { CampaignResults } from './results/results-schema.js';

export interface RunCampaign {
  readonly scenario: Scenario;
  readonly spec: RunSpec;
  readonly seeds: SeedNaming;
  readonly strategy: StrategyName;
  /** How many seeds all shards were to run together; null where time decides. */
  readonly seedsPlanned: number | null;
}

export function campaignResults({ scenario, spec, seeds, strategy, seedsPlanned }: RunCampaign, result: CampaignResult): CampaignResults {
  const { policy, profile, settings, faults } = spec;
  const built = scenario.build(policy, settings);
  const { model } = built;
  const { shard, of } = seeds.shard ?? { shard: 1, of: 1 };
  const broken = whyBroken(result, false);
  return {
    scenario: scenario.name, policy, profile, strategy, settings, faults: faults === null ? null : [...faults],
    seed: seeds.campaignSeed, seedsPlanned, shards: [{ shard, of, seeds: result.seedsCovered }],
    invariants: engineFor(built, spec).invariants.map(({ name }) => name),
    goals: [...scenario.goals(policy)], handlers: handlersOf(model), faultKinds: strikingKinds(spec, { ...FAULT_KINDS, ...model.faultKinds }),
    expected: expectedOf(scenario, spec),
    canary: { looked: result.canary === null ? 0 : 1, found: result.canary !== null && result.canary.seed !== null ? 1 : 0 },
    audited: result.audited, broken: broken === null ? [] : [broken],
    stuck: result.stuck.map(({ seed, handler, how }) => ({ seed, handler, how })),
    tally: recordOf(result.tally),
  };
}

/** The kinds that the profile gives a rate, and that something here could suffer. */
function strikingKinds(spec: RunSpec, kinds: Readonly<Record<string, string>>): string[] {
  const { profile, faults } = timedOptions(spec);
  const rates: Readonly<Record<string, number>> = { ...profile.perMillion, ...profile.lasting, late: profile.latePerMillion };
  return Object.keys(kinds).filter((kind) => (rates[kind] ?? 0) > 0 && (faults === null || faults.includes(kind))).sort();
}

/** How rare a violation is, is known for the scenario's own profile and settings alone. */
function expectedOf(scenario: Scenario, { policy, profile, faults, settings }: RunSpec): CampaignResults['expected'] {
  const isOwn = profile === scenario.profile && faults === null &&
    Object.entries(scenario.settings).every(([name, { value }]) => settings[name] === value);
  return (scenario.expected[policy] ?? []).map(({ invariant, oneIn }) => ({ invariant, oneIn: isOwn ? oneIn : null }));
}

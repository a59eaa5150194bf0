/**
 * What determines a run beside its seed, as plain data: it is posted to workers and written into capsules, and each side
 * builds the same scenario from it.
 */
import { Engine, type Budget, type Subject } from '../../sim/explore/engine.js';
import type { TimedOptions } from '../../sim/explore/timed-run.js';
import { DEFAULT_STRATEGY, type StrategyName } from '../../sim/explore/strategies/strategy.js';
import { seedName } from '../../sim/random/names.js';
import { projectRoot } from '../build/model-hash.js';
import { adoptPolicy } from '../policies/policy-file.js';
import { PROFILES, profileWith } from '../profiles/profiles.js';
import type { BuiltScenario, Scenario } from '../scenarios/scenario.js';

export interface RunSpec {
  readonly scenario: string;
  readonly policy: string;
  /** All settings of the scenario, the defaults too. */
  readonly settings: Readonly<Record<string, number>>;
  readonly profile: string;
  /** Kinds of fault that may strike; null: all of the profile's. */
  readonly faults: readonly string[] | null;
  /** The one invariant that counts; null: all. */
  readonly invariant: string | null;
  /** The module whose `scenarios` are meant, if not `runs/scenarios/index.js`: a URL. */
  readonly scenariosModule: string | null;
  /** What an engine may hold between two runs, if not the default. */
  readonly budget: Budget | null;
  /** How runs differ from one another; left out: the default. */
  readonly strategy?: StrategyName;
}

/** The part of a spec that a strategy is: nothing for the default, so that equal campaigns have equal specs. */
export function strategyOf(strategy: StrategyName): Pick<RunSpec, 'strategy'> {
  return strategy === DEFAULT_STRATEGY ? {} : { strategy };
}

/** How the seeds of a campaign are called. */
export interface SeedNaming {
  readonly campaignSeed: string;
  /** The campaign is one run, and its seed is the campaign's as it stands. */
  readonly single: boolean;
  /** The part of the campaign's seeds that is run here; left out: all. */
  readonly shard?: ShardNumber;
}

/** Shard 3 of 20 has the seeds number 2, 22, 42, ...: the shards are disjoint, and together complete, whatever their lengths. */
export interface ShardNumber {
  /** From 1. */
  readonly shard: number;
  readonly of: number;
}

/** The seed that is run as number `index` here. */
export function seedOf(naming: SeedNaming, index: number): string {
  return naming.single ? naming.campaignSeed : seedName(seedNumber(naming, index), naming.campaignSeed);
}

/** The number of that seed among all seeds of the campaign. */
export function seedNumber({ shard }: SeedNaming, index: number): number {
  return shard === undefined ? index : shard.shard - 1 + index * shard.of;
}

/** How many of the first `seeds` of a campaign belong to a shard. */
export function seedsOfShard({ shard, of }: ShardNumber, seeds: number): number {
  return Math.max(0, Math.ceil((seeds - (shard - 1)) / of));
}

/** The seeds on which the canary is looked for. */
export const CANARY_SEEDS: SeedNaming = { campaignSeed: 'canary', single: false };

/** Finds the scenario that a spec names. @throws Error when there is none: a caller has checked the name. */
export async function scenarioOf(spec: RunSpec): Promise<Scenario> {
  const module = (await import(spec.scenariosModule ?? '../scenarios/index.js')) as { scenarios: readonly Scenario[] };
  const scenario = module.scenarios.find(({ name }) => name === spec.scenario);
  if (scenario === undefined) throw new Error(`There is no scenario '${spec.scenario}'`);
  await adoptPolicy(spec.policy, projectRoot);
  return scenario;
}

export function buildScenario(scenario: Scenario, spec: RunSpec): BuiltScenario {
  return scenario.build(spec.policy, spec.settings);
}

/** The engine of a spec's runs. */
export function engineFor(built: Subject, spec: RunSpec): Engine {
  const { invariant } = spec;
  const invariants = invariant === null ? built.invariants : built.invariants.filter(({ name }) => name === invariant);
  return makeEngine({ model: built.model, invariants }, timedOptions(spec), spec);
}

/** The engine of the canary's runs: the scenario's own profile with all its faults and the default strategy, whatever was asked for. */
export function canaryEngine(scenario: Scenario, spec: RunSpec): Engine {
  const built = scenario.canary.build();
  const invariants = built.invariants.filter(({ name }) => name === scenario.canary.invariant);
  const options = timedOptions({ profile: scenario.profile, faults: null });
  return makeEngine({ model: built.model, invariants }, options, spec);
}

export function timedOptions({ profile, faults, strategy }: Pick<RunSpec, 'profile' | 'faults' | 'strategy'>): TimedOptions {
  const known = PROFILES.get(profile);
  if (known === undefined) throw new Error(`There is no profile '${profile}'`);
  return { profile: profileWith(known, faults), faults, ...(strategy === undefined ? {} : { strategy }) };
}

function makeEngine(subject: Subject, options: TimedOptions, { budget }: RunSpec): Engine {
  return budget === null ? new Engine(subject, options) : new Engine(subject, options, budget);
}

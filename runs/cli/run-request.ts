/** What `whatif run` is asked for: names looked up, numbers checked, defaults filled in. */
import os from 'node:os';
import { COMES_TO_REST } from '../../sim/explore/convergence.js';
import { FAULT_KINDS } from '../../sim/explore/profile.js';
import { STRATEGIES, type StrategyName } from '../../sim/explore/strategies/strategy.js';
import { strategyOf, type RunSpec } from '../campaign/run-spec.js';
import { PROFILES } from '../profiles/profiles.js';
import type { Scenario, Setting } from '../scenarios/scenario.js';
import { formatDuration, parseDuration } from '../terminal/duration.js';
import { UsageError } from '../terminal/failure.js';
import { lookUp, unknownName } from '../terminal/suggest.js';
import { parseWhole } from './numbers.js';
import type { Surroundings } from './surroundings.js';
import { slugOf } from '../terminal/slug.js';

/** The options of `whatif run` as commander gives them. */
export interface RunFlags {
  readonly seeds?: string;
  readonly seed?: string;
  readonly for?: string;
  readonly untilFirst?: boolean;
  readonly policy?: string;
  readonly profile?: string;
  readonly strategy?: string;
  readonly faults?: string;
  readonly invariant?: string;
  readonly set?: readonly string[];
  readonly workers?: string;
  readonly story?: boolean;
  readonly json?: boolean;
  readonly out?: string;
  readonly state?: string;
}

export interface RunRequest {
  readonly scenario: Scenario;
  readonly spec: RunSpec;
  readonly campaignSeed: string;
  /** One run, whose seed is the given one as it stands. */
  readonly single: boolean;
  readonly seedsMax: number | null;
  readonly milliseconds: number | null;
  readonly untilFirst: boolean;
  readonly workers: number;
  readonly story: boolean;
  readonly json: boolean;
  readonly out: string;
  /** Where progress is kept; null for nowhere. */
  readonly state: string | null;
}

/** How long a campaign is when neither `--seeds` nor `--for` says so. */
export const DEFAULT_TIME = '20s';
/** The campaign when `--seed` names none: the same command covers the same seeds. */
export const DEFAULT_SEED = 'amber';
const SEEDS_MAX = 1_000_000_000;
const WORKERS_MAX = 256;

/** @throws UsageError for whatever cannot be done. */
export function runRequest(name: string | undefined, flags: RunFlags, surroundings: Surroundings): RunRequest {
  const known = new Map(surroundings.scenarios.map((scenario) => [scenario.name, scenario]));
  const scenario = lookUp('scenario', name ?? (surroundings.scenarios[0] as Scenario).name, known, 'whatif list');
  const policies = Object.keys(scenario.policies);
  const policy = oneOf(`policy of ${scenario.name}`, flags.policy ?? (policies[0] as string), policies);
  const profile = oneOf('profile', flags.profile ?? scenario.profile, [...PROFILES.keys()]);
  const settings = settingsOf(scenario, flags.set ?? []);
  const seedsMax = flags.seeds === undefined ? null : parseWhole(flags.seeds, '--seeds', 1, SEEDS_MAX);
  const time = flags.for ?? (seedsMax === null ? DEFAULT_TIME : undefined);
  const cores = os.availableParallelism();
  const workers = flags.workers === undefined ? cores : parseWhole(flags.workers, '--workers', 1, WORKERS_MAX);
  const spec: RunSpec = {
    scenario: scenario.name, policy, settings, profile, faults: faultsOf(scenario, policy, settings, flags.faults),
    invariant: invariantOf(scenario, policy, settings, flags.invariant),
    scenariosModule: surroundings.scenariosModule, budget: null,
    ...(flags.strategy === undefined ? {} : strategyOf(oneOf('strategy', flags.strategy, Object.keys(STRATEGIES)) as StrategyName)),
  };
  return {
    scenario, spec, seedsMax,
    campaignSeed: campaignSeedOf(flags.seed ?? DEFAULT_SEED),
    single: seedsMax === 1 && flags.seed !== undefined,
    milliseconds: time === undefined ? null : timeOf(time),
    untilFirst: flags.untilFirst === true,
    workers: seedsMax === null ? workers : Math.min(workers, seedsMax),
    story: flags.story === true, json: flags.json === true, out: flags.out ?? 'out', state: flags.state ?? null,
  };
}

function oneOf(kind: string, given: string, valid: readonly string[]): string {
  if (!valid.includes(given)) throw unknownName(kind, given, valid, 'whatif list');
  return given;
}

function timeOf(text: string): number {
  const microseconds = parseDuration(text, '--for');
  if (microseconds < 1_000) throw new UsageError({ what: `'${text}' is too short for --for.`, next: 'Give at least 1ms.' });
  // The longest time-out that Node knows.
  return Math.min(Math.floor(microseconds / 1000), 2 ** 31 - 1);
}

function campaignSeedOf(given: string): string {
  if (/^\S{1,64}$/u.test(given)) return given;
  throw new UsageError({
    what: `'${given}' is not a seed.`, why: 'A seed is printed and typed again.', next: 'Give 1 to 64 characters without spaces, such as amber.',
  });
}

function faultsOf(
  scenario: Scenario, policy: string, settings: Readonly<Record<string, number>>, given: string | undefined,
): string[] | null {
  if (given === undefined) return null;
  const kinds = given.split(',').map((kind) => kind.trim()).filter((kind) => kind !== '');
  if (kinds.length === 0) {
    throw new UsageError({ what: '--faults names no kind of fault.', next: 'For a campaign without faults use --profile calm.' });
  }
  const known = { ...FAULT_KINDS, ...scenario.build(policy, settings).model.faultKinds };
  for (const kind of kinds) oneOf('kind of fault', kind, Object.keys(known));
  return [...new Set(kinds)].sort();
}

function invariantOf(
  scenario: Scenario, policy: string, settings: Readonly<Record<string, number>>, given: string | undefined,
): string | null {
  if (given === undefined) return null;
  const names = [...new Set([...scenario.build(policy, settings).invariants.map(({ name }) => name), COMES_TO_REST.name])];
  const named = names.find((name) => name === given || slugOf(name) === slugOf(given));
  return named ?? oneOf(`invariant of ${scenario.name}`, given, names.map(slugOf));
}

function settingsOf(scenario: Scenario, given: readonly string[]): Record<string, number> {
  const settings = Object.fromEntries(Object.entries(scenario.settings).map(([name, { value }]) => [name, value]));
  for (const text of given) {
    const [name, value] = splitSetting(text);
    oneOf(`setting of ${scenario.name}`, name, Object.keys(scenario.settings));
    settings[name] = settingValue(name, value, scenario.settings[name] as Setting);
  }
  return settings;
}

function splitSetting(text: string): [name: string, value: string] {
  const at = text.indexOf('=');
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  throw new UsageError({ what: `'${text}' is not a setting.`, next: 'Write --set name=value; `whatif list` names the settings.' });
}

function settingValue(name: string, text: string, { unit, min, max }: Setting): number {
  if (unit === 'count') return parseWhole(text, `--set ${name}`, min, max);
  const value = parseDuration(text, `--set ${name}`);
  if (value >= min && value <= max) return value;
  throw new UsageError({
    what: `'${text}' is out of range for --set ${name}.`, next: `Give ${formatDuration(min)} to ${formatDuration(max)}.`,
  });
}

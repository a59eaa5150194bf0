/**
 * A scenario as somebody's own tests use it: one of those that `whatif list` names, or a model of their own, with what its runs
 * are made with. Its engine is made once, so that what it learned serves all tests of a file.
 */
import { COMES_TO_REST } from '../../sim/explore/convergence.js';
import { Engine } from '../../sim/explore/engine.js';
import { FAULT_KINDS, type Profile } from '../../sim/explore/profile.js';
import type { Invariant } from '../../sim/explore/invariant.js';
import type { Model } from '../../sim/process/model.js';
import type { Narrator } from '../../sim/show/narrator.js';
import { timedOptions, type RunSpec } from '../campaign/run-spec.js';
import { PROFILES } from '../profiles/profiles.js';
import { PLAIN_NARRATOR } from '../scenarios/check-subject.js';
import { scenarios } from '../scenarios/index.js';
import type { BuiltScenario, Scenario } from '../scenarios/scenario.js';
import { UsageError } from '../terminal/failure.js';
import { slugOf } from '../terminal/slug.js';
import { lookUp, unknownName } from '../terminal/suggest.js';

/** A model of one's own, with what must hold in it. */
export interface OwnScenario {
  readonly model: Model;
  readonly invariants: readonly Invariant[];
  /** How its steps are told; in plain words when left out. */
  readonly narrator?: Narrator;
}

export interface ScenarioOptions {
  /** One of the scenario's policies; left out: its first. */
  readonly policy?: string;
  /** Settings that are other than the default: counts, or durations in microseconds. */
  readonly settings?: Readonly<Record<string, number>>;
  /** Which faults may strike and how often: a name that `whatif list` knows, or a profile of one's own. */
  readonly profile?: string | Profile;
  /** Only these kinds of fault; left out: all of the profile's. */
  readonly faults?: readonly string[];
}

export interface TestedScenario {
  /** Of the scenario, or of the model. */
  readonly name: string;
  readonly built: BuiltScenario;
  readonly engine: Engine;
  /** The kinds of fault that may strike; null for all. */
  readonly faults: readonly string[] | null;
  /** What the `whatif` command needs to run it too; null for a scenario of one's own, which it does not know. */
  readonly known: { readonly scenario: Scenario; readonly spec: RunSpec } | null;
}

/** The profile of a scenario of one's own, when none is given. */
const DEFAULT_PROFILE = 'mixed';

/**
 * @param subject A name that `whatif list` knows, a scenario, or a model with its invariants.
 * @throws UsageError for a name or a value that does not exist.
 */
export function scenario(subject: string | Scenario | OwnScenario, options: ScenarioOptions = {}): TestedScenario {
  if (typeof subject !== 'string' && 'model' in subject) return ownScenario(subject, options);
  const found = typeof subject === 'string' ? lookUp('scenario', subject, new Map(scenarios.map((each) => [each.name, each])), 'npx whatif list') : subject;
  const { policy = Object.keys(found.policies)[0] ?? '', profile = found.profile, faults } = options;
  if (!Object.hasOwn(found.policies, policy)) throw unknownName(`policy of ${found.name}`, policy, Object.keys(found.policies));
  const settings = settingsOf(found, options.settings ?? {});
  const built = found.build(policy, settings);
  const invariants = withRest(built.invariants);
  const kinds = faultsOf(built.model, faults);
  if (typeof profile !== 'string') {
    return { name: found.name, built: { ...built, invariants }, engine: new Engine({ ...built, invariants }, { profile, faults: kinds }), faults: kinds, known: null };
  }
  lookUp('profile', profile, PROFILES);
  const spec: RunSpec = {
    scenario: found.name, policy, settings, profile, faults: kinds, invariant: null, scenariosModule: null, budget: null,
  };
  return {
    name: found.name, built: { ...built, invariants }, engine: new Engine({ ...built, invariants }, timedOptions(spec)), faults: kinds,
    known: scenarios.includes(found) ? { scenario: found, spec } : null,
  };
}

function ownScenario({ model, invariants, narrator = PLAIN_NARRATOR }: OwnScenario, options: ScenarioOptions): TestedScenario {
  const refused = (['policy', 'settings'] as const).find((name) => options[name] !== undefined);
  if (refused !== undefined) {
    throw new UsageError({ what: `The model ${model.name} has no ${refused} to choose.`, next: 'Build it with what it should have.' });
  }
  const built = { model, invariants: withRest(invariants), narrator };
  const { profile = DEFAULT_PROFILE } = options;
  const faults = faultsOf(model, options.faults);
  if (typeof profile === 'string') lookUp('profile', profile, PROFILES);
  const timed = typeof profile === 'string' ? timedOptions({ profile, faults }) : { profile, faults };
  return { name: model.name, built, engine: new Engine(built, timed), faults, known: null };
}

/** The invariants of a scenario that a name means, as it stands or with-hyphens; all when none is given. @throws UsageError */
export function invariantNames({ name: scenarioName, built }: TestedScenario, given: string | readonly string[] | undefined): readonly string[] {
  const names = built.invariants.map(({ name }) => name);
  if (given === undefined) return names;
  return (typeof given === 'string' ? [given] : given).map((wanted) => {
    const named = names.find((name) => name === wanted || slugOf(name) === slugOf(wanted));
    if (named === undefined) throw unknownName(`invariant of ${scenarioName}`, wanted, names);
    return named;
  });
}

function withRest(invariants: readonly Invariant[]): readonly Invariant[] {
  return invariants.includes(COMES_TO_REST) ? invariants : [...invariants, COMES_TO_REST];
}

function settingsOf({ name: scenarioName, settings }: Scenario, given: Readonly<Record<string, number>>): Record<string, number> {
  const values = Object.fromEntries(Object.entries(settings).map(([name, { value }]) => [name, value]));
  for (const [name, value] of Object.entries(given)) {
    const setting = lookUp(`setting of ${scenarioName}`, name, new Map(Object.entries(settings)));
    if (!Number.isInteger(value) || value < setting.min || value > setting.max) {
      throw new UsageError({
        what: `The setting ${name} cannot be ${value}.`, why: `It is ${setting.sentence}.`,
        next: `Give a whole number from ${setting.min} to ${setting.max}${setting.unit === 'duration' ? ', in microseconds' : ''}.`,
      });
    }
    values[name] = value;
  }
  return values;
}

function faultsOf(model: Model, given: readonly string[] | undefined): readonly string[] | null {
  if (given === undefined) return null;
  const known = Object.keys({ ...FAULT_KINDS, ...model.faultKinds });
  for (const kind of given) if (!known.includes(kind)) throw unknownName('kind of fault', kind, known);
  return [...new Set(given)].sort();
}

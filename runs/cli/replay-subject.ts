/** What a capsule is a run of: the scenario of a timed run, or the subject of a check. */
import type { LeadsTo } from '../../sim/explore/exhaustive/properties.js';
import { InvariantChecker } from '../../sim/explore/invariant.js';
import { Simulation } from '../../sim/explore/simulation.js';
import type { Capsule } from '../../sim/reproduce/capsule.js';
import type { AnyCapsule, UntimedCapsule } from '../../sim/reproduce/untimed-capsule.js';
import type { Narrator } from '../../sim/show/narrator.js';
import { Transitions } from '../../sim/step/transitions.js';
import { builtCheckOf } from '../capsule/known-check.js';
import { scenarioOfCapsule } from '../capsule/known-names.js';
import { engineFor, type RunSpec } from '../campaign/run-spec.js';
import { PROFILES } from '../profiles/profiles.js';
import type { CheckSubject } from '../scenarios/check-subject.js';
import type { Scenario } from '../scenarios/scenario.js';
import { checkSubjects } from '../scenarios/check-subjects.js';
import type { Surroundings } from './surroundings.js';

export interface ReplaySubject {
  readonly narrator: Narrator;
  /** Where the capsule came from, for a person. */
  readonly origin: string;
  /** The same for programs. */
  readonly json: object;
  /** What must come in the end. */
  readonly leadsTo: readonly LeadsTo[];
  /** A simulation of its own each time. */
  simulation(): Simulation;
}

/** `subjects`: what can be checked. @throws CapsuleError for a capsule that names what does not exist here. */
export function replaySubject(
  file: string, capsule: AnyCapsule, surroundings: Surroundings, subjects: readonly CheckSubject[] = checkSubjects,
): ReplaySubject {
  return capsule.mode === 'timed' ? timedSubject(file, capsule, surroundings, false) : checkedSubject(file, capsule, subjects);
}

/** The same for a capsule of other sources: settings that it does not know have their defaults. @throws CapsuleError */
export function lenientSubject(file: string, capsule: Capsule, surroundings: Surroundings): ReplaySubject {
  return timedSubject(file, capsule, surroundings, true);
}

function timedSubject(file: string, capsule: Capsule, { scenarios }: Surroundings, lenient: boolean): ReplaySubject {
  const { policy, seed, profile } = capsule;
  const scenario = scenarioOfCapsule(file, capsule, scenarios, [...PROFILES.keys()], lenient);
  const spec = specOf(capsule, scenario);
  const built = scenario.build(policy, spec.settings);
  return {
    narrator: built.narrator, origin: `policy ${policy}, seed ${seed} of profile ${profile}`, json: { policy, profile, seed }, leadsTo: [],
    simulation: () => engineFor(built, spec).simulation,
  };
}

/** What the runs of a capsule's scenario are made with: profile and settings as recorded, as far as they exist and are in range. */
export function specOf({ policy, settings, profile, faults }: Capsule, scenario: Scenario): RunSpec {
  const values = Object.entries(scenario.settings).map(([name, { value, min, max }]): [string, number] => {
    const recorded = Object.hasOwn(settings, name) ? settings[name] : undefined;
    return [name, recorded === undefined ? value : Math.min(Math.max(recorded, min), max)];
  });
  return {
    scenario: scenario.name, policy, settings: Object.fromEntries(values), profile: PROFILES.has(profile) ? profile : scenario.profile, faults,
    invariant: null, scenariosModule: null, budget: null,
  };
}

function checkedSubject(file: string, capsule: UntimedCapsule, subjects: readonly CheckSubject[]): ReplaySubject {
  const { policy, timing } = capsule;
  const { model, properties, narrator, workload } = builtCheckOf(file, capsule, subjects);
  return {
    narrator, origin: `${workload}${policy === '' ? '' : `, policy ${policy}`}, found by a check`, json: { policy, workload, timing }, leadsTo: properties.leadsTo ?? [],
    simulation: () => {
      const transitions = new Transitions(model);
      return new Simulation(transitions, new InvariantChecker(transitions, properties.invariants));
    },
  };
}

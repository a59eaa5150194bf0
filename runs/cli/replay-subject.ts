/** What a capsule is a run of: the scenario of a timed run, or the subject of a check. */
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
import { checkSubjects } from '../scenarios/check-subjects.js';
import type { Surroundings } from './surroundings.js';

export interface ReplaySubject {
  readonly narrator: Narrator;
  /** Where the capsule came from, for a person. */
  readonly origin: string;
  /** The same for programs. */
  readonly json: object;
  /** A simulation of its own each time. */
  simulation(): Simulation;
}

/** `subjects`: what can be checked. @throws CapsuleError for a capsule that names what does not exist here. */
export function replaySubject(
  file: string, capsule: AnyCapsule, surroundings: Surroundings, subjects: readonly CheckSubject[] = checkSubjects,
): ReplaySubject {
  return capsule.mode === 'timed' ? timedSubject(file, capsule, surroundings) : checkedSubject(file, capsule, subjects);
}

function timedSubject(file: string, capsule: Capsule, { scenarios }: Surroundings): ReplaySubject {
  const { scenario: name, policy, settings, profile, faults, seed } = capsule;
  const scenario = scenarioOfCapsule(file, capsule, scenarios, [...PROFILES.keys()]);
  const spec: RunSpec = { scenario: name, policy, settings, profile, faults, invariant: null, scenariosModule: null, budget: null };
  const built = scenario.build(policy, settings);
  return {
    narrator: built.narrator, origin: `policy ${policy}, seed ${seed} of profile ${profile}`, json: { policy, profile, seed },
    simulation: () => engineFor(built, spec).simulation,
  };
}

function checkedSubject(file: string, capsule: UntimedCapsule, subjects: readonly CheckSubject[]): ReplaySubject {
  const { policy, timing } = capsule;
  const { model, properties, narrator, workload } = builtCheckOf(file, capsule, subjects);
  return {
    narrator, origin: `${workload}${policy === '' ? '' : `, policy ${policy}`}, found by a check`, json: { policy, workload, timing },
    simulation: () => {
      const transitions = new Transitions(model);
      return new Simulation(transitions, new InvariantChecker(transitions, properties.invariants));
    },
  };
}

/** A counterexample with a clock: durations within their ranges that realise it, as the capsule of a timed run. */
import { InvariantChecker, type Invariant } from '../../sim/explore/invariant.js';
import { Simulation } from '../../sim/explore/simulation.js';
import type { Model } from '../../sim/process/model.js';
import { capsuleOf, type Capsule } from '../../sim/reproduce/capsule.js';
import { realise } from '../../sim/reproduce/realisation/realise.js';
import { replay } from '../../sim/reproduce/replay.js';
import type { Trace, TracedViolation } from '../../sim/reproduce/trace.js';
import { Transitions } from '../../sim/step/transitions.js';
import { modelHash } from '../build/model-hash.js';
import type { TimedScenario } from '../scenarios/check-subject.js';
import { HarnessBroken } from '../terminal/failure.js';
import type { CheckRequest } from './check-request.js';

export interface TimedCounterexample {
  /** Null when it was not worked out: not all ways of being late were tried. */
  readonly realisable: boolean | null;
  readonly capsule: Capsule | null;
}

/** @throws HarnessBroken when the realised run is another one. */
export function timedCounterexample(
  { built, values: { policy }, limits: { faultKinds } }: Pick<CheckRequest, 'built' | 'values' | 'limits'>, { scenario, settings }: TimedScenario,
  trace: Trace, violation: TracedViolation,
): TimedCounterexample {
  const realised = realise(trace, violation.invariant, simulationOf(built.model, built.properties.invariants));
  if (typeof realised === 'string') return { realisable: realised === 'impossible' ? false : null, capsule: null };
  const capsule = capsuleOf(realised.trace, {
    scenario: scenario.name, policy, profile: scenario.profile, settings, faults: faultKinds, seed: 'a counterexample of whatif check',
    modelHash: modelHash(), stopped: true,
    violation: realised.trace.violations.find(({ invariant }) => invariant === violation.invariant)!,
  });
  const { model, invariants } = scenario.build(policy, settings);
  const replayed = replay(simulationOf(model, invariants), capsule);
  if (!replayed.matches || realised.trace.faults > trace.faults) {
    throw new HarnessBroken({
      what: `The counterexample of "${violation.invariant}" is another run when it is given durations.`, why: replayed.verdict,
      next: 'The check and timed runs disagree: report it with the command that you ran.',
    });
  }
  return { realisable: true, capsule };
}

function simulationOf(model: Model, invariants: readonly Invariant[]): Simulation {
  const transitions = new Transitions(model);
  return new Simulation(transitions, new InvariantChecker(transitions, invariants));
}

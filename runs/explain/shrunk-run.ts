/** The run that an explanation tells: the capsule's own, or the smallest one that fails in the same way. */
import { InvariantChecker } from '../../sim/explore/invariant.js';
import { Simulation } from '../../sim/explore/simulation.js';
import { capsuleOf, type Capsule } from '../../sim/reproduce/capsule.js';
import { replay } from '../../sim/reproduce/replay.js';
import { scriptOf } from '../../sim/reproduce/script.js';
import { Attempts } from '../../sim/reproduce/shrink/attempts.js';
import { recordScript, shrink } from '../../sim/reproduce/shrink/shrink.js';
import type { Trace, TracedViolation } from '../../sim/reproduce/trace.js';
import { HarnessBroken } from '../terminal/failure.js';

export interface ShrunkRun {
  readonly capsule: Capsule;
  readonly trace: Trace;
  readonly violation: TracedViolation;
  readonly tried: number;
}

/** An attempt may take twice the steps of the recorded run, and some. */
const STEPS_SPARE = 200;

/**
 * Shrinks a recorded run. Null when its script does not fail as it did, so that nothing can be tried.
 *
 * @param simulation A simulation of its own, of all invariants. @throws HarnessBroken when the shrunk run does not replay.
 */
export function shrunkRun(simulation: Simulation, capsule: Capsule, trace: Trace, violation: TracedViolation): ShrunkRun | null {
  const { transitions, checker } = simulation;
  const only = checker.invariants.filter(({ name }) => name === violation.invariant);
  const alone = new Simulation(transitions, new InvariantChecker(transitions, only));
  const attempts = new Attempts(alone, violation.fingerprint, trace.steps.length * 2 + STEPS_SPARE);
  const script = shrink(alone, attempts, scriptOf(capsule).script);
  if (script === null) return null;
  const { trace: smallest, ending } = recordScript(alone, attempts, script);
  const found = violationOf(smallest, violation.fingerprint);
  const { scenario, policy, profile, settings, faults, seed, modelHash } = capsule;
  const shrunk = capsuleOf(smallest, {
    scenario, policy, profile, settings, faults, seed, modelHash, violation: found, stopped: ending.reached && !ending.atRest,
  });
  const again = replay(simulation, shrunk);
  if (again.divergence !== null) {
    throw new HarnessBroken({
      what: 'The shrunk run does not replay.', why: again.divergence.message, next: 'Report it with the capsule; --no-shrink explains the run as it was recorded.',
    });
  }
  return { capsule: shrunk, trace: again.trace, violation: violationOf(again.trace, violation.fingerprint), tried: attempts.tried };
}

function violationOf({ violations }: Trace, fingerprint: string): TracedViolation {
  const found = violations.find((violation) => violation.fingerprint === fingerprint);
  if (found === undefined) {
    throw new HarnessBroken({ what: 'The shrunk run does not fail as the recorded one did.', why: `It should violate: ${fingerprint}.` });
  }
  return found;
}

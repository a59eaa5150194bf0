/**
 * The smallest run that fails in the same way (design section 6: the same fingerprint): fewest faults, then fewest requests,
 * then fewest steps and deviations from the default order. Fewer processes are for whoever can build a smaller scenario
 * (`shrinkFurther`).
 *
 * Greedy: a local minimum, found in a second or so. What it gives is a timed run like any other, which a capsule holds and
 * replays strictly.
 */
import type { Simulation } from '../../explore/simulation.js';
import { capsuleOf } from '../capsule.js';
import type { GuidedEnding } from '../guided-run.js';
import { scriptOf, type Script } from '../script.js';
import type { Trace } from '../trace.js';
import { TraceRecorder } from '../trace-recorder.js';
import type { Attempts } from './attempts.js';
import { Neighbourhood, type Keep } from './neighbourhood.js';
import { faultsOf, shrinkScript } from './shrink-script.js';

/** The recording is of no scenario: it never leaves this process. */
const NOWHERE = { scenario: '', policy: '', profile: '', settings: {}, faults: null, seed: '', modelHash: '', violation: null };

/** How many steps are spent on each number of faults that is smaller, and on each request that may be spared. */
const FOR_FEWER_FAULTS = 500_000;
const FOR_FEWER_REQUESTS = 100_000;

/** Shrinks a script in place, or gives another one that is smaller still. Null when the script does not fail so. */
export function shrink(simulation: Simulation, attempts: Attempts, script: Script): Script | null {
  if (attempts.play(script) === null) return null;
  const neighbourhood = new Neighbourhood(attempts, simulation);
  const keep = (found: Script): Script => rescript(simulation, attempts, found);
  let smallest = script;
  for (;;) {
    shrinkScript(attempts, smallest);
    const next = withFewerFaults(attempts, neighbourhood, smallest, keep) ?? withFewerRequests(attempts, neighbourhood, smallest, keep);
    if (next === null) return smallest;
    if (attempts.play(next) === null) throw new Error('a run that was recorded does not fail when its record is played');
    smallest = next;
  }
}

/** How many steps are spent on finding a run again on a simulation of something smaller. */
const FOR_FEWER_PROCESSES = 100_000;

/**
 * Shrinks a script of another simulation on this one, of fewer processes. Null when it does not fail there, with at most so many
 * faults.
 */
export function shrinkFurther(simulation: Simulation, attempts: Attempts, script: Script, faultsMax: number): Script | null {
  const failing = failingNear(simulation, attempts, script, faultsMax);
  if (failing === null) return null;
  shrinkScript(attempts, failing);
  return attempts.play(failing) === null ? null : failing;
}

function failingNear(simulation: Simulation, attempts: Attempts, script: Script, faultsMax: number): Script | null {
  const keep = (found: Script): Script => rescript(simulation, attempts, found);
  const played = attempts.play(script);
  if (played !== null && played.faults <= faultsMax) return keep(script);
  const neighbourhood = new Neighbourhood(attempts, simulation);
  return neighbourhood.search(script, faultsOf(attempts, script), faultsMax, FOR_FEWER_PROCESSES, keep);
}

function withFewerFaults(attempts: Attempts, neighbourhood: Neighbourhood, script: Script, keep: Keep<Script>): Script | null {
  const faults = faultsOf(attempts, script);
  for (let number = 0; number < faults.length; number += 1) {
    const found = neighbourhood.search(script, faults, number, FOR_FEWER_FAULTS, keep);
    if (found !== null) return found;
  }
  return null;
}

function withFewerRequests(attempts: Attempts, neighbourhood: Neighbourhood, script: Script, keep: Keep<Script>): Script | null {
  const faults = faultsOf(attempts, script);
  // The last ones matter most.
  for (const pin of script.spontaneous.filter(({ on, kind }) => on && kind === 'stimulus').reverse()) {
    pin.on = false;
    const found = neighbourhood.search(script, faults, faults.length, FOR_FEWER_REQUESTS, keep);
    pin.on = true;
    if (found !== null) return found;
  }
  return null;
}

/** The script of the run that a script gives: with everything pinned, and nothing in it that did not happen. */
function rescript(simulation: Simulation, attempts: Attempts, script: Script): Script {
  return scriptOf(capsuleOf(recordScript(simulation, attempts, script).trace, NOWHERE)).script;
}

/** Plays a script once more, and records it. */
export function recordScript(
  simulation: Simulation, attempts: Attempts, script: Script,
): { readonly trace: Trace; readonly ending: GuidedEnding } {
  const recorder = new TraceRecorder(simulation);
  attempts.guided.recorder = recorder;
  try {
    const ending = attempts.run(script);
    return { trace: recorder.trace({ seed: null, atRest: ending.atRest, plan: null, modelFault: null }), ending };
  } finally {
    attempts.guided.recorder = null;
  }
}

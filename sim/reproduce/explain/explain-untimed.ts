/**
 * Why an execution without a clock failed: the counterexample of a check, played again with one thing flipped, and forked from each
 * step. The same questions as of a timed run (explain-run.ts), asked of orders instead of times.
 *
 * Left out: events that were late (order is all there is), and what is owed for ever.
 */
import type { Simulation } from '../../explore/simulation.js';
import { KeyedRandom } from '../../random/keyed-random.js';
import type { Trace, TracedViolation } from '../trace.js';
import { TraceRecorder } from '../trace-recorder.js';
import type { UntimedCapsule } from '../untimed-capsule.js';
import { counterfactuals } from './counterfactuals.js';
import { explainRecorded, forkSteps, type ExplainOptions, type Explanation } from './explain-run.js';
import { flipsOf } from './flips.js';
import { inevitableFrom, type Chance } from './forks.js';
import { UntimedRun, type UntimedEnd } from './untimed-run.js';

/**
 * @param simulation Of all invariants.
 * @param trace The replay of the capsule.
 */
export function explainUntimed(
  simulation: Simulation, capsule: UntimedCapsule, trace: Trace, violation: TracedViolation, { forks }: ExplainOptions,
): Explanation {
  const recorded = explainRecorded(trace, violation);
  if (capsule.ending === 'for ever') return recorded;
  const run = new UntimedRun(simulation, capsule);
  const end: UntimedEnd = { until: null, stepsMax: trace.steps.length * 4 + 1_000, judgesRest: capsule.ending === 'at rest' };
  const play = (changed: UntimedRun): Trace => playUntimed(simulation, changed, end);
  const again = play(run);
  if (!again.violations.some(({ fingerprint }) => fingerprint === violation.fingerprint)) return recorded;
  const flips = flipsOf(trace, violation, recorded.causes, run, simulation);
  const chances = forks === 0 ? [] : chancesOf(run, forkSteps(violation.step, recorded.causes), forks, { ...end, until: violation.fingerprint });
  return { ...recorded, rerun: { counterfactuals: counterfactuals(run, flips, violation, again.faults, play), chances, inevitable: inevitableFrom(chances) } };
}

function playUntimed(simulation: Simulation, run: UntimedRun, end: UntimedEnd): Trace {
  run.recorder = new TraceRecorder(simulation);
  try {
    run.play(end);
    return run.recorder.trace({ seed: null, atRest: false, plan: null, modelFault: null });
  } finally {
    run.recorder = null;
  }
}

/** The share of futures that fail, from the world after each of these steps: the same for the same capsule, always. */
function chancesOf(run: UntimedRun, steps: readonly number[], forks: number, end: UntimedEnd): Chance[] {
  const random = new KeyedRandom(['explain']);
  random.reseed('forks');
  let drawn = 0;
  const word = (): number => random.draw(0, 0, (drawn += 1));
  return steps.map((step) => {
    let failing = 0;
    for (let fork = 0; fork < forks; fork += 1) if (run.play(end, step, word)) failing += 1;
    return { step, forks, failing };
  });
}

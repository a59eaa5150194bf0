/**
 * Counterfactuals: a run again with one thing flipped, and everything else as recorded where it still aligns; what is new takes
 * its default, without faults. What would have happened instead is read from that run.
 */
import type { Simulation } from '../../explore/simulation.js';
import { GuidedRun } from '../guided-run.js';
import type { Trace, TracedViolation } from '../trace.js';
import { TraceRecorder } from '../trace-recorder.js';
import type { ChangeableRun } from './changeable-run.js';
import type { Flip } from './flips.js';
import type { PinnedRun } from './pinned-run.js';

export interface Counterfactual {
  readonly flip: Flip;
  /** `same`: it fails in the same way; `other`: it violates something, but not in this way; `nothing`: it violates nothing. */
  readonly outcome: 'same' | 'other' | 'nothing';
  /** So many other faults of the recorded run found nothing to strike: what they were about did not come to pass. */
  readonly faultsMissing: number;
  /** The run that was made, up to where it came to rest. */
  readonly trace: Trace;
}

/** Plays a script to its end, and records it. */
export function playRecorded(simulation: Simulation, { script }: PinnedRun, stepsMax: number): Trace {
  const guided = new GuidedRun(simulation);
  const recorder = new TraceRecorder(simulation);
  guided.recorder = recorder;
  const { atRest } = guided.run(script, { until: null, stepsMax, judgesRest: true });
  return recorder.trace({ seed: null, atRest, plan: null, modelFault: null });
}

/**
 * Tries each flip alone.
 *
 * @param play Plays the run as it is then, and records it.
 * @param faults How many strike in the run as it was.
 */
export function counterfactuals<Run extends ChangeableRun>(
  run: Run, flips: readonly Flip[], { fingerprint }: TracedViolation, faults: number, play: (run: Run) => Trace,
): Counterfactual[] {
  return flips.map((flip) => {
    const undo = flip.apply(run);
    try {
      const trace = play(run);
      const same = trace.violations.some((found) => found.fingerprint === fingerprint);
      const expected = faults + (flip.kind === 'fault' ? -1 : flip.kind === 'write' ? 1 : 0);
      return { flip, trace, faultsMissing: Math.max(0, expected - trace.faults), outcome: same ? 'same' : trace.violations.length > 0 ? 'other' : 'nothing' };
    } finally {
      undo();
    }
  });
}

/**
 * Replays capsules, strictly: a replay is the recorded run step by step, or it ends at the first difference.
 *
 * Strict replay needs the model that the capsule was made with; whoever reads a capsule's file compares the hashes. What
 * it leaves out: alignment with a changed model.
 */
import { judgeAtRest } from '../explore/can-still.js';
import { reportUnrest } from '../explore/convergence.js';
import type { LeadsTo } from '../explore/exhaustive/properties.js';
import type { Simulation } from '../explore/simulation.js';
import { checksumOf } from './capsule.js';
import { Divergence } from './divergence.js';
import { judgeForEver } from './never-paid.js';
import { judge, type Judgement } from './replay-verdict.js';
import { ReplayDriver } from './replay-driver.js';
import { TraceRecorder } from './trace-recorder.js';
import type { Trace } from './trace.js';
import type { AnyCapsule } from './untimed-capsule.js';
import { UntimedDriver } from './untimed-driver.js';

export interface ReplayOutcome extends Judgement {
  /** The replayed run, up to where it diverged. */
  readonly trace: Trace;
  readonly divergence: Divergence | null;
  /** The capsule's content is not the one that its checksum was made for. Such a replay never matches. */
  readonly edited: boolean;
}

/** A step that the capsule does not have. */
export class NoSuchStep extends Error {
  override readonly name = 'NoSuchStep';

  constructor(readonly step: number, readonly last: number) {
    super(`The run has no step ${step}: its steps are 0 (the first world) to ${last}.`);
  }
}

/**
 * Replays a capsule to its end, and compares.
 *
 * @param simulation Of the capsule's scenario, policy and settings. It is left as the run left it.
 * @param leadsTo What must come in the end: the capsule of a check may be about one of them.
 */
export function replay(simulation: Simulation, capsule: AnyCapsule, leadsTo: readonly LeadsTo[] = []): ReplayOutcome {
  const { trace, divergence } = follow(simulation, capsule, capsule.steps.length, leadsTo);
  const edited = checksumOf(capsule) !== capsule.checksum;
  return { trace, divergence, edited, ...judge(capsule, trace, divergence, edited) };
}

/**
 * Replays the first `step` steps, and leaves the simulation there, for looking at its world.
 *
 * @throws NoSuchStep
 */
export function replayTo(
  simulation: Simulation, capsule: AnyCapsule, step: number,
): { readonly trace: Trace; readonly divergence: Divergence | null } {
  if (!Number.isInteger(step) || step < 0 || step > capsule.steps.length) throw new NoSuchStep(step, capsule.steps.length);
  return follow(simulation, capsule, step);
}

function follow(
  simulation: Simulation, capsule: AnyCapsule, steps: number, leadsTo: readonly LeadsTo[] = [],
): { trace: Trace; divergence: Divergence | null } {
  const recorder = new TraceRecorder(simulation);
  const driver = capsule.mode === 'timed' ? new ReplayDriver(simulation, capsule) : new UntimedDriver(simulation, capsule);
  const atEnd = steps === capsule.steps.length;
  let divergence: Divergence | null = null;
  const options: (readonly number[])[] = [];
  try {
    driver.begin();
    options.push(simulation.firstChoices.filter((_, at) => at % 2 === 1));
    recorder.begun();
    for (let step = 1; step <= steps; step += 1) {
      const { content, node } = driver.next();
      options.push([...simulation.transitions.taken]);
      if (capsule.mode === 'untimed') recorder.wereLate(capsule.steps[step - 1]!.late ?? 0);
      recorder.step(content, node < 0, 0, node);
    }
    if (atEnd && capsule.ending === 'at rest') judgeAtRest(simulation);
    else if (atEnd && capsule.ending === 'given up') reportUnrest(simulation);
    else if (atEnd && capsule.ending === 'for ever') judgeForEver(simulation, recorder, capsule, options, leadsTo);
  } catch (error) {
    if (!(error instanceof Divergence)) throw error;
    divergence = error;
  }
  const atRest = atEnd && divergence === null && capsule.ending === 'at rest';
  return { trace: recorder.trace({ seed: null, atRest, plan: null, modelFault: null }), divergence };
}

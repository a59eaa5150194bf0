/**
 * The trace of a run: what each step was, drew, read, wrote and armed, and which earlier step each of these came from.
 *
 * Plain data in the words of the model, with nothing of the engine's ids in it, so that a trace outlives the engine
 * that made it and can be compared with one from another process. Recording costs many times a plain run: campaigns do
 * without, and record the seeds that matter again.
 */
import type { RunPlan } from '../explore/profile.js';
import type { Simulation } from '../explore/simulation.js';
import type { TimedRun } from '../explore/timed-run.js';
import type { Event } from '../process/event.js';
import { ModelFault } from '../process/model-fault.js';
import type { CellName } from '../world/cell.js';
import type { Value } from '../world/value.js';
import { TraceRecorder } from './trace-recorder.js';

export interface Trace {
  readonly model: string;
  /** Null for a replay: it draws nothing. */
  readonly seed: string | null;
  /** `steps[n]` is step n; step 0 writes the first world. */
  readonly steps: readonly TraceStep[];
  readonly violations: readonly TracedViolation[];
  /** What ended the run before its time; null for a run that went to its end. */
  readonly modelFault: { readonly handler: string; readonly message: string } | null;
  /** Whether the world came to rest. */
  readonly atRest: boolean;
  /** The rolling hash of the whole run: 16 hexadecimal digits. */
  readonly hash: string;
  /** Steps that count as events. */
  readonly events: number;
  /** Faults that struck. */
  readonly faults: number;
  /** Virtual time at the end, in microseconds. */
  readonly time: number;
  /** What the run drew from its profile; null for a replay. */
  readonly plan: RunPlan | null;
}

export interface TraceStep {
  readonly number: number;
  /** Virtual time, in microseconds. */
  readonly time: number;
  /** Null for step 0 alone. */
  readonly event: Event | null;
  /** The event's content in 16 hexadecimal digits. */
  readonly fingerprint: string;
  /** The key under which the event's draws are made: its content without ids and bodies. */
  readonly key: readonly string[];
  /** No step armed it: a user, a guest, or a fault of its own accord. */
  readonly spontaneous: boolean;
  /** The event was drawn to be later than its nominal range. */
  readonly late: boolean;
  /** Without a clock: so many faults are events that turn out to be late with this step; left out for none. */
  readonly lateFaults?: number;
  /** The step that armed the event; null when it is spontaneous. */
  readonly armedBy: number | null;
  /** What was drawn, where there was more than one option. */
  readonly choices: readonly TracedChoice[];
  readonly reads: readonly TracedRead[];
  readonly writes: readonly TracedWrite[];
  readonly armed: readonly TracedArming[];
  /** Pending events that this step took back, by their arming. */
  readonly cancelled: readonly { readonly event: Event; readonly armedBy: number }[];
  /** The rule (`because`) that answers for the writes. */
  readonly rule: string | null;
  readonly marks: readonly string[];
}

export interface TracedChoice {
  readonly label: string;
  readonly option: string;
  /** The kind of fault that the option is, or null. */
  readonly fault: string | null;
}

export interface TracedRead {
  readonly cell: CellName;
  readonly value: Value;
  /** The step that wrote what was read; null when nobody did. */
  readonly writer: number | null;
}

/** A write that changed its cell. Null stands for an absent cell. */
export interface TracedWrite {
  readonly cell: CellName;
  readonly before: Value;
  readonly after: Value;
}

export interface TracedArming {
  readonly event: Event;
  /** How long it was drawn to take, and when it is due: microseconds. */
  readonly takes: number;
  readonly due: number;
  readonly late: boolean;
  /** Not armed but kept, in other words, when the process that had armed it was gone. */
  readonly carriedOver: boolean;
}

export interface TracedViolation {
  readonly invariant: string;
  /** The invariant in one sentence. */
  readonly sentence: string;
  /** The step that completed it. */
  readonly step: number;
  readonly evidence: string;
  readonly fingerprint: string;
  /** How many faults had struck by then. */
  readonly faults: number;
  /** The cell at fault and the step that wrote it last; null when the invariant blames none. */
  readonly blame: TracedRead | null;
  /** What the invariant looked at. */
  readonly reads: readonly TracedRead[];
}

/**
 * Runs a seed again, and records it. A fault of the model ends the trace early, and is part of it.
 *
 * @param run A run of this very simulation, with the options of the run that is to be recorded.
 */
export function recordRun(simulation: Simulation, run: TimedRun, seed: string): Trace {
  const recorder = new TraceRecorder(simulation);
  const former = run.recorder;
  run.recorder = recorder;
  try {
    const { atRest, plan } = run.run(seed);
    return recorder.trace({ seed, atRest, plan, modelFault: null });
  } catch (error) {
    if (!(error instanceof ModelFault)) throw error;
    const { handler, message } = error;
    return recorder.trace({ seed, atRest: false, plan: null, modelFault: { handler, message } });
  } finally {
    run.recorder = former;
  }
}

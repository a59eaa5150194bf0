/**
 * The capsule of an execution without a clock: a counterexample that a check found. Per step it holds which event fired,
 * by its whole content, and what each choice came out as; nothing else is open when there is no time.
 *
 * The same format as that of timed runs (capsule.ts), in the mode `untimed`.
 */
import type { Event } from '../process/event.js';
import type { Value } from '../world/value.js';
import {
  CAPSULE_FORMAT, CAPSULE_VERSION, checksumOf, optionsOf, otherFingerprints, type Capsule, type CapsuleFrame, type CapsuleOptions,
} from './capsule.js';
import type { Trace, TracedViolation, TraceStep } from './trace.js';

export interface UntimedCapsule extends CapsuleFrame {
  readonly mode: 'untimed';
  /** Which orders the check admitted: any (`free`), or those that the ranges of durations allow. */
  readonly timing: Timing;
  /** The parameters of the checked subject, with the values that they had. */
  readonly settings: Readonly<Record<string, number | string>>;
  /** What was drawn while the first world was written. */
  readonly begin: UntimedDraws;
  readonly steps: readonly UntimedStep[];
  readonly expected: NonNullable<CapsuleFrame['expected']>;
  /**
   * `at rest`: the world that it ends in is at rest, and what speaks of rest is judged there. `for ever`: its last steps go round for
   * ever, or nothing has to happen after them.
   */
  readonly ending: 'violated' | 'at rest' | 'for ever';
  /** With the ending `for ever`: something is owed, and never paid. */
  readonly lasso?: CapsuleLasso | undefined;
}

/** The first steps of a capsule are the stem; those after it go round for ever, or the execution ends where there are none. */
export interface CapsuleLasso {
  /** Whom something is owed to. */
  readonly subject: string;
  /** After how many steps the debt begins. */
  readonly owedAfter: number;
  readonly stem: number;
}

export type AnyCapsule = Capsule | UntimedCapsule;

export type Timing = 'free' | 'ranges';

/** What was drawn in one step. Left out where there was nothing to draw. */
export interface UntimedDraws {
  readonly options?: CapsuleOptions | undefined;
}

export interface UntimedStep extends UntimedDraws {
  /** The whole event. */
  readonly event: Value;
  /** So many faults are events that turn out to be late with it: it did not wait for them, or is one of them. */
  readonly late?: number | undefined;
  /** No step had armed it: a user, a guest, or a fault that began. */
  readonly spontaneous?: true | undefined;
}

/** What a trace does not know of its check. */
export interface UntimedContext {
  readonly scenario: string;
  readonly policy: string;
  readonly timing: Timing;
  readonly settings: Readonly<Record<string, number | string>>;
  readonly faults: readonly string[] | null;
  readonly modelHash: string;
  /** The one of the trace's violations that the capsule is about. */
  readonly violation: Pick<TracedViolation, 'invariant' | 'fingerprint' | 'step'>;
  /** What is never paid; left out for what is broken in one world. */
  readonly lasso?: CapsuleLasso;
}

/** The capsule of an execution that ends with the step that completes a violation, or in the world at rest that is one. */
export function untimedCapsuleOf(trace: Trace, context: UntimedContext): UntimedCapsule {
  const { violation, modelHash, scenario, policy, timing, settings, faults, lasso } = context;
  const [begin, ...steps] = trace.steps as [TraceStep, ...TraceStep[]];
  const body: Omit<UntimedCapsule, 'checksum'> = {
    format: CAPSULE_FORMAT,
    version: CAPSULE_VERSION,
    mode: 'untimed',
    modelHash, scenario, policy, timing, settings, faults,
    begin: optionsOf(begin),
    steps: steps.map((step) => ({
      event: (step.event as Event) as unknown as Value, ...(step.spontaneous ? { spontaneous: true as const } : {}), ...optionsOf(step),
      ...(step.lateFaults === undefined ? {} : { late: step.lateFaults }),
    })),
    expected: { invariant: violation.invariant, fingerprint: violation.fingerprint, step: violation.step },
    also: otherFingerprints(trace, violation),
    ending: lasso !== undefined ? 'for ever' : trace.atRest ? 'at rest' : 'violated',
    ...(lasso === undefined ? {} : { lasso }),
    hash: trace.hash,
    counts: { steps: steps.length, events: trace.events, faults: trace.faults },
  };
  return { ...body, checksum: checksumOf(body) };
}

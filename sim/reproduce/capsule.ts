/**
 * A capsule: one run as data, from which it can be replayed without its seed (design section 6).
 *
 * There are two modes of one format: timed runs, which are here, and executions without a clock that a check found
 * (untimed-capsule.ts).
 *
 * It holds what the model leaves open, and nothing else: which event fired when, what each choice came out as, how long
 * each armed event was to take. What follows from these is left out, but for a short fingerprint of each event, so that
 * a replay notices at once when it becomes another run. The trace is the authority, not the seed.
 */
import { traitsOf } from '../process/event.js';
import { canonical, type Value } from '../world/value.js';
import { textFingerprint } from './content-fingerprint.js';
import type { Trace, TracedViolation, TraceStep } from './trace.js';

/** Changes when a capsule of the same run would look otherwise. */
export const CAPSULE_VERSION = 3;
export const CAPSULE_FORMAT = 'whatif capsule';

/** What the capsules of both modes hold. */
export interface CapsuleFrame {
  readonly format: typeof CAPSULE_FORMAT;
  readonly version: typeof CAPSULE_VERSION;
  /** The sources of the engine, the models and the invariants that the run was made with. */
  readonly modelHash: string;
  readonly scenario: string;
  readonly policy: string;
  /** The kinds of fault that could strike; null for all. */
  readonly faults: readonly string[] | null;
  /** The violation that a replay must end with; null for a run that passed. */
  readonly expected: { readonly invariant: string; readonly fingerprint: string; readonly step: number } | null;
  /** The fingerprints of what else the run violates, sorted. */
  readonly also: readonly string[];
  readonly ending: Ending;
  /** The rolling hash of the run: 16 hexadecimal digits. */
  readonly hash: string;
  readonly counts: CapsuleCounts;
  /** Over the canonical text of everything else: 16 hexadecimal digits. Finds edits by hand, not forgery. */
  readonly checksum: string;
}

/** A timed run. */
export interface Capsule extends CapsuleFrame {
  readonly mode: 'timed';
  readonly profile: string;
  /** All settings of the scenario, with the values that the run had. */
  readonly settings: Readonly<Record<string, number>>;
  /** Where the run came from. A replay does not use it. */
  readonly seed: string;
  /** What was drawn while the first world was written. */
  readonly begin: CapsuleDraws;
  readonly steps: readonly CapsuleStep[];
}

/**
 * Where the recording ends: in a world at rest; where the run was given up, still busy; or with the step that completed the
 * violation; of a check also with what goes round for ever, or with where nothing has to happen any more.
 */
export type Ending = 'at rest' | 'given up' | 'violated' | 'for ever';

export interface CapsuleCounts {
  readonly steps: number;
  readonly events: number;
  readonly faults: number;
}

/** Label and option of the choices with more than one option, in the order in which they were drawn. */
export type CapsuleOptions = readonly (readonly [label: string, option: string])[];

/** What was drawn in one step. Left out where there was nothing to draw. */
export interface CapsuleDraws {
  readonly options?: CapsuleOptions | undefined;
  /** What the step armed: the key of each event, and how long it was to take, in microseconds. */
  readonly takes?: readonly CapsuleArming[] | undefined;
}

/** `late`: it was drawn to be later than its nominal range, which is a fault. */
export type CapsuleArming = readonly [key: string, takes: number] | readonly [key: string, takes: number, late: 'late'];

/** How a capsule writes the key of an armed event: its parts with spaces between them. */
export function armingKey(key: readonly string[]): string {
  return key.join(' ');
}

export interface CapsuleStep extends CapsuleDraws {
  /** Virtual time, in microseconds. */
  readonly at: number;
  /** The event's content in 16 hexadecimal digits. */
  readonly event: string;
  /** The key under which the event's draws are made, for people and for alignment with other models. */
  readonly key: readonly string[];
  /** The step that armed the event, where one did. */
  readonly by?: number | undefined;
  /** The whole event, where no step armed it. */
  readonly content?: Value | undefined;
}

/** What a trace does not know of its run. */
export interface CapsuleContext {
  readonly scenario: string;
  readonly policy: string;
  readonly profile: string;
  readonly settings: Readonly<Record<string, number>>;
  readonly faults: readonly string[] | null;
  readonly seed: string;
  readonly modelHash: string;
  /** The one of the trace's violations that the capsule is about; null for a run that passed. */
  readonly violation: Pick<TracedViolation, 'invariant' | 'fingerprint' | 'step'> | null;
  /** The recording was stopped at the step that completed the violation. */
  readonly stopped?: boolean;
}

/** The capsule of a recorded run. */
export function capsuleOf(trace: Trace, context: CapsuleContext): Capsule {
  const { violation, modelHash, scenario, policy, profile, settings, faults, seed, stopped = false } = context;
  const [begin, ...steps] = trace.steps;
  const body: Omit<Capsule, 'checksum'> = {
    format: CAPSULE_FORMAT,
    version: CAPSULE_VERSION,
    mode: 'timed',
    modelHash, scenario, policy, profile, settings, faults, seed,
    begin: begin === undefined ? {} : drawsOf(begin),
    steps: steps.map(capsuleStep),
    expected: violation === null
      ? null
      : { invariant: violation.invariant, fingerprint: violation.fingerprint, step: violation.step },
    also: otherFingerprints(trace, violation),
    ending: trace.atRest ? 'at rest' : stopped ? 'violated' : 'given up',
    hash: trace.hash,
    counts: { steps: steps.length, events: trace.events, faults: trace.faults },
  };
  return { ...body, checksum: checksumOf(body) };
}

/** The fingerprints of a run's violations but this one: sorted, each once. */
export function otherFingerprints({ violations }: Trace, violation: Pick<TracedViolation, 'fingerprint'> | null): string[] {
  return [...new Set(violations.map(({ fingerprint }) => fingerprint))].filter((other) => other !== violation?.fingerprint).sort();
}

/** The checksum that belongs to a capsule's content; its own `checksum` has no part in it. */
export function checksumOf(capsule: Omit<CapsuleFrame, 'checksum'>): string {
  const { checksum: _, ...body } = capsule as CapsuleFrame;
  return textFingerprint(canonical(withoutUndefined(body)));
}

function capsuleStep(step: TraceStep): CapsuleStep {
  return {
    at: step.time, event: step.fingerprint, key: step.key, ...drawsOf(step),
    ...(step.armedBy === null ? {} : { by: step.armedBy }),
    ...(step.spontaneous ? { content: step.event as unknown as Value } : {}),
  };
}

/** The choices of a step as a capsule writes them; nothing when there were none. */
export function optionsOf({ choices }: Pick<TraceStep, 'choices'>): { readonly options?: CapsuleOptions } {
  return choices.length > 0 ? { options: choices.map(({ label, option }) => [label, option] as const) } : {};
}

function drawsOf({ choices, armed }: TraceStep): CapsuleDraws {
  const takes = armed.filter(({ carriedOver }) => !carriedOver).map(({ event, takes: length, late }): CapsuleArming => {
    const key = armingKey(traitsOf(event).domain);
    return late ? [key, length, 'late'] : [key, length];
  });
  return {
    ...optionsOf({ choices }),
    ...(takes.length > 0 ? { takes } : {}),
  };
}

function withoutUndefined(body: object): Value {
  return JSON.parse(JSON.stringify(body)) as Value;
}

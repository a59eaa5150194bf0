/**
 * A model: the kinds of process, the database, the spec's actions, and how a world begins.
 *
 * A model is a value that holds functions; nothing of it is in the world. What differs between two runs of one
 * scenario is in the seed alone, so one set of learned decision trees serves all runs of a model.
 */
import type { Step, Reader, Running } from '../step/step.js';
import type { Value } from '../world/value.js';
import type { StatementDefinition } from '../database/statement.js';
import type { Event, StimulusEvent } from './event.js';
import type { Remembered } from './remembering-step.js';

/** A program of a service: its body may wait, and must be a function of its arguments and answers alone. */
export type Program = (args: never) => Running;

/** How one kind of process behaves. Made by `actor` and `service`. */
export interface ProcessKind {
  readonly kind: string;
  /** The names of its endpoints or handlers, each entered by an event: what coverage is measured against. */
  readonly handlers: readonly string[];
  /** The duration after which a crashed process of this kind is started again; null when nobody restarts it. */
  readonly restartAfter: string | null;
  /** Runs when the process starts, and again after every restart. */
  start(step: Step, process: string): void;
  /** A request arrived. */
  serve(step: Step, process: string, event: Event & { kind: 'request' }): void;
  /** A message, a timer, a stimulus, or the answer to something that a task waits for. */
  handle(step: Step, process: string, event: Event): void;
}

/** The nominal range of a kind of event, in microseconds. */
export interface DurationRange {
  readonly min: number;
  readonly max: number;
  /** How values are spread within the range when time is sampled. */
  readonly shape: 'fixed' | 'uniform' | 'skewed';
  /** Whether a timing fault may make one event later than `max`. Time-outs and back-offs are exact. */
  readonly mayBeLate: boolean;
  /** A period or a back-off: it may be pending for ever in a world that is at rest. */
  readonly recurring?: boolean;
}

/**
 * A bound on how long quick events go on among themselves. An event of one of these durations that fires in time hands its
 * place on to what it arms: what a message brings about at once is no slower to come, as far as much slower events are
 * concerned, than the message. From the first event of such a chain to the arming of any other in it takes at most `max`.
 *
 * An untimed search relies on it to rule out orders; nobody checks it yet.
 */
export interface Burst {
  /** The durations of quick events. */
  readonly durations: readonly string[];
  /** In microseconds. */
  readonly max: number;
}

/** Something that happens of its own accord: users, guests. Never a fault. */
export interface StimulusSource {
  readonly name: string;
  /** At most this many in one run; the run draws how many. */
  readonly max: number;
  /** The duration between two of them in timed runs. */
  readonly gap: string;
  /** What may happen now, in a fixed order; one is drawn. */
  propose(world: Reader): readonly StimulusEvent[];
}

export interface GuardedAction {
  /** Returns false when the guard does not hold: then nothing happens, whatever it wrote. */
  (step: Step, parameter: Value): boolean;
}

export interface Model {
  readonly name: string;
  readonly kinds: Readonly<Record<string, ProcessKind>>;
  readonly statements: Readonly<Record<string, StatementDefinition>>;
  readonly actions: Readonly<Record<string, GuardedAction>>;
  /** Actions that need never happen though they could: fairness forces every other one. */
  readonly optionalActions?: readonly string[];
  readonly durations: Readonly<Record<string, DurationRange>>;
  /** Left out: no event hands its place on. */
  readonly burst?: Burst;
  readonly stimuli: readonly StimulusSource[];
  /** What spontaneous faults may strike now, in a fixed order. */
  faults(world: Reader): readonly FaultProposal[];
  /** The kinds of fault that its own choices declare, beside the engine's: a sentence each. */
  readonly faultKinds?: Readonly<Record<string, string>>;
  /** Whether calls from one process to another can fail in the network. */
  readonly transport: (from: string, to: string) => 'reliable' | 'connection' | 'datagram';
  /** Ids that can be exchanged, for `whatif check --symmetry`. */
  readonly symmetric?: readonly SymmetricSet[];
  /** Why none of its ids can be exchanged, where one might think so: what `--symmetry` is answered with. */
  readonly whyNotSymmetric?: string;
  /** Which writes history is kept of, for a search that looks for one fingerprint; models leave it out. */
  readonly remembered?: Remembered;
  /** Writes the first world. */
  begin(step: Step): void;
}

/** A fault that may begin of its own accord, and its kind (as profiles and `--faults` name it). */
export interface FaultProposal {
  readonly kind: string;
  readonly event: Event & { kind: 'fault' };
}

/**
 * Ids of which the model makes no difference: exchanging two of them, everywhere at once, turns each of its executions into
 * another one. They are used whole: as strings and as keys of objects, in names of cells, events and values, never as parts of
 * other strings (but for what `identity` derives from them), nor in an order of their own (a sorted array of them has one: use an
 * object whose keys they are). Nothing else may be called like one of them.
 */
export interface SymmetricSet {
  /** What they are: `resource managers`. */
  readonly name: string;
  readonly ids: readonly string[];
}

/** What a model says of its symmetric ids when they are given by what they are. */
export function symmetricSets(symmetric: Readonly<Record<string, readonly string[]>> = {}): Pick<Model, 'symmetric'> {
  const sets = Object.entries(symmetric).map(([name, ids]) => ({ name, ids }));
  return sets.length === 0 ? {} : { symmetric: sets };
}

/**
 * What a search decides: invariants, examples that must be reachable, and what must come in the end. A boundary says which
 * states count.
 */
import type { Event } from '../../process/event.js';
import type { Reader } from '../../step/step.js';
import type { Invariant } from '../invariant.js';

/** Something that must be possible: a search that never meets it says so. Stateright calls it `sometimes`. */
export interface Example {
  readonly name: string;
  readonly sentence: string;
  holds(world: Reader): boolean;
  /** Met, too, where such an event is pending. */
  readonly pending?: (event: Event) => boolean;
  /** As for invariants: exchanging symmetric ids in a world never changes whether it is one. */
  readonly symmetric?: true;
}

/**
 * Something that must come in the end: each P is followed by Q (TLA+: P ~> Q), in every execution that is fair. It is asked
 * of each subject by itself.
 */
export interface LeadsTo {
  /** Short and stable, as the name of an invariant. */
  readonly name: string;
  readonly sentence: string;
  /** Where the demand comes from: an issue, an RFD, a comment in the code. */
  readonly source: string;
  /** When it counts as put to the test. */
  readonly antecedent: string;
  /** P: of which subjects it holds here. A subject is a short name, such as an instance's id. */
  owed(world: Reader): readonly string[];
  /** Q. */
  paid(world: Reader, subject: string): boolean;
  /** Q must hold for ever from some moment on (TLA+: P ~> []Q); otherwise once is enough. */
  readonly stays?: boolean;
  /** Only what is owed in a first state counts: Q must come some time. */
  readonly atStart?: boolean;
}

/** What is to be checked of a model. */
export interface Properties {
  /** Those that hold `at rest` are judged when a search has ended: see rest/. */
  readonly invariants: readonly Invariant[];
  readonly examples?: readonly Example[];
  /** Judged when a search has ended: see liveness/. */
  readonly leadsTo?: readonly LeadsTo[];
  /** States outside are neither counted nor explored. */
  readonly boundary?: (world: Reader) => boolean;
}

/** All properties share one bit mask. */
export const PROPERTIES_MAX = 31;

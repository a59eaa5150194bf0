/** What a search decides: invariants, and examples that must be reachable. A boundary says which states count. */
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
}

/** What is to be checked of a model. */
export interface Properties {
  /** Those that hold `at rest` are left out: a search has no rest yet. */
  readonly invariants: readonly Invariant[];
  readonly examples?: readonly Example[];
  /** States outside are neither counted nor explored. */
  readonly boundary?: (world: Reader) => boolean;
}

/** All properties share one bit mask. */
export const PROPERTIES_MAX = 31;

/** A model whose state counts are published, and what is checked of it. */
import type { Invariant } from '../../sim/explore/invariant.js';
import type { Example, LeadsTo } from '../../sim/explore/exhaustive/properties.js';
import type { Model } from '../../sim/process/model.js';
import type { Reader } from '../../sim/step/step.js';

export interface Classic {
  readonly model: Model;
  readonly invariants: readonly Invariant[];
  /** What must be possible. */
  readonly examples: readonly Example[];
  /** What must come in the end. */
  readonly leadsTo?: readonly LeadsTo[];
  /** States outside are neither counted nor explored. */
  readonly boundary?: (world: Reader) => boolean;
}

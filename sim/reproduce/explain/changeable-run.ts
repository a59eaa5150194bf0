/** A recorded run of which one thing at a time can come out otherwise. */
import type { Pin } from '../script.js';

export interface ChangeableRun {
  /** What happened of its own accord as this step: it can be left out. Undefined when another step had armed it. */
  spontaneous(step: number): (Pin & { readonly kind: 'fault' | 'stimulus' }) | undefined;
  /** How long what fired as this step took: it can be let go. Undefined where there is no clock, and for what is spontaneous. */
  duration(step: number): Pin | undefined;
  /** Lets the `nth` choice of a step come out otherwise. Returns how to undo that. */
  comeOut(step: number, nth: number, option: string): () => void;
}

/**
 * What a leaf does to the order of pending events: which of those that wait or are waited for it takes off and puts on. Worked
 * out once for each leaf, beside its program. Events stand here by their components; those that are neither are left out.
 */
export interface LeafTiming {
  /** The event that fires, or -1 when it has no place in the order. */
  readonly fired: number;
  /** What is no longer pending, one by one: the event that fires, and what is cancelled. */
  readonly removed: readonly number[];
  /** What is armed, one by one, and those of them that may have to wait. */
  readonly armed: readonly number[];
  readonly waiters: readonly number[];
  /** Something is armed twice: no simple case. */
  readonly repeats: boolean;
}

/** The timing of a leaf, or null when it does nothing to the order. */
export function leafTiming(
  fired: number, removed: readonly number[], armed: readonly number[], hasPlace: (component: number) => boolean,
  waits: (component: number) => boolean,
): LeafTiming | null {
  const gone = removed.filter(hasPlace);
  const come = armed.filter(hasPlace);
  if (gone.length === 0 && come.length === 0) return null;
  return {
    fired: fired >= 0 && hasPlace(fired) ? fired : -1, removed: gone, armed: come, waiters: come.filter(waits),
    repeats: new Set(come).size < come.length || new Set(gone).size < gone.length,
  };
}

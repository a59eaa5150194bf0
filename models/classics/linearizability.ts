/**
 * Whether a history of a register is linearizable (Herlihy and Wing, Linearizability, 1990), decided as Stateright's
 * `LinearizabilityTester` does: some order of the operations that keeps each thread's own order and puts none before one
 * that had ended when it was invoked, in which every read returns the last write. What is in flight may have happened.
 */
export type Operation =
  | { readonly write: string }
  | { readonly read: string | null }
  /** It ended with the answer to something else: no order explains that. */
  | { readonly misanswered: true };

/** An operation, and how many operations of the other threads had been completed when it was invoked. */
export interface Invoked {
  readonly operation: Operation;
  readonly after: Readonly<Record<string, number>>;
}

export interface Thread {
  readonly completed: readonly Invoked[];
  readonly inFlight: Invoked | null;
}

export function isLinearizable(threads: Readonly<Record<string, Thread>>): boolean {
  const names = Object.keys(threads);
  const place = (placed: Readonly<Record<string, number>>, held: string | null): boolean => {
    if (names.every((name) => placed[name]! >= threads[name]!.completed.length)) return true;
    return names.some((name) => {
      const { completed, inFlight } = threads[name]!;
      const next = completed[placed[name]!] ?? (placed[name] === completed.length ? inFlight : null);
      if (next === null || Object.entries(next.after).some(([other, count]) => placed[other]! < count)) return false;
      const { operation } = next;
      if ('misanswered' in operation) return false;
      // A read in flight tells nobody anything.
      if ('read' in operation && (next === inFlight || operation.read !== held)) return false;
      return place({ ...placed, [name]: placed[name]! + 1 }, 'write' in operation ? operation.write : held);
    });
  };
  return place(Object.fromEntries(names.map((name) => [name, 0])), null);
}

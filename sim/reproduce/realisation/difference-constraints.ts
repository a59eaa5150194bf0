/**
 * Difference constraints: moments that must lie so far apart at least. The earliest solution, or a set of constraints that
 * contradict each other (Bellman and Ford's algorithm, as longest paths).
 */

/** `later` lies at least `gap` after `earlier`; a negative gap says how long before it may lie at most. */
export interface Constraint {
  readonly earlier: number;
  readonly later: number;
  readonly gap: number;
}

export type Solution<C> = { readonly times: readonly number[] } | { readonly conflict: readonly C[] };

/** Moments 0 to `count - 1`; moment 0 is at 0. */
export function solve<C extends Constraint>(count: number, constraints: readonly C[]): Solution<C> {
  const times = new Array<number>(count).fill(0);
  const raisedBy = new Array<C | null>(count).fill(null);
  let last: C | null = null;
  for (let round = 0; round <= count; round += 1) {
    last = null;
    for (const constraint of constraints) {
      const least = times[constraint.earlier]! + constraint.gap;
      if (least <= times[constraint.later]!) continue;
      times[constraint.later] = least;
      raisedBy[constraint.later] = constraint;
      last = constraint;
    }
    if (last === null) return { times: times.map((time) => time - times[0]!) };
  }
  return { conflict: cycleBehind(last!, raisedBy) };
}

/** Whatever rises for ever is raised by itself, over a cycle of constraints. */
function cycleBehind<C extends Constraint>(last: C, raisedBy: readonly (C | null)[]): C[] {
  let at = last.later;
  for (let back = 0; back < raisedBy.length; back += 1) at = raisedBy[at]!.earlier;
  const cycle: C[] = [];
  const start = at;
  do {
    const constraint = raisedBy[at]!;
    cycle.push(constraint);
    at = constraint.earlier;
  } while (at !== start);
  return cycle;
}

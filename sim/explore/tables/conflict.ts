/**
 * Why no table stands: a smallest set of refutations that together leave none, in the sense that each of them is needed. Every
 * table agrees with the execution behind one of them.
 */
import type { Refutation } from './table-search.js';
import { includes, type Table } from './table.js';

/** @throws RangeError when the refutations leave a table. */
export function minimalConflict<Story>(
  refutations: readonly Refutation<Story>[], actionsOf: (cell: string) => readonly string[],
): readonly Refutation<Story>[] {
  if (tableLeft(refutations, actionsOf) !== null) throw new RangeError('a table is left: there is no conflict');
  let kept = refutations;
  // Long parts first: what is said with few cells is easier to understand.
  for (const one of [...refutations].sort((left, right) => right.part.size - left.part.size)) {
    const others = kept.filter((other) => other !== one);
    if (tableLeft(others, actionsOf) === null) kept = others;
  }
  return kept;
}

/** A partial table of which no completion is refuted; null when there is none. */
export function tableLeft(refutations: readonly Pick<Refutation<unknown>, 'part'>[], actionsOf: (cell: string) => readonly string[]): Table | null {
  return leftBelow(new Map());

  function leftBelow(table: Table): Table | null {
    const alive = refutations.filter(({ part }) => [...part].every(([cell, action]) => !table.has(cell) || table.get(cell) === action));
    if (alive.some(({ part }) => includes(table, part))) return null;
    // The refutation that is nearest to apply: deciding its cells soon shows whether anything is left.
    let nearest: Table | null = null;
    let missing = Infinity;
    for (const { part } of alive) {
      const open = [...part.keys()].filter((cell) => !table.has(cell)).length;
      if (open < missing) [nearest, missing] = [part, open];
    }
    if (nearest === null) return table;
    const cell = [...nearest.keys()].find((one) => !table.has(one)) as string;
    for (const action of actionsOf(cell)) {
      const found = leftBelow(new Map([...table, [cell, action]]));
      if (found !== null) return found;
    }
    return null;
  }
}

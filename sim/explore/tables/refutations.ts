/**
 * Executions that go wrong, as what they say of tables of decisions: each refutes all tables that agree with it on the cells that
 * it consulted, whatever else they say. So a few executions decide about very many tables (counterexample-guided synthesis:
 * A. Solar-Lezama et al., ASPLOS 2006; the clauses that a solver of constraints learns).
 */
import { includes, type ActionsOf, type Table } from './table.js';

export interface Refutation<Story> {
  /** Every table that includes it goes wrong. Empty when an execution goes wrong without consulting a cell. */
  readonly part: Table;
  readonly story: Story;
}

export class Refutations<Story> {
  private kept: Refutation<Story>[] = [];

  /** Those that no other one makes superfluous, in the order in which they came. */
  get all(): readonly Refutation<Story>[] {
    return this.kept;
  }

  /** Whether it refutes a table that none did before. */
  add(refutation: Refutation<Story>): boolean {
    if (this.refutes(refutation.part)) return false;
    this.kept = [...this.kept.filter(({ part }) => !includes(part, refutation.part)), refutation];
    return true;
  }

  /** Whether every table that includes this part is refuted by one execution. */
  refutes(table: Table): boolean {
    return this.kept.some(({ part }) => includes(table, part));
  }

  /** Of the actions of a cell, those that are not refuted whatever the other cells say. */
  actionsLeft(cell: string, actions: readonly string[]): readonly string[] {
    return actions.filter((action) => !this.refutes(new Map([[cell, action]])));
  }
}

/** A partial table of which no completion is refuted, trying actions in their order; null when there is none. */
export function tableLeft(refutations: readonly Pick<Refutation<unknown>, 'part'>[], actionsOf: ActionsOf, given: Table = new Map()): Table | null {
  return leftBelow(given);

  function leftBelow(table: Table): Table | null {
    const alive = refutations.filter(({ part }) => [...part].every(([cell, action]) => !table.has(cell) || table.get(cell) === action));
    if (alive.some(({ part }) => includes(table, part))) return null;
    const cell = mostUrgent(alive, table);
    if (cell === null) return table;
    for (const action of actionsOf(cell)) {
      const found = leftBelow(new Map([...table, [cell, action]]));
      if (found !== null) return found;
    }
    return null;
  }
}

/** An open cell of the refutation that is nearest to apply. */
function mostUrgent(alive: readonly Pick<Refutation<unknown>, 'part'>[], table: Table): string | null {
  let urgent: string | null = null;
  let fewest = Infinity;
  for (const { part } of alive) {
    const open = [...part.keys()].filter((cell) => !table.has(cell));
    if (open.length < fewest) [urgent, fewest] = [open[0] as string, open.length];
  }
  return urgent;
}

/**
 * Why no table is left: refutations that together leave none, and each of which is needed for that. Those with few cells are kept
 * rather than others: they are easier to understand. @throws RangeError when a table is left.
 */
export function minimalConflict<Story>(refutations: readonly Refutation<Story>[], actionsOf: ActionsOf): readonly Refutation<Story>[] {
  if (tableLeft(refutations, actionsOf) !== null) throw new RangeError('a table is left: there is no conflict');
  let kept = refutations;
  for (const one of [...refutations].sort((left, right) => right.part.size - left.part.size)) {
    const others = kept.filter((other) => other !== one);
    if (tableLeft(others, actionsOf) === null) kept = others;
  }
  return kept;
}

/**
 * Which tables of decisions stand every examination? A search over partial tables, as in counterexample-guided synthesis
 * (A. Solar-Lezama, sketching, 2008) and as a solver of constraints learns what cannot be.
 *
 * A cell is decided only when an execution consults it. An execution that goes wrong refutes every table that agrees with it on
 * the cells that it consulted, whatever else they say: so a few executions decide about very many tables. What is left out: which
 * of the tables that stand is the best one.
 */
import { includes, restrictedTo, type Table } from './table.js';

/** What came of examining a partial table. Executions end where they consult an open cell. */
export type Examination<Story> =
  /** An execution that goes wrong, and the cells that it consulted; all of them are decided. */
  | { readonly verdict: 'refuted'; readonly consulted: readonly string[]; readonly story: Story }
  /** No execution goes wrong before it consults an open cell, of which this is one. */
  | { readonly verdict: 'open'; readonly cell: string }
  /** No execution consults an open cell, and none goes wrong; `within` is null when all were looked at, else how far it went. */
  | { readonly verdict: 'stands'; readonly within: string | null };

export interface TableSpace<Story> {
  /** What a cell may be decided to, in the order in which it is tried. At least one action. */
  actionsOf(cell: string): readonly string[];
  examine(table: Table): Examination<Story>;
}

export interface Refutation<Story> {
  /** Every table that includes it goes wrong. Empty when an execution goes wrong without consulting a cell. */
  readonly part: Table;
  readonly story: Story;
}

export interface StandingTable {
  /** All completions of it stand, for no execution consults another cell. */
  readonly table: Table;
  readonly within: string | null;
}

export interface SearchedTables<Story> {
  readonly standing: readonly StandingTable[];
  readonly refutations: readonly Refutation<Story>[];
  /** Cells that were consulted by any execution, in the order in which they were first decided. */
  readonly cells: readonly string[];
  readonly examinations: number;
  /** Partial tables that were left out, since a refutation of before applied. */
  readonly leftOut: number;
  /** Whether the budget of examinations ended it before all tables were decided. */
  readonly isComplete: boolean;
}

export interface TableSearchWatcher {
  /** Before each examination. */
  examining(table: Table, count: number): void;
  stopped(): boolean;
}

/** @throws whatever `examine` throws; RangeError when the space answers what makes no sense. */
export function searchTables<Story>(space: TableSpace<Story>, examinationsMax: number, watcher: TableSearchWatcher): SearchedTables<Story> {
  const standing: StandingTable[] = [];
  const refutations: Refutation<Story>[] = [];
  const cells = new Set<string>();
  let examinations = 0;
  let leftOut = 0;
  let isComplete = true;
  visit(new Map());
  return { standing, refutations, cells: [...cells], examinations, leftOut, isComplete };

  function visit(table: Table): void {
    if (refutations.some(({ part }) => includes(table, part))) {
      leftOut += 1;
      return;
    }
    if (examinations >= examinationsMax || watcher.stopped()) {
      isComplete = false;
      return;
    }
    examinations += 1;
    watcher.examining(table, examinations);
    const found = space.examine(table);
    switch (found.verdict) {
      case 'refuted':
        return refute(table, found);
      case 'stands':
        standing.push({ table, within: found.within });
        return;
      case 'open':
        return branch(table, found.cell);
    }
  }

  function refute(table: Table, { consulted, story }: { readonly consulted: readonly string[]; readonly story: Story }): void {
    const open = consulted.find((cell) => !table.has(cell));
    if (open !== undefined) throw new RangeError(`an execution consulted '${open}', which the table leaves open`);
    refutations.push({ part: restrictedTo(table, consulted), story });
  }

  function branch(table: Table, cell: string): void {
    if (table.has(cell)) throw new RangeError(`'${cell}' is decided already`);
    cells.add(cell);
    for (const action of space.actionsOf(cell)) visit(new Map([...table, [cell, action]]));
  }
}

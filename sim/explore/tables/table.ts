/** Tables of decisions: which action is taken in which cell. A partial table leaves cells open. */

/** From cells to actions, in the order in which cells were decided. */
export type Table = ReadonlyMap<string, string>;

/** The part of a table that these cells make up. */
export function restrictedTo(table: Table, cells: Iterable<string>): Table {
  const kept = new Set(cells);
  return new Map([...table].filter(([cell]) => kept.has(cell)));
}

/** Whether `table` decides all that `part` decides, and alike. */
export function includes(table: Table, part: Table): boolean {
  for (const [cell, action] of part) if (table.get(cell) !== action) return false;
  return true;
}

/** How many complete tables there are over these cells, given what each may be decided to. */
export function countTables(cells: Iterable<string>, actionsOf: (cell: string) => readonly string[]): bigint {
  let count = 1n;
  for (const cell of cells) count *= BigInt(actionsOf(cell).length);
  return count;
}

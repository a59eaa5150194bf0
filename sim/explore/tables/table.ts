/** Tables of decisions: which action is taken in which cell. A partial table leaves cells open. */

/** From cells to actions. */
export type Table = ReadonlyMap<string, string>;

/** What each cell may be decided to. */
export type ActionsOf = (cell: string) => readonly string[];

/** Whether `table` decides all that `part` decides, and alike. */
export function includes(table: Table, part: Table): boolean {
  for (const [cell, action] of part) if (table.get(cell) !== action) return false;
  return true;
}

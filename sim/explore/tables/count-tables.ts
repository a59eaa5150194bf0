/**
 * How many complete tables of decisions are refuted by none of some executions: counted exactly, as the models of a formula are,
 * by cases on one cell after the other. Parts that share no cell are counted by themselves.
 */
import type { Refutation } from './refutations.js';
import type { ActionsOf, Table } from './table.js';

type Part = Pick<Refutation<unknown>, 'part'>;

/** Over these cells, all that the refutations name among them. Exponential in the cells that hang together, at worst. */
export function countTables(cells: readonly string[], refutations: readonly Part[], actionsOf: ActionsOf): bigint {
  const parts = refutations.map(({ part }) => part);
  const named = new Set(parts.flatMap((part) => [...part.keys()]));
  const free = cells.filter((cell) => !named.has(cell));
  return product(free, actionsOf) * countNamed([...named].sort(), parts, actionsOf);
}

function countNamed(cells: readonly string[], parts: readonly Table[], actionsOf: ActionsOf): bigint {
  if (parts.some((part) => part.size === 0)) return 0n;
  let count = 1n;
  for (const { cells: together, parts: own } of components(cells, parts)) {
    count *= own.length === 0 ? product(together, actionsOf) : byCases(together, own, actionsOf);
    if (count === 0n) break;
  }
  return count;
}

function byCases(cells: readonly string[], parts: readonly Table[], actionsOf: ActionsOf): bigint {
  const cell = mostNamed(cells, parts);
  const others = cells.filter((other) => other !== cell);
  let count = 0n;
  for (const action of actionsOf(cell)) {
    const left = parts.filter((part) => !part.has(cell) || part.get(cell) === action);
    count += countNamed(others, left.map((part) => without(part, cell)), actionsOf);
  }
  return count;
}

/** Cells that parts name together, directly or by way of others. */
function components(cells: readonly string[], parts: readonly Table[]): { readonly cells: string[]; readonly parts: Table[] }[] {
  const open = new Set(cells);
  const found: { cells: string[]; parts: Table[] }[] = [];
  for (const first of cells) {
    if (!open.delete(first)) continue;
    const together = [first];
    const own = new Set<Table>();
    for (const cell of together) {
      for (const part of parts) {
        if (!part.has(cell) || own.has(part)) continue;
        own.add(part);
        for (const other of part.keys()) if (open.delete(other)) together.push(other);
      }
    }
    found.push({ cells: together, parts: [...own] });
  }
  return found;
}

function mostNamed(cells: readonly string[], parts: readonly Table[]): string {
  const often = (cell: string): number => parts.filter((part) => part.has(cell)).length;
  return cells.reduce((most, cell) => (often(cell) > often(most) ? cell : most));
}

function without(part: Table, cell: string): Table {
  return part.has(cell) ? new Map([...part].filter(([other]) => other !== cell)) : part;
}

function product(cells: readonly string[], actionsOf: ActionsOf): bigint {
  return cells.reduce((count, cell) => count * BigInt(actionsOf(cell).length), 1n);
}

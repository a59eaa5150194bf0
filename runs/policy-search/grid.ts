/** What is left of each cell, with cells of which the same is left told together. */
import type { CellKey } from '../../models/omicron/policies/failed-call.js';
import type { SearchedPolicies } from './policy-search.js';
import { actionsOf } from './policy-search.js';

export interface GridRow {
  /** `stop by API`, and what is known of the VMM. */
  readonly call: string;
  readonly known: string;
  readonly errors: readonly string[];
  /** Actions that no execution refutes by itself. */
  readonly left: readonly string[];
  readonly refuted: readonly { readonly action: string; readonly invariants: readonly string[] }[];
}

export function gridOf({ space, cells, refutations }: SearchedPolicies): GridRow[] {
  const rows = new Map<string, GridRow & { readonly errors: string[] }>();
  for (const cell of cells) {
    const [error, request, caller, known] = cell.split(' / ') as [string, string, string, string];
    const actions = actionsOf(space)(cell);
    const refuted = actions.flatMap((action) => {
      const invariants = refutations.filter(({ part }) => part.size === 1 && part.get(cell) === action).map(({ story }) => story.invariant);
      return invariants.length === 0 ? [] : [{ action, invariants }];
    });
    const left = actions.filter((action) => !refuted.some((one) => one.action === action));
    const key = JSON.stringify([request, caller, known, left, refuted]);
    const row = rows.get(key);
    if (row === undefined) rows.set(key, { call: `${request} by ${caller}`, known, errors: [error], left, refuted });
    else row.errors.push(error);
  }
  return [...rows.values()].sort((one, other) => compare(one.call, other.call) || compare(one.known, other.known) || compare(one.errors[0]!, other.errors[0]!));
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** A cell in words. */
export function cellInWords(cell: CellKey | string): string {
  const [error, request, caller, known] = cell.split(' / ') as [string, string, string, string];
  return `${error}, ${request} by ${caller}, VMM ${known}`;
}

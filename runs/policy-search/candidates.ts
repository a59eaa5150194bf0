/**
 * Tables that stand, as policies: there may be millions, so one is taken for each action that may be preferred. A table decides the
 * cells that executions of the search consulted; in any other cell it does what `afterLastAttempt` says, as Nexus of 2023 without
 * its write of Failed.
 */
import { ACTIONS, type Action } from '../../models/omicron/policies/action.js';
import { CELLS } from '../../models/omicron/policies/cells.js';
import { ATTEMPTS_MAX } from '../../models/omicron/policies/failed-call.js';
import { afterLastAttempt } from '../../models/omicron/policies/open-policy.js';
import type { Policy } from '../../models/omicron/policies/policy.js';
import { CALLERS, type Caller } from '../../models/omicron/policies/request-class.js';
import { tablePolicy } from '../../models/omicron/policies/table.js';
import { tableLeft } from '../../sim/explore/tables/refutations.js';
import type { Table } from '../../sim/explore/tables/table.js';
import { actionsOf, type SearchedPolicies } from './policy-search.js';

export interface Candidate {
  /** The action that it takes wherever it stands. */
  readonly prefers: Action;
  readonly table: Table;
  readonly policy: Policy;
}

/** Each another table; none when none stands. */
export function candidatesOf(searched: SearchedPolicies): Candidate[] {
  const found = new Map<string, Candidate>();
  for (const prefers of Object.keys(ACTIONS) as Action[]) {
    const table = tableThatPrefers(searched, prefers);
    if (table === null) continue;
    const key = JSON.stringify([...table]);
    if (!found.has(key)) found.set(key, { prefers, table, policy: policyOf(searched, prefers, table) });
  }
  return [...found.values()];
}

function tableThatPrefers({ space, cells, refutations }: SearchedPolicies, prefers: Action): Table | null {
  const preferred = (cell: string): readonly Action[] => {
    const actions = actionsOf(space)(cell);
    return actions.includes(prefers) ? [prefers, ...actions.filter((action) => action !== prefers)] : actions;
  };
  const decided = tableLeft(refutations, preferred);
  return decided === null ? null : new Map(cells.map((cell) => [cell, decided.get(cell) ?? preferred(cell)[0] as string]));
}

function policyOf({ space }: SearchedPolicies, prefers: Action, table: Table): Policy {
  const attempts = (action: Action, caller: Caller): Action | readonly Action[] =>
    (action === 'retry' ? [...Array<Action>(ATTEMPTS_MAX).fill('retry'), afterLastAttempt(caller)] : action);
  return tablePolicy({
    name: `stands, prefers ${prefers}`, sentence: `of the tables that stand, one that prefers '${prefers}'`, source: 'whatif search-policy', rules: space.rules,
    rows: [
      ...CELLS.flatMap((cell) => (table.has(cell) ? [[cell, attempts(table.get(cell) as Action, cell.split(' / ')[2] as Caller)] as const] : [])),
      ...(Object.keys(CALLERS) as Caller[]).map((caller) => [`* / * / ${caller} / *`, afterLastAttempt(caller)] as const),
    ],
  });
}

/**
 * Which decision tables meet the obligations in every execution of a workload with at most so many faults? Passes over all
 * executions with an open policy, until one finds nothing new. Obligations that break whatever the policy says are set aside
 * first: no table can meet them.
 */
import type { Action } from '../../models/omicron/policies/action.js';
import type { CellKey } from '../../models/omicron/policies/failed-call.js';
import { possibleActions } from '../../models/omicron/policies/open-policy.js';
import { countTables } from '../../sim/explore/tables/count-tables.js';
import { minimalConflict, Refutations, tableLeft, type Refutation } from '../../sim/explore/tables/refutations.js';
import type { Table } from '../../sim/explore/tables/table.js';
import { runPass, type Broken, type Pass, type PassWatcher } from './pass.js';
import type { PolicySpace } from './policy-space.js';

export interface SearchedPolicies {
  readonly space: PolicySpace;
  /** Obligations that were searched to the end. */
  readonly obligations: readonly string[];
  /** Those that break whatever the policy says. */
  readonly independent: readonly Broken[];
  /** Those that no execution put to the test. */
  readonly untested: readonly string[];
  /** Cells that an execution consulted. */
  readonly cells: readonly CellKey[];
  readonly refutations: readonly Refutation<Broken>[];
  /** Over these cells: all tables, and those that no refutation applies to. */
  readonly tables: bigint;
  readonly left: bigint;
  /** One that is left, with the cells that a refutation names; null when none is. */
  readonly example: Table | null;
  /** When none is left: refutations that are enough for that, each of them needed. */
  readonly conflict: readonly Refutation<Broken>[];
  readonly passes: number;
  /** Of the last pass. */
  readonly states: number;
  readonly faultsCompleted: number | null;
  readonly isComplete: boolean;
}

export interface PolicySearchWatcher extends PassWatcher {
  pass(number: number, refutations: number): void;
}

export function actionsOf({ rules, leftOut }: PolicySpace): (cell: string) => readonly Action[] {
  return (cell) => possibleActions(cell as CellKey, rules, leftOut);
}

/** @param given Obligations by the names of their invariants. */
export async function searchPolicies(space: PolicySpace, given: readonly string[], watcher: PolicySearchWatcher): Promise<SearchedPolicies> {
  let obligations = given;
  let known = new Refutations<Broken>();
  const independent = new Map<string, Broken>();
  const cells = new Set<CellKey>();
  let passes = 0;
  let last: Pass;
  let stopped = false;
  const watched: PassWatcher = { ...watcher, pause: async () => (stopped ||= await watcher.pause()) };
  do {
    passes += 1;
    watcher.pass(passes, known.all.length);
    last = await runPass(space, obligations, known, watched);
    for (const cell of last.consulted) cells.add(cell);
    for (const broken of last.independent) independent.set(broken.invariant, broken);
    obligations = given.filter((name) => !independent.has(name));
    const next = new Refutations<Broken>();
    for (const one of [...known.all, ...last.found]) if (obligations.includes(one.story.invariant)) next.add(one);
    known = next;
  } while (!stopped && obligations.length > 0 && (last.found.length > 0 || last.independent.length > 0) && tableLeft(known.all, actionsOf(space)) !== null);
  const sorted = [...cells].sort();
  const left = countTables(sorted, known.all, actionsOf(space));
  return {
    space, obligations, independent: [...independent.values()], untested: obligations.filter((name) => !last.tested.includes(name)), cells: sorted,
    refutations: known.all, tables: countTables(sorted, [], actionsOf(space)), left, example: tableLeft(known.all, actionsOf(space)),
    conflict: left === 0n ? minimalConflict(known.all, actionsOf(space)) : [],
    passes, states: last.states, faultsCompleted: last.faultsCompleted, isComplete: last.isComplete && !stopped,
  };
}

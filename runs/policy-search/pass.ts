/**
 * One pass of a policy search: all executions of a workload with an open policy, with at most so many faults, and what those that
 * go wrong say of tables of decisions.
 *
 * A search reports one counterexample of a property, but here each of them counts. So the obligations that are searched never
 * break: they note the table that was decided so far when the one behind them does.
 */
import type { Action } from '../../models/omicron/policies/action.js';
import type { CellKey } from '../../models/omicron/policies/failed-call.js';
import { openPolicy, possibleActions, tableOf } from '../../models/omicron/policies/open-policy.js';
import { faultsCompleted } from '../../sim/explore/exhaustive/completed.js';
import { RestCheck } from '../../sim/explore/exhaustive/rest/rest-check.js';
import { Search } from '../../sim/explore/exhaustive/search.js';
import type { Invariant } from '../../sim/explore/invariant.js';
import { Refutations, type Refutation } from '../../sim/explore/tables/refutations.js';
import type { Table } from '../../sim/explore/tables/table.js';
import type { Reader } from '../../sim/step/step.js';
import { buildRunningInstance } from '../scenarios/running-instance.js';
import type { PolicySpace } from './policy-space.js';

/** What an execution that went wrong broke. */
export interface Broken {
  readonly invariant: string;
  readonly evidence: string;
}

export interface Pass {
  /** Those that say something new. */
  readonly found: readonly Refutation<Broken>[];
  /** Obligations that an execution broke without consulting a cell: no policy is to blame. */
  readonly independent: readonly Broken[];
  /** Cells that any execution consulted, sorted. */
  readonly consulted: readonly CellKey[];
  /** Obligations that were put to the test. */
  readonly tested: readonly string[];
  readonly states: number;
  /** The most faults of executions that were all searched; Infinity when there are no others; null: not even those without. */
  readonly faultsCompleted: number | null;
  /** Whether all executions within the bound were searched. */
  readonly isComplete: boolean;
}

export interface PassWatcher {
  searching(states: number, faults: number, depth: number): void;
  /** Whether to give up. It is asked now and then. */
  pause(): Promise<boolean>;
}

export const BYTES_MAX = 2 ** 31;
const MILLISECONDS_BETWEEN_PAUSES = 100;

/** @param obligations By name. @param known What is refuted already: executions that consulted as much are cut off. */
export async function runPass(
  space: PolicySpace, obligations: readonly string[], known: Refutations<Broken>, watcher: PassWatcher,
): Promise<Pass> {
  const consulted = new Set<CellKey>();
  const found = new Refutations<Broken>();
  const independent = new Map<string, Broken>();
  for (const one of known.all) found.add(one);
  const policy = openPolicy(space.rules, (cell) => {
    consulted.add(cell);
    return known.actionsLeft(cell, possibleActions(cell, space.rules, space.leftOut)) as readonly Action[];
  });
  const built = buildRunningInstance(policy, space, space.faults);
  const note = (part: Table, story: Broken): void => {
    if (part.size > 0) found.add({ part, story });
    else if (!independent.has(story.invariant)) independent.set(story.invariant, story);
  };
  const invariants = built.properties.invariants.filter(({ name }) => obligations.includes(name)).map((invariant) => noting(invariant, note));
  const parts = known.all.map(({ part }) => part).filter((part) => part.size > 1);
  const search = new Search(built.model, { invariants, ...(parts.length === 0 ? {} : { boundary: outside(parts) }) }, {
    faultsMax: space.faultsMax, faultKinds: space.faultKinds ?? built.faultKinds ?? null, statesMax: space.statesMax, bytesMax: BYTES_MAX, timing: 'ranges',
  });
  const rest = new RestCheckLater(search);
  for (let looked = 0; !(search.advance() && rest.advance());) {
    if (performance.now() - looked < MILLISECONDS_BETWEEN_PAUSES) continue;
    looked = performance.now();
    watcher.searching(search.distinct, search.faults, search.depth);
    if (!(await watcher.pause())) continue;
    search.stop();
    rest.stop();
  }
  const always = invariants.filter(({ when }) => when === 'always').filter((_, nth) => (search.tested & (1 << nth)) !== 0);
  const atRest = rest.check.decisions.filter(({ tested }) => tested).map(({ invariant }) => invariant);
  return {
    found: found.all.filter((one) => !known.all.includes(one)), independent: [...independent.values()], consulted: [...consulted].sort(),
    tested: [...always, ...atRest].map(({ name }) => name), states: search.distinct, faultsCompleted: faultsCompleted(search),
    isComplete: (search.ending === 'complete' || search.ending === 'fault bound') && rest.check.ending === 'complete',
  };
}

/** Judges worlds at rest once the search has ended. */
class RestCheckLater {
  private readonly search: Search;
  private begun: RestCheck | null = null;
  private isStopped = false;

  constructor(search: Search) {
    this.search = search;
  }

  get check(): RestCheck {
    this.begun ??= new RestCheck(this.search, { bytesMax: BYTES_MAX });
    if (this.isStopped) this.begun.stop();
    return this.begun;
  }

  advance(): boolean {
    return this.check.advance();
  }

  stop(): void {
    this.isStopped = true;
  }
}

/** The invariant, never broken: what is refuted where it would be is noted. */
function noting(invariant: Invariant, note: (part: Table, story: Broken) => void): Invariant {
  return {
    ...invariant,
    check(world) {
      const { tested, broken } = invariant.check(world);
      if (broken !== null) note(decidedIn(world), { invariant: invariant.name, evidence: broken.evidence });
      return { tested, broken: null };
    },
  };
}

/** A world in which a table was decided that is refuted says nothing more. */
function outside(parts: readonly Table[]): (world: Reader) => boolean {
  return (world) => {
    const decided = tableOf(world) as Readonly<Record<string, string>>;
    return !parts.some((part) => [...part].every(([cell, action]) => decided[cell] === action));
  };
}

function decidedIn(world: Reader): Table {
  return new Map(Object.entries(tableOf(world)));
}

/**
 * Decides leads-to properties in the states that a search found. The verdict is per number of faults: a property that is not
 * broken holds in every execution with at most as many faults as the search has completed.
 *
 * In the states of a search that did not complete even the executions without faults an execution may be found all the same
 * that breaks a property; that none was found says nothing then.
 *
 * Neither symmetry nor reductions may have been used: both may leave out the very executions that never pay.
 */
import { faultsCompleted, statesCompleted } from '../completed.js';
import type { LeadsTo } from '../properties.js';
import type { Search } from '../search.js';
import { DebtReader } from './debts.js';
import { lassoOf, type Lasso } from './lasso.js';
import { Owing } from './owing.js';
import { SearchGraph } from './search-graph.js';
import { findUnfulfilled } from './unfulfilled.js';

export interface LivenessOptions {
  /** Whether grants of locks and compare-and-set contests are strongly fair: a loser that could win again and again does win. */
  readonly strongContests: boolean;
  /** Bytes for all of it, beside what the search holds. */
  readonly bytesMax: number;
}

export const LIVENESS_DEFAULTS: LivenessOptions = { strongContests: false, bytesMax: 2 ** 31 };

export interface LivenessDecision {
  readonly property: LeadsTo;
  /** Null while there is no execution that breaks it. */
  readonly broken: Lasso | null;
  /** Whether something was owed anywhere. */
  readonly tested: boolean;
}

/** What is kept for each state: its slots among the numbers, marks, places, parents, the order of components, sets. */
const BYTES_A_STATE = 32;

export type LivenessEnding = 'complete' | 'memory' | 'stopped';

export class LeadsToCheck {
  readonly decisions: LivenessDecision[] = [];
  /** Null while it goes on. */
  ending: LivenessEnding | null = null;
  /** How many states were looked at. */
  readonly size: number;
  private readonly search: Search;
  private readonly options: LivenessOptions;
  private readonly steps: Generator<void>;

  /** @param search One that has ended. */
  constructor(search: Search, options: Partial<LivenessOptions> = {}) {
    this.search = search;
    this.options = { ...LIVENESS_DEFAULTS, ...options };
    this.size = statesCompleted(search);
    this.steps = this.check(search.properties.leadsTo ?? []);
  }

  /** Goes on for a while. Returns true when it has ended. @throws ModelFault */
  advance(): boolean {
    if (this.ending === null && this.steps.next().done === true) this.ending ??= 'complete';
    return this.ending !== null;
  }

  stop(): void {
    this.ending ??= 'stopped';
  }

  /** How far it is, in a few words. */
  get doing(): string {
    const { leadsTo = [] } = this.search.properties;
    const nth = Math.min(this.decisions.length + 1, leadsTo.length);
    return `what must come in the end: ${nth} of ${leadsTo.length}, in ${this.size} states`;
  }

  run(): this {
    while (!this.advance());
    return this;
  }

  private *check(properties: readonly LeadsTo[]): Generator<void> {
    if (properties.length === 0) return;
    if (this.size * BYTES_A_STATE > this.options.bytesMax) {
      this.ending = 'memory';
      return;
    }
    const graph = new SearchGraph(this.search, this.size, this.options.strongContests);
    for (const property of properties) {
      const reader = new DebtReader(this.search, property, this.size);
      const subjects = yield* reader.subjects();
      let broken: Lasso | null = null;
      for (const subject of subjects) {
        const lasso: Lasso | null = yield* this.lassoFor(graph, reader, subject);
        if (lasso !== null && (broken === null || isBetter(lasso, broken))) broken = lasso;
      }
      this.decisions.push({ property, broken, tested: subjects.length > 0 });
    }
  }

  private *lassoFor(graph: SearchGraph, reader: DebtReader, subject: string): Generator<void, Lasso | null> {
    const debts = yield* reader.read(subject);
    const owing = new Owing(graph, debts, faultsCompleted(this.search) ?? 0);
    yield* owing.explore(graph);
    const found = yield* findUnfulfilled(graph, owing, (state) => debts.paid(state));
    return found === null ? null : lassoOf(this.search, owing, subject, found);
  }
}

/** Fewer faults, then fewer steps. */
function isBetter(one: Lasso, other: Lasso): boolean {
  const steps = ({ stem, loop }: Lasso): number => stem.length + loop.length;
  return one.faults < other.faults || (one.faults === other.faults && steps(one) < steps(other));
}

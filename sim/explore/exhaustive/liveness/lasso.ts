/** An execution in which something owed is never paid, as steps: a stem, and a loop that goes on for ever. */
import { pathTo, stepBetween, type PathStep } from '../path.js';
import type { Search } from '../search.js';
import { UNFAIR } from './fair-graph.js';
import type { Owing } from './owing.js';
import type { Unfulfilled } from './unfulfilled.js';

export interface Lasso {
  /** Whom something is owed to. */
  readonly subject: string;
  readonly faults: number;
  /** The first state of all. */
  readonly start: number;
  readonly stem: readonly PathStep[];
  /** After how many steps of the stem the debt begins. */
  readonly owedAfter: number;
  /** Repeated for ever; empty when the execution ends with the stem, for nothing has to happen any more. */
  readonly loop: readonly PathStep[];
}

/** `found` was found in the graph of this search. */
export function lassoOf(search: Search, owing: Owing, subject: string, { faults, stem, loop }: Unfulfilled): Lasso {
  const before = pathTo(search, stem[0]!);
  const owed = stem.slice(1).map((to, nth) => stepBetween(search, stem[nth]!, to, owing.faultsOf(to) - owing.faultsOf(stem[nth]!)));
  let start = stem[0]!;
  while (search.expansion.store.parent(start) >= 0) start = search.expansion.store.parent(start);
  return {
    subject, faults, start, stem: [...before, ...owed], owedAfter: before.length,
    loop: loop.map(({ from, to, label }) => stepBetween(search, from, to, 0, label === UNFAIR ? null : label)),
  };
}

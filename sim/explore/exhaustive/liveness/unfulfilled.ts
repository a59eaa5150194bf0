/**
 * The execution that leaves a debt unpaid for ever, with the fewest faults and then the fewest steps before it begins to go
 * round: a stem and a fair loop, or a stem to a state where an execution may end.
 *
 * An execution with at most k faults takes steps with a fault a finite number of times. So its loop has none, and all k of
 * them may be on the stem.
 */
import { UNFAIR, type FairGraph, type Steps } from './fair-graph.js';
import { FairParts, type FairPart } from './fair-part.js';
import { fairLoop, type LoopStep } from './loop.js';
import type { Owing } from './owing.js';
import { stronglyConnected } from './strongly-connected.js';

/** An execution in which what is owed is never paid. */
export interface Unfulfilled {
  readonly faults: number;
  /** From the state in which the debt begins to the one where the loop begins, or where the execution ends. */
  readonly stem: readonly number[];
  /** Empty where the execution ends. */
  readonly loop: readonly LoopStep[];
}

/** `paid` says where Q holds. The last value that it gives is what was found. */
export function* findUnfulfilled(graph: FairGraph, owing: Owing, paid: (state: number) => boolean): Generator<void, Unfulfilled | null> {
  const parts = new FairParts(graph);
  const accepts = (state: number): boolean => !paid(state);
  let best = -1;
  let bestPart: FairPart | null = null;
  const isBetter = (state: number): boolean => best === -1 || owing.places[state]! < owing.places[best]!;
  yield* stronglyConnected(graph, { roots: owing.states, has: (state) => owing.has(state), fairOnly: false }, {
    listed(state, steps) {
      if (!isBetter(state) || !accepts(state) || !mayEnd(steps)) return;
      best = state;
      bestPart = null;
    },
    found(states) {
      if (states.length < 2 || !states.some(isBetter)) return;
      const part = parts.find(states.slice().sort(), accepts);
      const first = part?.states.reduce((one, other) => (owing.places[other]! < owing.places[one]! ? other : one));
      if (part === null || first === undefined || !isBetter(first)) return;
      best = first;
      bestPart = part;
    },
  });
  if (best === -1) return null;
  const loop = bestPart === null ? [] : fairLoop(graph, bestPart, best, accepts);
  return { faults: owing.faultsOf(best), stem: owing.pathTo(best), loop };
}

/** Whether nothing has to happen any more. */
function mayEnd({ labels, count }: Steps): boolean {
  for (let nth = 0; nth < count; nth += 1) if (labels[nth] !== UNFAIR) return false;
  return true;
}

/**
 * Exhaustive search as plainly as can be: the oracle of explore/exhaustive. States are canonical texts in a Map; every
 * successor runs its handler on copies; every invariant is checked in every state. No learning, no ids, no packing.
 */
import type { Properties } from '../explore/exhaustive/properties.js';
import type { Model } from '../process/model.js';
import { OrderedSteps, orderedText } from './plain-ordered-successors.js';
import { initialStates, successorsOf, textOf, worldOf } from './plain-successors.js';
import type { Texts } from './plain-world.js';

export interface PlainSearchResult {
  readonly distinct: number;
  readonly generated: number;
  readonly depth: number;
  readonly terminal: number;
  /** By invariant that is checked always, then by example: where it was decided first. */
  readonly decisions: readonly ({ readonly faults: number; readonly depth: number } | null)[];
}

/** What a search needs to know of states. */
interface Steps<State> {
  initial(): State[];
  from(state: State): readonly { readonly state: State; readonly cost: number }[];
  text(state: State): string;
}

/** Searches all executions with at most so many faults; null when there are more than `statesMax` states. */
export function plainSearch(
  model: Model, properties: Properties, faultsMax: number, statesMax: number, timing: 'ranges' | 'free' = 'free',
): PlainSearchResult | null {
  if (timing === 'free') {
    return searchSteps({
      initial: () => initialStates(model).map(({ state }) => state), from: (state) => successorsOf(model, state), text: textOf,
    }, properties, faultsMax, statesMax);
  }
  const steps = new OrderedSteps(model);
  return searchSteps({ initial: () => steps.initial(), from: (state) => steps.from(state), text: orderedText }, properties, faultsMax, statesMax);
}

function searchSteps<State extends { readonly cells: Texts }>(
  steps: Steps<State>, properties: Properties, faultsMax: number, statesMax: number,
): PlainSearchResult | null {
  const invariants = properties.invariants.filter(({ when }) => when === 'always');
  const examples = properties.examples ?? [];
  const decisions: ({ faults: number; depth: number } | null)[] = [...invariants, ...examples].map(() => null);
  const isWithin = ({ cells }: State): boolean => properties.boundary?.(worldOf(cells)) ?? true;
  const initial = steps.initial().filter(isWithin);
  const known = new Set<string>();
  const levels: State[][][] = [[initial]];
  let generated = initial.length;
  let terminal = 0;
  let depthMax = 0;
  for (let faults = 0; faults <= faultsMax && levels[faults] !== undefined; faults += 1) {
    for (let depth = 1; depth <= levels[faults]!.length; depth += 1) {
      for (const state of levels[faults]![depth - 1] ?? []) {
        const key = steps.text(state);
        if (known.has(key)) continue;
        known.add(key);
        if (known.size > statesMax) return null;
        depthMax = Math.max(depthMax, depth);
        const world = worldOf(state.cells);
        invariants.forEach(({ check }, index) => {
          if (decisions[index] === null && check(world).broken !== null) decisions[index] = { faults, depth };
        });
        examples.forEach(({ holds }, index) => {
          if (decisions[invariants.length + index] === null && holds(world)) decisions[invariants.length + index] = { faults, depth };
        });
        const successors = steps.from(state).filter((successor) => isWithin(successor.state));
        if (!successors.some(({ cost }) => cost === 0)) terminal += 1;
        for (const { state: next, cost } of successors) {
          if (faults + cost > faultsMax) continue;
          generated += 1;
          const layer = (levels[faults + cost] ??= []);
          while (layer.length < depth + 1) layer.push([]);
          layer[depth]!.push(next);
        }
      }
    }
  }
  return { distinct: known.size, generated, depth: depthMax, terminal, decisions };
}

/**
 * Exhaustive search as plainly as can be: the oracle of explore/exhaustive. States are canonical texts in a Map; every
 * successor runs its handler on copies; every invariant is checked in every state. No learning, no ids, no packing.
 */
import type { Properties } from '../explore/exhaustive/properties.js';
import type { Model } from '../process/model.js';
import { initialStates, successorsOf, textOf, worldOf, type PlainState } from './plain-successors.js';

export interface PlainSearchResult {
  readonly distinct: number;
  readonly generated: number;
  readonly depth: number;
  readonly terminal: number;
  /** By invariant that is checked always, then by example: where it was decided first. */
  readonly decisions: readonly ({ readonly faults: number; readonly depth: number } | null)[];
}

/** Searches all executions with at most so many faults; null when there are more than `statesMax` states. */
export function plainSearch(model: Model, properties: Properties, faultsMax: number, statesMax: number): PlainSearchResult | null {
  const invariants = properties.invariants.filter(({ when }) => when === 'always');
  const examples = properties.examples ?? [];
  const decisions: ({ faults: number; depth: number } | null)[] = [...invariants, ...examples].map(() => null);
  const isWithin = ({ cells }: PlainState): boolean => properties.boundary?.(worldOf(cells)) ?? true;
  const initial = initialStates(model).map(({ state }) => state).filter(isWithin);
  const known = new Set<string>();
  const levels: PlainState[][][] = [[initial]];
  let generated = initial.length;
  let terminal = 0;
  let depthMax = 0;
  for (let faults = 0; faults <= faultsMax && levels[faults] !== undefined; faults += 1) {
    for (let depth = 1; depth <= levels[faults]!.length; depth += 1) {
      for (const state of levels[faults]![depth - 1] ?? []) {
        const key = textOf(state);
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
        const successors = successorsOf(model, state).filter((successor) => isWithin(successor.state));
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

/**
 * How many executions a model has, one for each order of its steps: what a stateless search without any reduction would run.
 * Counted over the states, of which there are far fewer. For models without cycles; faults do not strike.
 */
import type { Model } from '../../process/model.js';
import { StateNumbers } from '../exhaustive/liveness/state-numbers.js';
import { Search } from '../exhaustive/search.js';
import type { Properties } from '../exhaustive/properties.js';

/** @throws Error when the model is too large for 256 MiB, or some state can come again. */
export function scheduleCount(model: Model, properties: Properties = { invariants: [] }): bigint {
  const search = new Search(model, properties, { faultsMax: 0, bytesMax: 256 * 1024 * 1024 }).run();
  const { store } = search.expansion;
  if (search.expansion.isFull) throw new Error('Too many states to count executions');
  const numbers = new StateNumbers(store, store.count);
  const counts: (bigint | undefined)[] = [];
  const onPath = new Set<number>();
  const count = (state: number): bigint => {
    const known = counts[state];
    if (known !== undefined) return known;
    if (onPath.has(state)) throw new Error('A state comes again: there are endlessly many executions');
    onPath.add(state);
    const next: number[] = [];
    search.expansion.tellSuccessors(state, 0, (_entry, _options, words, hash) => {
      const number = words === null ? state : numbers.find(words, hash);
      // A step that changes nothing is none, as one out of the boundary is.
      if (number !== state) next.push(number);
    });
    const schedules = next.length === 0 ? 1n : next.reduce((sum, number) => sum + count(number), 0n);
    onPath.delete(state);
    return (counts[state] = schedules);
  };
  let sum = 0n;
  for (let state = 0; state < store.count && store.parent(state) < 0; state += 1) sum += count(state);
  return sum;
}

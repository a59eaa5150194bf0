/**
 * How many executions a model has, one for each order of its steps: what a stateless search without any reduction would run.
 * Counted over the states, of which there are far fewer. For models without cycles; faults do not strike.
 */
import type { Model } from '../../process/model.js';
import { Search } from '../exhaustive/search.js';
import type { Properties } from '../exhaustive/properties.js';

/** @throws Error when the model is too large for 256 MiB, or some state can come again. */
export function scheduleCount(model: Model, properties: Properties = { invariants: [] }): bigint {
  const search = new Search(model, properties, { faultsMax: 0, bytesMax: 256 * 1024 * 1024 }).run();
  const { store } = search.expansion;
  if (search.expansion.isFull) throw new Error('Too many states to count executions');
  const numbers = new Map<string, number>();
  const key = (words: Int32Array, at: number): string => words.subarray(at, at + store.words).join();
  for (let state = 0; state < store.count; state += 1) numbers.set(key(store.states, state * store.stride), state);
  const counts: (bigint | undefined)[] = [];
  const onPath = new Set<number>();
  const count = (state: number): bigint => {
    const known = counts[state];
    if (known !== undefined) return known;
    if (onPath.has(state)) throw new Error('A state comes again: there are endlessly many executions');
    onPath.add(state);
    const next: number[] = [];
    search.expansion.tellSuccessors(state, 0, (_entry, _options, words) => {
      const number = numbers.get(key(words, 0))!;
      // A step that changes nothing is none.
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

/** How much of what it was asked for a search has done: what is true of all executions with at most so many faults is certain. */
import type { Search } from './search.js';

/** The most faults of executions that were all searched; Infinity when there are no others, null when not even those without faults were. */
export function faultsCompleted({ ending, faults, isSureOfLayers }: Pick<Search, 'ending' | 'faults' | 'isSureOfLayers'>): number | null {
  if (ending === 'complete') return Infinity;
  if (ending === 'fault bound') return faults;
  return faults === 0 || !isSureOfLayers ? null : faults - 1;
}

/** How many states those executions come by: the first ones. All that were found, when not even those without faults were searched. */
export function statesCompleted(search: Pick<Search, 'ending' | 'faults' | 'levels' | 'distinct' | 'isSureOfLayers'>): number {
  const faults = faultsCompleted(search);
  return faults === null ? search.distinct : (search.levels[faults + 1]?.[0] ?? search.distinct);
}

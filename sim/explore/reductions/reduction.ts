/** The reductions of the search that stores states, by the names that `whatif check --reduction` has for them. */
import type { SearchOptions } from '../exhaustive/search.js';
import { SleepSets } from './sleep-sets.js';
import { StubbornSets } from './stubborn-sets.js';

export const REDUCTION_NAMES = ['none', 'sleep', 'por'] as const;
export type ReductionName = (typeof REDUCTION_NAMES)[number];

/** The option of a search that stands for a reduction. */
export function reductionOf(name: ReductionName): SearchOptions['reduction'] {
  switch (name) {
    case 'none':
      return null;
    case 'sleep':
      return (search) => new SleepSets(search);
    case 'por':
      return (search) => new StubbornSets(search);
  }
}

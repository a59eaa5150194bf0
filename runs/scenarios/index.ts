/** The scenarios by name. The first one is what `whatif run` runs when none is named. */
import { exampleCounter } from './example-counter.js';
import type { Scenario } from './scenario.js';

export const scenarios: readonly Scenario[] = [exampleCounter];

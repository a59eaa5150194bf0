/** The scenarios by name: one line each. The first one is what `whatif run` runs when none is named. */
import { exampleCounter } from './example-counter.js';
import { omicron4226 } from './omicron-4226.js';
import type { Scenario } from './scenario.js';

export const scenarios: readonly Scenario[] = [omicron4226, exampleCounter];

/** The experiments by name: one file each. The first one is what `whatif compare` runs when none is named. */
import { experimentDoubt } from './doubt.js';
import type { Experiment } from './experiment.js';
import { experiment4226 } from './omicron-4226.js';

export const experiments: readonly Experiment[] = [experiment4226, experimentDoubt];

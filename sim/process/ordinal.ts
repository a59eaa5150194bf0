/** An id is what it names plus the smallest free ordinal among its living equals. No global counters. */
import type { Reader } from '../step/step.js';
import type { CellName } from '../world/cell.js';

/** The most living equals before the engine believes that a model leaks them. */
export const EQUALS_MAX = 1_000;

export function freeOrdinal(step: Reader, prefix: CellName): number {
  for (let ordinal = 1; ordinal <= EQUALS_MAX; ordinal += 1) {
    if (!step.has([...prefix, ordinal])) return ordinal;
  }
  throw new Error(
    `More than ${EQUALS_MAX} living equals of ${JSON.stringify(prefix)}: something of the model never ends. ` +
      'Look for a task or call that is started again without the first one ending.',
  );
}

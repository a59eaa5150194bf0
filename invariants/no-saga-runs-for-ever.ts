/**
 * Once faults have ended, no saga runs for ever: each comes to its end, or is stuck (which "sagas come to their end" is about).
 *
 * A node that waits on a sled that never answers breaks it, and one that tries again for ever. Its planted bug: `delete goes round`.
 */
import type { LeadsTo } from '../sim/explore/exhaustive/properties.js';
import type { SagaRow } from '../sim/process/saga-log.js';
import type { Reader } from '../sim/step/step.js';

export const noSagaRunsForEver: LeadsTo = {
  name: 'no saga runs for ever',
  sentence: 'a saga that runs, or waits to be recovered, is followed by its end, or gets stuck',
  source: 'steno v0.4.0; omicron #4259 (a saga that waits for ever on a call), #5947',
  antecedent: 'a saga runs',
  owed: (world) => ((world.get(['rows', 'saga']) ?? []) as readonly string[]).filter((saga) => isLive(world, saga)),
  paid: (world, saga) => !isLive(world, saga),
};

function isLive(world: Reader, saga: string): boolean {
  const row = world.get(['row', 'saga', saga]) as unknown as SagaRow | null;
  return row !== null && row.direction !== 'stuck';
}

/**
 * PUT /instances/{id}/migration-ids (sled-agent/src/instance_manager.rs put_migration_ids, instance.rs put_migration_ids at
 * omicron 876e8ca7c6): the only request that says which generation of the instance it was made for. Nothing is published by
 * it: Nexus learns of the new record from the answer, or by the monitor's next publication.
 */
import { memory } from '../../../sim/process/effect.js';
import type { Value } from '../../../sim/world/value.js';
import type { Outcome, SledHandler } from './answers.js';
import { decidePutMigrationIds } from './instance-manager-decisions.js';
import type { MigrationIds } from './instance-states.js';
import { objectOf, setStates } from './memory.js';
import { lockObject, lookUp, unlockObject } from './object-lock.js';
import { reportOf } from './report.js';

export interface MigrationIdsRequest {
  readonly instanceId: string;
  /** The generation of `old_runtime`: the record that Nexus had in mind. */
  readonly oldGen: number;
  /** Null clears them. */
  readonly ids: MigrationIds | null;
}

export function* putMigrationIds({ instanceId, oldGen, ids }: MigrationIdsRequest): SledHandler {
  const object = yield* lookUp(instanceId);
  if (object === null) return { error: { error: 'NoSuchInstance' } };
  yield* lockObject(object);
  const outcome = yield* memory((self) => {
    const value = objectOf(self, object);
    const decision = decidePutMigrationIds(value.states, oldGen, ids);
    if ('error' in decision) return decision as unknown as Value;
    if (decision.states !== value.states) setStates(self, object, value, decision.states);
    return { ok: reportOf(decision.states) };
  });
  yield* unlockObject(object);
  return outcome as unknown as Outcome;
}

/**
 * Statements on the `vmm` and `sled_resource` tables (nexus/db-queries/src/db/datastore/vmm.rs, sled.rs).
 *
 * Capacity is not modelled: every sled has room for every VMM of the workload.
 */
import { statement } from '../../../sim/process/effect.js';
import type { Value } from '../../../sim/world/value.js';
import type { VmmRuntime } from '../nexus/instance-record.js';
import { recordVmm } from '../contents.js';
import { updateVmm } from './instance-statements.js';
import { SLED_RESOURCE, VMM, type SledResourceRow, type VmmRow } from './rows.js';

/** sled_reservation_create: the existing row's sled, or a random one. There is no check of the sled's health. */
export const sledReservationCreate = statement<{ vmmId: string; sleds: readonly string[] }, string>(
  'sled_reservation_create', (database, { vmmId, sleds }) => {
    const existing = database.row(SLED_RESOURCE, vmmId) as unknown as SledResourceRow | null;
    if (existing !== null) return existing.sledId;
    const sledId = sleds[database.pick('sled for a reservation', sleds.length)] as string;
    database.put(SLED_RESOURCE, vmmId, { sledId });
    return sledId;
  });

export const sledReservationDelete = statement<string, null>('sled_reservation_delete', (database, vmmId) => {
  database.delete(SLED_RESOURCE, vmmId);
  return null;
});

/** vmm_insert: ON CONFLICT (id) DO NOTHING; returns the row that is there. */
export const vmmInsert = statement<{ vmmId: string; instanceId: string; sledId: string }, Value>(
  'vmm_insert', (database, { vmmId, instanceId, sledId }) => {
    const existing = database.row(VMM, vmmId);
    if (existing !== null) return existing;
    const row: VmmRow = { instanceId, sledId, deleted: false, runtime: { state: 'starting', gen: 1 } };
    database.put(VMM, vmmId, row as unknown as Value);
    recordVmm(database, 'database', vmmId, row.runtime);
    return row as unknown as Value;
  });

/** vmm_fetch: null when there is none, or it is deleted. */
export const vmmFetch = statement<string, Value>('vmm_fetch', (database, vmmId) => {
  const row = database.row(VMM, vmmId) as unknown as VmmRow | null;
  return row === null || row.deleted ? null : (row as unknown as Value);
});

export const vmmUpdateRuntime = statement<Value, boolean>('vmm_update_runtime', (database, input) => {
  const { vmmId, runtime, rule } = input as unknown as { vmmId: string; runtime: VmmRuntime; rule: string };
  database.because(rule);
  return updateVmm(database, vmmId, runtime);
});

/** vmm_mark_deleted: only Destroyed or Failed VMMs; no generation guard. */
export const vmmMarkDeleted = statement<string, boolean>('vmm_mark_deleted', (database, vmmId) => {
  const row = database.row(VMM, vmmId) as unknown as VmmRow | null;
  if (row === null || (row.runtime.state !== 'destroyed' && row.runtime.state !== 'failed')) return false;
  database.put(VMM, vmmId, { ...row, deleted: true } as unknown as Value);
  return true;
});

/** Looks up a sled's address before each call to it (nexus/src/app/sled.rs, sled_client). */
export const sledLookup = statement<string, string>('sled_lookup', (_, sledId) => sledId);

/** sled_list: every sled ever seen; it does not look at time_deleted. */
export const sledList = statement<readonly string[], readonly string[]>('sled_list', (_, sleds) => sleds);

export const vmmStatements = [
  sledReservationCreate, sledReservationDelete, vmmInsert, vmmFetch, vmmUpdateRuntime, vmmMarkDeleted, sledLookup, sledList,
];

/**
 * Statements on the `vmm` and `sled_resource` tables (nexus/db-queries/src/db/datastore/vmm.rs, sled.rs at omicron
 * 876e8ca7c6). Left out: the address of a Propolis (next_ipv6_address bumps a counter that nothing frees).
 */
import type { Database } from '../../../sim/database/statement.js';
import { statement } from '../../../sim/process/effect.js';
import type { Value } from '../../../sim/world/value.js';
import type { InstanceState, VmmRuntime } from '../nexus/instance-record.js';
import { recordVmm } from '../contents.js';
import { updateVmm } from './instance-statements.js';
import { SLED_RESOURCE, VMM, type SledResourceRow, type VmmRow } from './rows.js';

/**
 * sled_reservation_create: the existing row's sled, or a random one of those that have room for one more VMM; null when none
 * has. There is no check of a sled's health. The interactive transaction is one statement here; it is not retried.
 */
export const sledReservationCreate = statement<{ vmmId: string; sleds: readonly string[]; capacity: number | null }, string | null>(
  'sled_reservation_create', (database, { vmmId, sleds, capacity }) => {
    const existing = database.row(SLED_RESOURCE, vmmId) as unknown as SledResourceRow | null;
    if (existing !== null) return existing.sledId;
    const fitting = capacity === null ? sleds : withRoom(database, sleds, capacity);
    if (fitting.length === 0) return null;
    const sledId = fitting[database.pick('sled for a reservation', fitting.length)] as string;
    database.put(SLED_RESOURCE, vmmId, { sledId });
    return sledId;
  });

/** The sleds with fewer reservations than they have room for. */
function withRoom(database: Database, sleds: readonly string[], capacity: number): readonly string[] {
  const taken = database.keys(SLED_RESOURCE).map((vmm) => (database.row(SLED_RESOURCE, vmm) as unknown as SledResourceRow).sledId);
  return sleds.filter((sled) => taken.filter((other) => other === sled).length < capacity);
}

export const sledReservationDelete = statement<string, null>('sled_reservation_delete', (database, vmmId) => {
  database.delete(SLED_RESOURCE, vmmId);
  return null;
});

/** It is Starting, unless `state` says that it is Creating (the rule of that name). */
interface NewVmm extends Record<string, Value> {
  readonly vmmId: string;
  readonly instanceId: string;
  readonly sledId: string;
}

/** vmm_insert: ON CONFLICT (id) changes nothing, and returns the row that is there, whatever became of it. */
export const vmmInsert = statement<NewVmm, Value>(
  'vmm_insert', (database, { vmmId, instanceId, sledId, ...more }) => {
    const existing = database.row(VMM, vmmId);
    if (existing !== null) return existing;
    const row: VmmRow = { instanceId, sledId, deleted: false, runtime: { state: (more['state'] ?? 'starting') as InstanceState, gen: 1 } };
    database.put(VMM, vmmId, row as unknown as Value);
    recordVmm(database, 'database', vmmId, row.runtime);
    return row as unknown as Value;
  });

/** vmm_fetch: null when the instance has no such VMM, or it is deleted. */
export const vmmFetch = statement<{ vmmId: string; instanceId: string }, Value>('vmm_fetch', (database, { vmmId, instanceId }) => {
  const row = database.row(VMM, vmmId) as unknown as VmmRow | null;
  return row === null || row.deleted || row.instanceId !== instanceId ? null : (row as unknown as Value);
});

export const vmmUpdateRuntime = statement<Value, boolean>('vmm_update_runtime', (database, input) => {
  const { vmmId, runtime, rule } = input as unknown as { vmmId: string; runtime: VmmRuntime; rule: string };
  database.because(rule);
  return updateVmm(database, vmmId, runtime);
});

/** vmm_mark_saga_unwound (#5855), with Destroyed for SagaUnwound: at the next generation, whatever it is. */
export const vmmMarkSagaUnwound = statement<{ vmmId: string; rule: string }, boolean>(
  'vmm_mark_saga_unwound', (database, { vmmId, rule }) => {
    const row = database.row(VMM, vmmId) as unknown as VmmRow | null;
    if (row === null) return false;
    database.because(rule);
    return updateVmm(database, vmmId, { state: 'destroyed', gen: row.runtime.gen + 1 });
  });

/** vmm_mark_deleted: only Destroyed or Failed VMMs; no guard of generation or deletion. */
export const vmmMarkDeleted = statement<string, boolean>('vmm_mark_deleted', (database, vmmId) => {
  const row = database.row(VMM, vmmId) as unknown as VmmRow | null;
  if (row === null || (row.runtime.state !== 'destroyed' && row.runtime.state !== 'failed')) return false;
  database.put(VMM, vmmId, { ...row, deleted: true } as unknown as Value);
  return true;
});

export const vmmStatements = [
  sledReservationCreate, sledReservationDelete, vmmInsert, vmmFetch, vmmUpdateRuntime, vmmMarkSagaUnwound, vmmMarkDeleted,
];

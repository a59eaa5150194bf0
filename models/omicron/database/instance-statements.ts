/**
 * Statements on the `instance` table (nexus/db-queries/src/db/datastore/instance.rs, queries/instance.rs at omicron
 * 876e8ca7c6). Left out: names and projects, and the disks that a delete detaches.
 */
import type { Database } from '../../../sim/database/statement.js';
import { statement } from '../../../sim/process/effect.js';
import type { Value } from '../../../sim/world/value.js';
import type { InstanceRuntime, VmmRuntime } from '../nexus/instance-record.js';
import type { UpdateResult } from '../nexus/put-result.js';
import { recordInstanceRow, recordVmm } from '../contents.js';
import { INSTANCE, VMM, type InstanceRow, type VmmRow } from './rows.js';

/** LookupPath(instance).fetch: the runtime columns; null when there is none, or it is deleted. */
export const instanceFetch = statement<string, Value>('instance_fetch', (database, instanceId) => {
  const row = database.row(INSTANCE, instanceId) as unknown as InstanceRow | null;
  return row === null || row.deleted ? null : (row.runtime as unknown as Value);
});

export interface InstanceAndActiveVmm {
  readonly createdAs: string;
  readonly runtime: InstanceRuntime;
  readonly vmm: { readonly id: string; readonly sledId: string; readonly runtime: VmmRuntime } | null;
}

/**
 * instance_fetch_with_vmm: LEFT JOIN vmm ON vmm.id = instance.active_propolis_id AND vmm.time_deleted IS NULL. An active id
 * that names a deleted VMM yields no VMM.
 */
export const instanceFetchWithVmm = statement<string, Value>('instance_fetch_with_vmm', (database, instanceId) => {
  const row = database.row(INSTANCE, instanceId) as unknown as InstanceRow | null;
  if (row === null || row.deleted) return null;
  const id = row.runtime.propolisId;
  const vmm = id === null ? null : (database.row(VMM, id) as unknown as VmmRow | null);
  const joined = vmm === null || vmm.deleted ? null : { id, sledId: vmm.sledId, runtime: vmm.runtime };
  return { createdAs: row.createdAs, runtime: row.runtime, vmm: joined } as unknown as Value;
});

/**
 * project_create_instance: INSERT .. ON CONFLICT (id) returns the row that is there, which must be as it was inserted. A row
 * of another create is a conflict of names. (Upstream frees the name of a deleted instance; ours has one life.)
 */
export const projectCreateInstance = statement<{ instanceId: string; createdAs: string }, string>(
  'project_create_instance', (database, { instanceId, createdAs }) => {
    const existing = database.row(INSTANCE, instanceId) as unknown as InstanceRow | null;
    if (existing !== null && existing.createdAs !== createdAs) return 'name taken';
    if (existing !== null) {
      return existing.runtime.nexusState === 'creating' && existing.runtime.gen === 1 && !existing.deleted ? 'created' : 'changed';
    }
    const runtime: InstanceRuntime = {
      nexusState: 'creating', gen: 1, propolisId: null, dstPropolisId: null, migrationId: null,
    };
    database.put(INSTANCE, instanceId, { createdAs, deleted: false, runtime } satisfies InstanceRow as unknown as Value);
    recordInstanceRow(database, instanceId, runtime);
    return 'created';
  });

export interface RuntimeUpdate {
  readonly instanceId: string;
  readonly runtime: InstanceRuntime;
  /** Who answers for the write: a rule, and the class of error it acted on. */
  readonly rule: string;
}

/**
 * instance_update_runtime: 'updated', 'not updated' (the guard lost, or the row is deleted), or 'not found'. NULLs are
 * written.
 */
export const instanceUpdateRuntime = statement<Value, string>('instance_update_runtime', (database, input) => {
  const { instanceId, runtime, rule } = input as unknown as RuntimeUpdate;
  const row = database.row(INSTANCE, instanceId) as unknown as InstanceRow | null;
  if (row === null) return 'not found';
  database.because(rule);
  return updateInstance(database, instanceId, runtime) ? 'updated' : 'not updated';
});

export interface BothUpdate extends RuntimeUpdate {
  readonly propolisId: string;
  readonly vmmRuntime: VmmRuntime;
}

/** instance_and_vmm_update_runtime: one atomic statement, two guards that know nothing of each other. */
export const instanceAndVmmUpdateRuntime = statement<Value, Value>('instance_and_vmm_update_runtime', (database, input) => {
  const { instanceId, runtime, propolisId, vmmRuntime, rule } = input as unknown as BothUpdate;
  database.because(rule);
  const before = database.row(INSTANCE, instanceId) as unknown as InstanceRow | null;
  const instanceUpdated = updateInstance(database, instanceId, runtime);
  if (instanceUpdated && before?.runtime.nexusState === 'failed') database.mark('Failed was overwritten by a newer update of the sled');
  if (!instanceUpdated && before?.runtime.nexusState === 'failed' && before.runtime.gen === runtime.gen) {
    database.mark("a sled's state was dropped: Nexus had used that generation");
  }
  const updated: UpdateResult = { instanceUpdated, vmmUpdated: updateVmm(database, propolisId, vmmRuntime) };
  return updated as unknown as Value;
});

/** The guard of the `instance` table: not deleted, and a newer generation. */
export function updateInstance(database: Database, instanceId: string, runtime: InstanceRuntime): boolean {
  const row = database.row(INSTANCE, instanceId) as unknown as InstanceRow | null;
  if (row === null || row.deleted || row.runtime.gen >= runtime.gen) return false;
  database.put(INSTANCE, instanceId, { ...row, runtime } as unknown as Value);
  recordInstanceRow(database, instanceId, runtime);
  // The VMM that Failed is about: the one that was active until this write.
  if (runtime.nexusState === 'failed') {
    database.remember(['marked failed for', instanceId], { vmm: row.runtime.propolisId, gen: runtime.gen });
  }
  return true;
}

/** The guard of the `vmm` table: not deleted, and a newer generation. */
export function updateVmm(database: Database, propolisId: string, runtime: VmmRuntime): boolean {
  const row = database.row(VMM, propolisId) as unknown as VmmRow | null;
  if (row === null || row.deleted || row.runtime.gen >= runtime.gen) return false;
  database.put(VMM, propolisId, { ...row, runtime } as unknown as Value);
  recordVmm(database, 'database', propolisId, runtime);
  return true;
}

/**
 * project_delete_instance: needs no active VMM and the state Stopped or Failed; decided and done in one statement. The
 * answer says why not: 'not found' (404), 'active' or 'state' (both 400). It does not look at migrations.
 */
export const projectDeleteInstance = statement<string, string>('project_delete_instance', (database, instanceId) => {
  const row = database.row(INSTANCE, instanceId) as unknown as InstanceRow | null;
  if (row === null || row.deleted) return 'not found';
  const { runtime } = row;
  if (runtime.propolisId !== null) return 'active';
  if (runtime.nexusState !== 'stopped' && runtime.nexusState !== 'failed') return 'state';
  database.because('instance-delete: project_delete_instance');
  database.put(INSTANCE, instanceId, {
    ...row, deleted: true, runtime: { ...runtime, nexusState: 'destroyed' },
  } as unknown as Value);
  return 'deleted';
});

export const instanceStatements = [
  instanceFetch, instanceFetchWithVmm, projectCreateInstance, instanceUpdateRuntime, instanceAndVmmUpdateRuntime,
  projectDeleteInstance,
];

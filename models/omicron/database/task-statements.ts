/**
 * What background tasks read and write of VMMs and their instances: the statements of later versions of Omicron, on the tables of
 * October 2023 (nexus/db-queries/src/db/datastore/{instance,vmm}.rs at omicron #5749 and later).
 */
import { statement } from '../../../sim/process/effect.js';
import type { Value } from '../../../sim/world/value.js';
import type { InstanceRuntime, InstanceState } from '../nexus/instance-record.js';
import { updateInstance, updateVmm } from './instance-statements.js';
import { FOLLOW_UP, INSTANCE, VMM, type FollowUpRow, type InstanceRow, type VmmRow } from './rows.js';

export interface VmmWithInstance {
  readonly vmm: VmmRow;
  /** Whether the VMM is Failed or Destroyed. */
  readonly over: boolean;
  /** Of an instance that is not deleted. */
  readonly instance: InstanceRuntime | null;
  readonly followUp: FollowUpRow['what'] | null;
  readonly attempts: number;
}

/** A VMM, deleted or not, with its instance and its mark; null when there is no such VMM. */
export const vmmWithInstance = statement<string, Value>('vmm_fetch_with_instance', (database, vmmId) => {
  const vmm = database.row(VMM, vmmId) as unknown as VmmRow | null;
  if (vmm === null) return null;
  const instance = database.row(INSTANCE, vmm.instanceId) as unknown as InstanceRow | null;
  const mark = database.row(FOLLOW_UP, vmmId) as unknown as FollowUpRow | null;
  const found: VmmWithInstance = {
    vmm, over: isOver(vmm.runtime.state), instance: instance === null || instance.deleted ? null : instance.runtime,
    followUp: mark?.what ?? null, attempts: mark?.attempts ?? 0,
  };
  return found as unknown as Value;
});

/** vmm_and_instance_list_by_sled_agent (#5611, #6455): active VMMs; those that are Creating belong to their start sagas alone. */
export const vmmListToWatch = statement<null, readonly string[]>('vmm_list_to_watch', (database) =>
  database.keys(VMM).filter((vmmId) => {
    const { deleted, instanceId, runtime } = database.row(VMM, vmmId) as unknown as VmmRow;
    if (deleted || isOver(runtime.state) || runtime.state === 'creating') return false;
    const instance = database.row(INSTANCE, instanceId) as unknown as InstanceRow | null;
    return instance !== null && !instance.deleted && instance.runtime.propolisId === vmmId;
  }));

/** find_instances_by_active_vmm_state and vmm_list_abandoned: VMMs that are over, and whose rows are not deleted. */
export const vmmListOver = statement<null, readonly string[]>('vmm_list_over', (database) =>
  database.keys(VMM).filter((vmmId) => {
    const { deleted, runtime } = database.row(VMM, vmmId) as unknown as VmmRow;
    return !deleted && isOver(runtime.state);
  }));

/** Forgets an active VMM that is over. Whether it did: not when the VMM is not active any more, or not over. */
export const instanceUnlinkVmm = statement<{ instanceId: string; vmmId: string; rule: string }, boolean>(
  'instance_unlink_vmm', (database, { instanceId, vmmId, rule }) => {
    const row = database.row(INSTANCE, instanceId) as unknown as InstanceRow | null;
    const vmm = database.row(VMM, vmmId) as unknown as VmmRow | null;
    if (row === null || vmm === null || row.runtime.propolisId !== vmmId || !isOver(vmm.runtime.state)) return false;
    const runtime: InstanceRuntime = {
      nexusState: vmm.runtime.state === 'failed' ? 'failed' : 'stopped', gen: row.runtime.gen + 1,
      propolisId: null, dstPropolisId: null, migrationId: null,
    };
    database.because(rule);
    return updateInstance(database, instanceId, runtime);
  });

/**
 * Its sled agent has confirmed that it does not have the VMM any more. It is Destroyed if the sled agent has just torn it down
 * (`tornDownAt`: the generation of its report), or if it was never more than Starting; else it has vanished, which is Failed. A row
 * that says already how the VMM ended stays.
 */
export const vmmIsGone = statement<{ vmmId: string; tornDownAt: number | null; rule: string }, boolean>(
  'vmm_is_gone', (database, { vmmId, tornDownAt, rule }) => {
    const vmm = database.row(VMM, vmmId) as unknown as VmmRow | null;
    if (vmm === null || isOver(vmm.runtime.state)) return false;
    const { gen, state } = vmm.runtime;
    const never = state === 'creating' || state === 'starting';
    database.because(rule);
    return updateVmm(database, vmmId, { state: tornDownAt !== null || never ? 'destroyed' : 'failed', gen: Math.max(gen + 1, tornDownAt ?? 0) });
  });

function isOver(state: InstanceState): boolean {
  return state === 'failed' || state === 'destroyed';
}

export const taskStatements = [vmmWithInstance, vmmListToWatch, vmmListOver, instanceUnlinkVmm, vmmIsGone];

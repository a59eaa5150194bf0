/** What each party believes of an instance at one moment, beside what is true. */
import type { Reader } from '../../sim/step/step.js';
import { INSTANCE, VMM, type InstanceRow, type VmmRow } from './database/rows.js';
import { asOf2023, effectiveState } from './nexus/effective-state.js';
import type { PropolisServer } from './propolis/driver-state.js';
import type { InstanceObject, Registration } from './sled-agent/memory.js';

export interface Belief {
  readonly who: string;
  readonly what: string;
}

export function observe(world: Reader): readonly Belief[] {
  const instances = (world.get(['rows', INSTANCE]) as readonly string[] | null) ?? [];
  return instances.flatMap((instanceId) => [
    { who: 'database', what: inDatabase(world, instanceId) },
    ...vmmsOf(world, instanceId).flatMap(([vmmId, row]) => [
      { who: row.sledId, what: onSled(world, instanceId, vmmId, row) },
      { who: 'in truth', what: inTruth(world, vmmId) },
    ]),
  ]);
}

function inDatabase(world: Reader, instanceId: string): string {
  const { deleted, runtime } = world.get(['row', INSTANCE, instanceId]) as unknown as InstanceRow;
  if (deleted) return `${instanceId} is deleted`;
  const vmm = runtime.propolisId === null ? null : (world.get(['row', VMM, runtime.propolisId]) as unknown as VmmRow | null);
  const shown = effectiveState(runtime.nexusState, vmm === null || vmm.deleted ? null : asOf2023(vmm.runtime.state));
  const active = runtime.propolisId === null ? 'no active VMM' : `active VMM ${runtime.propolisId}`;
  return `${instanceId} is ${runtime.nexusState} (generation ${runtime.gen}), ${active}; users see ${shown}`;
}

function onSled(world: Reader, instanceId: string, vmmId: string, { sledId }: VmmRow): string {
  const registration = world.get(['memory', sledId, 'registration', instanceId]) as unknown as Registration | null;
  if (registration?.propolisId !== vmmId) return `does not know ${vmmId}`;
  const { states } = world.get(['memory', sledId, 'object', registration.object]) as unknown as InstanceObject;
  return `${vmmId} is ${states.vmm.state} (generation ${states.vmm.gen}); ${instanceId} at generation ${states.instance.gen}`;
}

function inTruth(world: Reader, vmmId: string): string {
  switch (world.get(['memory', vmmId, 'machine']) as PropolisServer['machine'] | null) {
    case 'healthy':
      return `the guest of ${vmmId} executes, and nobody has stopped it`;
    case 'ending':
      return `the guest of ${vmmId} still executes, and is about to end`;
    case 'halted':
      return `the guest of ${vmmId} is halted`;
    case 'failed':
      return `the VM of ${vmmId} failed`;
    case 'off':
      return `the VM of ${vmmId} has not started`;
    case null:
      return `${vmmId} has no process`;
  }
}

/** The VMMs that anybody still has to do with: rows that are not deleted, and processes. */
function vmmsOf(world: Reader, instanceId: string): readonly (readonly [string, VmmRow])[] {
  const ids = (world.get(['rows', VMM]) as readonly string[] | null) ?? [];
  return ids.flatMap((id) => {
    const row = world.get(['row', VMM, id]) as unknown as VmmRow;
    return row.instanceId === instanceId && (!row.deleted || world.has(['process', id])) ? [[id, row] as const] : [];
  });
}

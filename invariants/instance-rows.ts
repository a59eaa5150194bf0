/** The instance rows and what users are shown of them. */
import { INSTANCE, VMM, type InstanceRow, type VmmRow } from '../models/omicron/database/rows.js';
import { asOf2023, effectiveState } from '../models/omicron/nexus/effective-state.js';
import type { InstanceState } from '../models/omicron/nexus/instance-record.js';
import type { Reader } from '../sim/step/step.js';

export function instanceIds(world: Reader): readonly string[] {
  return (world.get(['rows', INSTANCE]) as readonly string[] | null) ?? [];
}

export function instanceRow(world: Reader, instanceId: string): InstanceRow {
  return world.get(['row', INSTANCE, instanceId]) as unknown as InstanceRow;
}

/** What a user is shown: the active VMM's state, unless there is none or its row is deleted. */
export function shownState(world: Reader, { runtime }: InstanceRow): InstanceState {
  const vmm = runtime.propolisId === null ? null : (world.get(['row', VMM, runtime.propolisId]) as unknown as VmmRow | null);
  return effectiveState(runtime.nexusState, vmm === null || vmm.deleted ? null : asOf2023(vmm.runtime.state));
}

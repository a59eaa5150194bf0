/**
 * What a Nexus does once it knows that a VMM is over: clears the network, forgets the VMM, frees its reservation, deletes its row.
 * Follows what the instance-update saga and the abandoned_vmm_reaper do (nexus/src/app/sagas/instance_update/, omicron #5749,
 * #5812), without their saga and without the updater's lock: every statement checks what it needs, and whatever fails is done
 * again in the next round. So two Nexuses at once do no harm.
 */
import { mark } from '../../../../sim/process/effect.js';
import { query } from '../../database/query.js';
import { instanceUnlinkVmm, vmmWithInstance, type VmmWithInstance } from '../../database/task-statements.js';
import { sledReservationDelete, vmmMarkDeleted } from '../../database/vmm-statements.js';
import type { Handler } from '../answers.js';
import type { NexusContext } from '../context.js';
import { clearNetworkOnce } from '../network-calls.js';
import type { RuleName } from '../rules.js';

/** Retires a VMM whose row is Failed or Destroyed. Whether all of it was done. */
export function* retireVmm({ topology }: NexusContext, vmmId: string, rule: RuleName): Handler<boolean> {
  const found = yield* query<VmmWithInstance | null>(vmmWithInstance(vmmId));
  if (found === null || found.vmm.deleted) return true;
  const { instanceId } = found.vmm;
  if (found.instance?.propolisId === vmmId) {
    // The network first, so that the instance cannot start again meanwhile.
    if (!(yield* clearNetworkOnce(topology, instanceId))) return false;
    const unlinked = yield* query<boolean>(instanceUnlinkVmm({ instanceId, vmmId, rule }));
    if (unlinked) yield* mark('a task unlinked a VMM');
  }
  yield* query(sledReservationDelete(vmmId));
  yield* query(vmmMarkDeleted(vmmId));
  return true;
}

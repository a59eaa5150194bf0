/**
 * A clean stop is never Failed.
 *
 * Nexus can break it: it marks an instance Failed when the answer to a request about its VMM is lost, late or an error, though
 * the VMM stops as it should; a report of the sled agent's that comes later may lose against the generation of that write.
 * Its planted bug: `end is failure`.
 */
import { INSTANCE, VMM } from '../models/omicron/database/rows.js';
import type { Invariant } from '../sim/explore/invariant.js';
import { vmmIds, vmmRow } from './guest.js';
import { instanceRow } from './instance-rows.js';

export const cleanStopNeverFailed: Invariant = {
  name: 'a clean stop is never Failed',
  sentence: 'at rest, a VMM that ended by a stop or by a halt of its guest is not Failed: neither its own row, nor that of its instance on its account',
  source: 'omicron #5235 (a slow zone bundle, and the stop became Failed); #2825: such VMs fit "stopped"',
  antecedent: 'at rest, a VMM of an undeleted instance has ended by a stop or by a halt of its guest',
  when: 'at rest',
  check(world) {
    let tested = false;
    for (const vmmId of vmmIds(world)) {
      if (!world.has(['history', 'ended cleanly', vmmId])) continue;
      const { instanceId, runtime } = vmmRow(world, vmmId);
      const instance = instanceRow(world, instanceId);
      if (instance.deleted) continue;
      tested = true;
      if (runtime.state === 'failed') {
        return { tested, broken: { evidence: `${vmmId} ended cleanly, and its row is Failed`, blame: ['row', VMM, vmmId] } };
      }
      if (instance.runtime.nexusState !== 'failed') continue;
      const { vmm } = world.get(['history', 'marked failed for', instanceId]) as { vmm: string | null };
      if (vmm !== vmmId) continue;
      const evidence = `${vmmId} ended cleanly, and ${instanceId} is Failed on its account`;
      return { tested, broken: { evidence, blame: ['row', INSTANCE, instanceId] } };
    }
    return { tested, broken: null };
  },
};

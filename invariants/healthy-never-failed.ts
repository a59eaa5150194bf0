/**
 * A healthy VM is never marked Failed: the property that omicron #4226 is about.
 *
 * Nexus can break it: it takes a call whose outcome it does not know, or an error that a sled agent flattened to 500, for the
 * end of the VM. Its planted bug: the policy of 2023-10 itself.
 */
import { INSTANCE, VMM, type InstanceRow } from '../models/omicron/database/rows.js';
import type { Invariant } from '../sim/explore/invariant.js';
import { isHealthy, vmmIds, vmmRow } from './guest.js';

export const healthyNeverFailed: Invariant = {
  name: 'a healthy VM is never marked Failed',
  sentence: 'neither the row of an instance nor that of its VMM says Failed while the VM is healthy, whichever came first',
  source: 'omicron issue #4226; the comment "XXX what if this fails?" in nexus/src/app/instance.rs',
  antecedent: "a sled call failed in Nexus's eyes while the VM was healthy, or before it became so",
  when: 'always',
  check(world) {
    let tested = false;
    for (const vmmId of vmmIds(world)) {
      if (!isHealthy(world, vmmId)) continue;
      const vmm = vmmRow(world, vmmId);
      if (world.has(['history', 'failed sled call', vmmId])) tested = true;
      if (vmm.runtime.state === 'failed') {
        return { tested, broken: { evidence: `${vmmId} is healthy, and its row is Failed`, blame: ['row', VMM, vmmId] } };
      }
      const instance = world.get(['row', INSTANCE, vmm.instanceId]) as unknown as InstanceRow;
      if (instance.runtime.nexusState === 'failed') {
        const evidence = `${vmmId} is healthy, and ${vmm.instanceId} is Failed`;
        return { tested, broken: { evidence, blame: ['row', INSTANCE, vmm.instanceId] } };
      }
    }
    return { tested, broken: null };
  },
};

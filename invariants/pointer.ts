/**
 * Pointer: the active id names something.
 *
 * Nexus can break it (the row of a VMM is destroyed or deleted while the instance's stays, as when one of the two guarded
 * updates of a report loses, or a start saga unwinds past a write that it lost), and so can a sled agent (a report with an
 * active VMM that is gone). Its planted bug: `pointer kept`.
 */
import { INSTANCE, VMM, type VmmRow } from '../models/omicron/database/rows.js';
import type { Invariant } from '../sim/explore/invariant.js';
import { instanceIds, instanceRow } from './instance-rows.js';

export const pointer: Invariant = {
  name: 'the active VMM exists',
  sentence: "at rest, an instance's active id names an undeleted VMM row of this instance",
  source: 'the foreign key active_propolis_id of schema/crdb/dbinit.sql; omicron #5798: "running <not on any sled>"',
  antecedent: 'at rest, an undeleted instance has an active id',
  when: 'at rest',
  check(world) {
    let tested = false;
    for (const instanceId of instanceIds(world)) {
      const { deleted, runtime: { propolisId } } = instanceRow(world, instanceId);
      if (deleted || propolisId === null) continue;
      tested = true;
      const vmm = world.get(['row', VMM, propolisId]) as unknown as VmmRow | null;
      if (vmm !== null && !vmm.deleted && vmm.instanceId === instanceId) continue;
      const what = vmm === null ? 'has no row' : vmm.deleted ? 'is deleted' : `belongs to ${vmm.instanceId}`;
      const evidence = `${propolisId}, the active VMM of ${instanceId}, ${what}`;
      return { tested, broken: { evidence, blame: ['row', vmm?.deleted === true ? VMM : INSTANCE, vmm?.deleted === true ? propolisId : instanceId] } };
    }
    return { tested, broken: null };
  },
};

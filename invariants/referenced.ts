/**
 * Referenced: nothing runs that nobody knows of.
 *
 * Nexus can break it (it clears the active id of a VMM that lives on: the Failed write, the undo of a start saga, a report of
 * another VMM), and so can a sled agent (it reports an instance without its VMM while that still executes). Its planted bug:
 * `retired at stop`.
 */
import { INSTANCE, VMM, type InstanceRow } from '../models/omicron/database/rows.js';
import type { Invariant } from '../sim/explore/invariant.js';
import { isGuest, vmmIds, vmmRow } from './guest.js';

export const referenced: Invariant = {
  name: 'a guest is referenced',
  sentence: 'a guest that executes is that of the active (or target) VMM of an undeleted instance, and the row of that VMM is undeleted',
  source: 'nexus/src/app/instance.rs, TODO(#4226): "this doesn\'t actually terminate the VMM"',
  antecedent: 'a guest executes',
  when: 'always',
  check(world) {
    let tested = false;
    for (const vmmId of vmmIds(world)) {
      if (!isGuest(world, vmmId)) continue;
      tested = true;
      const { instanceId, deleted } = vmmRow(world, vmmId);
      if (deleted) return { tested, broken: { evidence: `${vmmId} executes, and its row is deleted`, blame: ['row', VMM, vmmId] } };
      const row = world.get(['row', INSTANCE, instanceId]) as unknown as InstanceRow;
      const { propolisId, dstPropolisId } = row.runtime;
      if (!row.deleted && (propolisId === vmmId || dstPropolisId === vmmId)) continue;
      const evidence = `${vmmId} executes, and ${instanceId} ${row.deleted ? 'is deleted' : `has ${propolisId ?? 'no VMM'} as its active VMM`}`;
      return { tested, broken: { evidence, blame: ['row', INSTANCE, instanceId] } };
    }
    return { tested, broken: null };
  },
};

/**
 * Reservation: what is taken up is reserved, and what is reserved is taken up.
 *
 * Nexus can break it (a VMM ends in the answer to a request, whose handler frees nothing; a start saga that gets stuck or whose
 * last node failed; a report dropped because the instance is gone), and so can a sled agent (it starts again and forgets every
 * VMM without telling anybody). Its planted bug: `reservation kept`.
 */
import { SLED_RESOURCE, VMM, type SledResourceRow } from '../models/omicron/database/rows.js';
import type { Invariant } from '../sim/explore/invariant.js';
import type { Reader } from '../sim/step/step.js';
import { vmmIds, vmmRow } from './guest.js';
import { hasProcess, hasZone, isRegistered, reservedVmms } from './resources.js';

export const reservation: Invariant = {
  name: 'reservations match VMMs',
  sentence: 'at rest, a sled_resource row exists exactly while a registration, a zone or a process of that VMM does',
  source: 'omicron #4277 (2023-10-20: the reservation of a VMM that never ran leaked); fact sheet section 8.2, W1',
  antecedent: 'at rest, a VMM has a reservation, or something on a sled',
  when: 'at rest',
  check(world) {
    const reserved = reservedVmms(world);
    let tested = reserved.length > 0;
    for (const vmmId of reserved) {
      const { sledId } = world.get(['row', SLED_RESOURCE, vmmId]) as unknown as SledResourceRow;
      if (uses(world, sledId, vmmId).length > 0) continue;
      const evidence = `${sledId} is reserved for ${vmmId}, of which nothing is there`;
      return { tested, broken: { evidence, blame: ['row', world.has(['row', VMM, vmmId]) ? VMM : SLED_RESOURCE, vmmId] } };
    }
    for (const vmmId of vmmIds(world)) {
      if (reserved.includes(vmmId)) continue;
      const { sledId } = vmmRow(world, vmmId);
      const used = uses(world, sledId, vmmId);
      if (used.length === 0) continue;
      tested = true;
      const evidence = `${vmmId} has ${used.join(' and ')} on ${sledId}, and no reservation`;
      return { tested, broken: { evidence, blame: ['row', SLED_RESOURCE, vmmId] } };
    }
    return { tested, broken: null };
  },
};

/** What there is of a VMM on its sled. */
function uses(world: Reader, sledId: string, vmmId: string): readonly string[] {
  return [
    ...(isRegistered(world, sledId, vmmId) ? ['a registration'] : []),
    ...(hasZone(world, sledId, vmmId) ? ['a zone'] : []),
    ...(hasProcess(world, vmmId) ? ['a process'] : []),
  ];
}

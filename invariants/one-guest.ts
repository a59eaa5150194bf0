/**
 * At most one guest per instance, deleted instances included.
 *
 * Nexus can break it (it forgets a VMM that lives on, and lets another start), and so can a sled agent (it starts a VM that was
 * given up meanwhile). Its planted bug: `no interlock`.
 */
import { INSTANCE } from '../models/omicron/database/rows.js';
import type { Invariant } from '../sim/explore/invariant.js';
import { isGuest, vmmIds, vmmRow } from './guest.js';

export const oneGuest: Invariant = {
  name: 'at most one guest per instance',
  sentence: 'the virtual CPUs of at most one VMM of an instance execute at any moment, deleted instances included',
  source: 'propolis #350, #351 ("both run"); two guests write one disk',
  antecedent: 'an instance had a second VMM while the guest of another executed',
  when: 'always',
  check(world) {
    const guests = new Map<string, string>();
    let tested = false;
    const ids = vmmIds(world);
    for (const vmmId of ids) {
      if (!isGuest(world, vmmId)) continue;
      const { instanceId } = vmmRow(world, vmmId);
      if (ids.some((other) => other !== vmmId && vmmRow(world, other).instanceId === instanceId)) tested = true;
      const other = guests.get(instanceId);
      if (other !== undefined) {
        const evidence = `${other} and ${vmmId} both execute as ${instanceId}`;
        return { tested, broken: { evidence, blame: ['row', INSTANCE, instanceId] } };
      }
      guests.set(instanceId, vmmId);
    }
    return { tested, broken: null };
  },
};

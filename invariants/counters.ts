/**
 * Counters: every instance is charged once, and nothing else is.
 *
 * Nexus can break it: its create and delete sagas charge and release in nodes of their own (a saga that gets stuck, or whose
 * last node fails, keeps the charge; a statement that was applied though it failed is undone by nobody). Its planted bug:
 * `charge kept`.
 */
import {
  FLEET, INSTANCE, VIRTUAL_PROVISIONING_COLLECTION, VIRTUAL_PROVISIONING_RESOURCE, type InstanceRow,
  type VirtualProvisioningCollectionRow,
} from '../models/omicron/database/rows.js';
import type { Invariant } from '../sim/explore/invariant.js';
import { instanceIds, instanceRow } from './instance-rows.js';

export const counters: Invariant = {
  name: 'charges match instances',
  sentence: 'at rest, exactly the instances that exist are charged (from the charge of the saga that creates them to their deletion), and the sum is theirs',
  source: 'nexus/src/app/sagas/{instance_create,instance_delete}.rs, account_virtual_resources; omicron #4277',
  antecedent: 'at rest, an instance exists or is charged',
  when: 'at rest',
  check(world) {
    const charges = (world.get(['rows', VIRTUAL_PROVISIONING_RESOURCE]) as readonly string[] | null) ?? [];
    const sum = (world.get(['row', VIRTUAL_PROVISIONING_COLLECTION, FLEET]) as unknown as VirtualProvisioningCollectionRow | null)?.instances ?? 0;
    const existing = instanceIds(world).filter((instanceId) => !instanceRow(world, instanceId).deleted);
    const tested = existing.length > 0 || charges.length > 0 || sum > 0;
    for (const instanceId of existing) {
      const { createdAs } = instanceRow(world, instanceId);
      if (charges.includes(createdAs)) continue;
      return { tested, broken: { evidence: `${instanceId} exists, and is not charged`, blame: ['row', VIRTUAL_PROVISIONING_RESOURCE, createdAs] } };
    }
    for (const charge of charges) {
      const { instanceId } = world.get(['row', VIRTUAL_PROVISIONING_RESOURCE, charge]) as { instanceId: string };
      const row = world.get(['row', INSTANCE, instanceId]) as unknown as InstanceRow | null;
      if (row !== null && !row.deleted && row.createdAs === charge) continue;
      const evidence = `${instanceId} is ${row === null ? 'not there' : row.deleted ? 'deleted' : 'another one'}, and charged`;
      return { tested, broken: { evidence, blame: ['row', VIRTUAL_PROVISIONING_RESOURCE, charge] } };
    }
    if (sum === charges.length) return { tested, broken: null };
    const evidence = `${sum} instances are counted, and ${charges.length} charged`;
    return { tested, broken: { evidence, blame: ['row', VIRTUAL_PROVISIONING_COLLECTION, FLEET] } };
  },
};

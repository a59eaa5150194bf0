/**
 * Once faults have ended, the database comes to agree with the sleds: what users are shown is what is true.
 *
 * Only what is shown for good is a claim: Running (a guest executes in the active VMM), and Stopped, Failed and deleted (none does).
 * Anything that keeps a report from being written breaks it: a sled agent that stops watching, a policy that takes a healthy VM for
 * dead. Its planted bug: `monitoring ends`.
 */
import type { LeadsTo } from '../sim/explore/exhaustive/properties.js';
import type { Reader } from '../sim/step/step.js';
import { isGuest, vmmIds, vmmRow } from './guest.js';
import { instanceIds, instanceRow, shownState } from './instance-rows.js';

export const databaseAgrees: LeadsTo = {
  name: 'the database comes to agree with the sleds',
  sentence:
    'an instance that is shown as Running without a guest in its active VMM, or as Stopped, Failed or deleted with a guest, is followed ' +
    'by a world in which it is not',
  source: 'omicron #4226 ("Nexus\'s picture of the VM diverges"); nexus/src/app/instance.rs, notify_instance_updated',
  antecedent: 'what is shown of an instance is not true',
  owed: (world) => instanceIds(world).filter((instanceId) => disagrees(world, instanceId)),
  paid: (world, instanceId) => !disagrees(world, instanceId),
};

function disagrees(world: Reader, instanceId: string): boolean {
  const row = instanceRow(world, instanceId);
  const { propolisId } = row.runtime;
  const shown = shownState(world, row);
  if (!row.deleted && shown === 'running') return propolisId === null || !isGuest(world, propolisId);
  if (!row.deleted && shown !== 'stopped' && shown !== 'failed') return false;
  return vmmIds(world).some((vmmId) => vmmRow(world, vmmId).instanceId === instanceId && isGuest(world, vmmId));
}

/**
 * Once faults have ended, an accepted stop is completed: what "a stop is honoured" says of worlds at rest, of every execution.
 *
 * A sled agent can break it (it answers a stop and does nothing, or waits for ever on a Propolis), and so can Nexus (a report that
 * it drops). Its planted bug: `stop unsent`.
 */
import type { LeadsTo } from '../sim/explore/exhaustive/properties.js';
import { isGuest, vmmIds, vmmRow } from './guest.js';
import { instanceIds, instanceRow, shownState } from './instance-rows.js';

export const stopComesToItsEnd: LeadsTo = {
  name: 'an accepted stop is completed',
  sentence:
    'a stop that was answered with success is followed by a world in which the instance has no guest and is Stopped or deleted, or by ' +
    'a start or reboot request',
  source: 'the 202 of instance_stop; omicron #4511, #4558',
  antecedent: 'a stop was answered with success',
  owed: (world) => instanceIds(world).filter((instanceId) => isExpected(world.get(['history', 'stop expectation', instanceId]))),
  paid(world, instanceId) {
    if (!isExpected(world.get(['history', 'stop expectation', instanceId]))) return true;
    const row = instanceRow(world, instanceId);
    const executes = vmmIds(world).some((vmmId) => vmmRow(world, vmmId).instanceId === instanceId && isGuest(world, vmmId));
    return !executes && (row.deleted || shownState(world, row) === 'stopped');
  },
};

function isExpected(expectation: unknown): boolean {
  return expectation === 'honoured';
}

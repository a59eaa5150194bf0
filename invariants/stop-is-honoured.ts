/**
 * A stop is honoured.
 *
 * A sled agent can break it (a stop of an instance that it does not know is a success, and changes nothing), and so can Propolis
 * (a VM that hangs at its start stops no more) and Nexus (a saga that starts what was stopped meanwhile). Its planted bug:
 * `stop unsent`.
 */
import { INSTANCE } from '../models/omicron/database/rows.js';
import type { Invariant } from '../sim/explore/invariant.js';
import { isGuest, vmmIds, vmmRow } from './guest.js';
import { instanceIds, instanceRow, shownState } from './instance-rows.js';

export const stopIsHonoured: Invariant = {
  name: 'a stop is honoured',
  sentence:
    'a stop that was answered with success, and neither accompanied nor followed by a start or reboot request, ends at ' +
    'rest with no guest and the instance Stopped or deleted',
  source: 'the 202 of instance_stop; omicron #4511, #4558: a stop answered 202 that changed nothing',
  antecedent: 'at rest, the last such stop was answered with success',
  when: 'at rest',
  check(world) {
    let tested = false;
    for (const instanceId of instanceIds(world)) {
      if (world.get(['history', 'stop expectation', instanceId]) !== 'honoured') continue;
      tested = true;
      const guest = vmmIds(world).find((vmmId) => vmmRow(world, vmmId).instanceId === instanceId && isGuest(world, vmmId));
      const row = instanceRow(world, instanceId);
      const shown = shownState(world, row);
      if (guest === undefined && (row.deleted || shown === 'stopped')) continue;
      const evidence = `the stop of ${instanceId} was answered with success; it is shown as ${shown}, with ` +
        `${guest === undefined ? 'no guest' : `a guest in ${guest}`}`;
      return { tested, broken: { evidence, blame: ['row', INSTANCE, instanceId] } };
    }
    return { tested, broken: null };
  },
};

/**
 * No missed death: at rest, what is shown as alive is alive.
 *
 * A sled agent can break it (its monitor ends on any error, and a restart deletes every zone and tells nobody), and so can Propolis
 * (a server that crashed comes back without its VM; a start that hangs) and Nexus (a report that loses). Its planted bug:
 * `monitoring ends`.
 */
import { INSTANCE } from '../models/omicron/database/rows.js';
import type { Invariant } from '../sim/explore/invariant.js';
import { isGuest } from './guest.js';
import { instanceIds, instanceRow, shownState } from './instance-rows.js';

const ALIVE: readonly string[] = ['starting', 'running', 'rebooting'];

export const noMissedDeath: Invariant = {
  name: 'no missed death',
  sentence: 'at rest, an instance that is shown as Starting, Running or Rebooting has a guest in its active VMM',
  source: 'omicron #3206, #3209, #2727, #4511: VMs that died without Nexus noticing',
  antecedent: 'at rest, an instance is shown as Starting, Running or Rebooting',
  when: 'at rest',
  check(world) {
    let tested = false;
    for (const instanceId of instanceIds(world)) {
      const row = instanceRow(world, instanceId);
      if (row.deleted) continue;
      const shown = shownState(world, row);
      if (!ALIVE.includes(shown)) continue;
      tested = true;
      const active = row.runtime.propolisId;
      if (active !== null && isGuest(world, active)) continue;
      const evidence = `${instanceId} is shown as ${shown}, and ${active ?? 'no VMM'} has no guest`;
      return { tested, broken: { evidence, blame: ['row', INSTANCE, instanceId] } };
    }
    return { tested, broken: null };
  },
};

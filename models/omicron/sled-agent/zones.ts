/**
 * Propolis zones: their set-up, their end, and what a sled agent does to them when it starts (sled-agent/src/instance.rs
 * setup_propolis_locked, wait_for_http_server; illumos-utils/src/{running_zone,zone}.rs; bootstrap/pre_server.rs
 * cleanup_all_old_global_state, all at omicron 876e8ca7c6).
 *
 * Leaves out which part of a set-up takes how long: ports, disk, install, the look-up of Nexus in DNS, boot.
 */
import { markUp, removeProcess } from '../../../sim/process/crash.js';
import { decide, memory, retryCall, sleep, type Memory } from '../../../sim/process/effect.js';
import { identityOf } from '../../../sim/process/identity.js';
import { propolisServer } from '../propolis/server.js';
import type { SledProgram } from './answers.js';
import { setZones, zonesOf } from './memory.js';
import { mappingCell } from './v2p.js';

export const ZONE_SETUP = [
  { name: 'the zone boots', fault: null },
  { name: 'the zone cannot be set up', fault: 'zone-setup-failed' },
] as const;

export const ZONE_HALT = [
  { name: 'the zone halts', fault: null },
  { name: 'the zone does not halt', fault: 'zone-halt-failed' },
] as const;

/**
 * Makes a zone and waits for the Propolis server in it, for ever if need be: any answer will do, so one that dies
 * meanwhile is waited for until SMF has started it again. Returns false when the set-up fails.
 */
export function* setUpZone(propolisId: string): SledProgram<boolean> {
  yield* sleep('zone boot');
  if ((yield* decide('zone set-up', ZONE_SETUP)) === 1) return false;
  yield* memory((self) => bootZone(self, propolisId));
  yield* retryCall({
    to: propolisId, endpoint: 'instance_get', body: null, timeout: null, backOff: 'local back-off', transientStatuses: [],
  });
  return true;
}

/** A booted zone: a Propolis server without a VM. A zone of that name that is there already is halted and removed. */
function bootZone(self: Memory, propolisId: string): null {
  removeZone(self, propolisId);
  setZones(self, [...zonesOf(self), propolisId]);
  // Making its port maps the instance to this very sled: "TODO(#3107): XDE stops creating mappings implicitly".
  const instanceId = identityOf(propolisId)?.parent;
  if (instanceId !== undefined) self.step.set(mappingCell(self.process, instanceId), self.process);
  markUp(self.step, propolisId, propolisServer.kind);
  propolisServer.start(self.step, propolisId);
  return null;
}

/** A zone that is halted and removed, with whatever ran in it. Its ports go last. */
export function removeZone(self: Memory, propolisId: string): null {
  const zones = zonesOf(self);
  if (!zones.includes(propolisId)) return null;
  removeProcess(self.step, propolisId);
  setZones(self, zones.filter((zone) => zone !== propolisId));
  return null;
}

/**
 * `Drop for RunningZone`: whoever dropped the zone does not wait for its end, and nobody hears of a failure. It goes by the
 * zone's name, so it may hit the zone of a later set-up.
 */
export function* dropZone(propolisId: string): SledProgram<null> {
  yield* sleep('zone halt');
  if ((yield* decide('zone halt', ZONE_HALT)) === 0) yield* memory((self) => removeZone(self, propolisId));
  return null;
}

/** A sled agent that starts halts and deletes every zone that it finds, and tells nobody (omicron #725). */
export function* cleanUp(): SledProgram<null> {
  return yield* memory((self) => {
    const zones = zonesOf(self);
    for (const zone of zones) {
      if (self.step.get(['memory', zone, 'machine']) === 'healthy') self.mark('a sled agent restarted with a guest running');
      removeProcess(self.step, zone);
    }
    if (zones.length > 0) setZones(self, []);
    return null;
  });
}

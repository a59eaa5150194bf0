/**
 * Propolis zones (sled-agent/src/instance.rs setup_propolis_locked; bootstrap/pre_server.rs cleanup_all_old_global_state at
 * omicron 876e8ca7c6).
 */
import { markUp, removeProcess } from '../../../sim/process/crash.js';
import type { Memory } from '../../../sim/process/effect.js';
import { setZones, zonesOf } from './memory.js';
import { propolisServer } from '../propolis/server.js';

/** A booted zone: a Propolis server without a VM. */
export function bootZone(memory: Memory, propolisId: string): void {
  setZones(memory, [...zonesOf(memory).filter((zone) => zone !== propolisId), propolisId]);
  markUp(memory.step, propolisId, propolisServer.kind);
  propolisServer.start(memory.step, propolisId);
}

/** A zone that is halted and removed, with whatever ran in it. */
export function removeZone(memory: Memory, propolisId: string): void {
  if (!zonesOf(memory).includes(propolisId)) return;
  setZones(memory, zonesOf(memory).filter((zone) => zone !== propolisId));
  removeProcess(memory.step, propolisId);
}

/** A sled agent that starts halts and deletes every zone that it finds, and tells nobody (omicron #725). */
export function removeAllZones(memory: Memory): null {
  const zones = zonesOf(memory);
  for (const zone of zones) {
    if (memory.step.has(['memory', zone, 'machine'])) {
      const machine = memory.step.get(['memory', zone, 'machine']);
      if (machine === 'healthy') memory.mark('a sled agent restarted with a guest running');
    }
    removeProcess(memory.step, zone);
  }
  if (zones.length > 0) setZones(memory, []);
  return null;
}

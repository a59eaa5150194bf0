/**
 * Tearing an instance down (sled-agent/src/instance.rs InstanceInner::terminate, instance_manager.rs InstanceTicket at omicron
 * 876e8ca7c6). The caller holds the object's lock throughout.
 */
import { abort, decide, memory, sleep, type Memory } from '../../../sim/process/effect.js';
import type { SledProgram } from './answers.js';
import { objectOf, setObject } from './memory.js';
import { removeZone, ZONE_HALT } from './zones.js';

/** Stops and removes the zone if there is one (bundle first), then takes the instance off the table. */
export function* terminate(object: string): SledProgram<null> {
  const running = yield* memory((self) => {
    const value = objectOf(self, object);
    if (value.running) setObject(self, object, { ...value, running: false });
    return value.running;
  });
  if (running) {
    yield* sleep('zone bundle');
    yield* sleep('zone halt');
    // Zones::halt_and_remove_logged(..).await.unwrap(), and panic = "abort".
    if ((yield* decide('zone halt', ZONE_HALT)) === 1) yield* abort('sled-agent terminate unwraps halt_and_remove');
  }
  yield* memory((self) => {
    dropTicket(self, object);
    if (running) removeZone(self, objectOf(self, object).states.propolisId);
    return null;
  });
  return null;
}

/** InstanceTicket::terminate: removes the entry by the instance's id alone, once. */
function dropTicket(self: Memory, object: string): void {
  const value = objectOf(self, object);
  if (!value.ticket) return;
  setObject(self, object, { ...value, ticket: false });
  self.remove('registration', value.instanceId);
}

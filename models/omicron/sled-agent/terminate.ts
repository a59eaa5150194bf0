/**
 * Tearing an instance down (sled-agent/src/instance.rs InstanceInner::terminate, instance_manager.rs InstanceTicket at omicron
 * 876e8ca7c6). The caller holds the object's lock throughout.
 */
import { abort, decide, memory, sleep, type Memory } from '../../../sim/process/effect.js';
import type { SledHandler } from './answers.js';
import { objectOf, registrationOf, setObject } from './memory.js';
import { removeZone } from './zones.js';

const HALT_OUTCOMES = [
  { name: 'the zone halts', fault: null },
  { name: 'the zone does not halt', fault: 'zone-halt-failed' },
] as const;

/** Stops and removes the zone if there is one (bundle first), then takes the instance off the table. */
export function* terminate(object: string): SledHandler<null> {
  const running = yield* memory((self) => {
    const value = objectOf(self, object);
    setObject(self, object, { ...value, running: false });
    return value.running;
  });
  if (running) {
    yield* sleep('zone bundle');
    yield* sleep('zone halt');
    // Zones::halt_and_remove_logged(..).await.unwrap(), and panic = "abort".
    if ((yield* decide('zone halt', HALT_OUTCOMES)) === 1) yield* abort('sled-agent terminate unwraps halt_and_remove');
    yield* memory((self) => {
      removeZone(self, objectOf(self, object).states.propolisId);
      return null;
    });
  }
  yield* memory((self) => dropTicket(self, object));
  return null;
}

/** InstanceTicket::terminate: removes the entry by the instance's id alone. */
function dropTicket(self: Memory, object: string): null {
  const value = objectOf(self, object);
  if (!value.ticket) return null;
  setObject(self, object, { ...value, ticket: false });
  if (registrationOf(self, value.instanceId) !== null) self.remove('registration', value.instanceId);
  return null;
}

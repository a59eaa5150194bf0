/**
 * The lock of an `Instance` object (sled-agent/src/instance.rs, `futures::lock::Mutex<InstanceInner>` at omicron 876e8ca7c6).
 * Whoever holds it holds it through everything that it waits for. It is granted in no particular order. Its waiters keep the
 * object alive, whatever the table of the instance manager says by then.
 */
import { lock, memory, unlock } from '../../../sim/process/effect.js';
import type { SledProgram } from './answers.js';
import { dropUnused, registrationOf } from './memory.js';

/** The object that an instance's id means now, or null. */
export function* lookUp(instanceId: string): SledProgram<string | null> {
  return yield* memory((self) => registrationOf(self, instanceId)?.object ?? null);
}

export function* lockObject(object: string): SledProgram<void> {
  yield* lock('object', object);
}

export function* unlockObject(object: string): SledProgram<void> {
  yield* unlock('object', object);
  yield* memory((self) => dropUnused(self, object));
}

/**
 * The lock of an `Instance` object (sled-agent/src/instance.rs, `futures::lock::Mutex<InstanceInner>` at omicron 876e8ca7c6).
 * Whoever holds it holds it through everything that it waits for. It is granted in no particular order. Its waiters keep the
 * object alive, whatever the table of the instance manager says by then.
 */
import { lock, memory, unlock, type Memory } from '../../../sim/process/effect.js';
import type { CallId, TaskId } from '../../../sim/process/event.js';
import type { Value } from '../../../sim/world/value.js';
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

/** Whether a request waits for the lock whose client has given up. For a mark: no handler looks. */
export function waitersGivenUp({ step, process }: Memory, object: string): boolean {
  const lock = step.get(['lock', process, 'object', object]) as { waiters: readonly TaskId[] } | null;
  return (lock?.waiters ?? []).some((waiter) => {
    const call = (step.get(['task', ...waiter]) as unknown as { client: CallId | null } | null)?.client ?? null;
    const exchange = call === null ? null : (step.get(['call', ...call]) as { client: Value } | null);
    return exchange !== null && exchange.client === null;
  });
}

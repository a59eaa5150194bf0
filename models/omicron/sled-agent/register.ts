/**
 * PUT and DELETE /instances/{id} (sled-agent/src/instance_manager.rs ensure_registered, ensure_unregistered at omicron
 * 876e8ca7c6). No zone is made here.
 */
import { memory, mint, type Memory } from '../../../sim/process/effect.js';
import type { Value } from '../../../sim/world/value.js';
import type { SledInstanceRuntime, VmmRuntime } from '../nexus/instance-record.js';
import type { SledHandler, SledProgram } from './answers.js';
import { decideRegister } from './instance-manager-decisions.js';
import { terminateRudely, type InstanceStates } from './instance-states.js';
import { objectOf, registrationOf, setStates, type Registration } from './memory.js';
import { lockObject, lookUp, unlockObject } from './object-lock.js';
import { reportOf } from './report.js';
import { terminate } from './terminate.js';

export interface RegisterRequest {
  readonly instanceId: string;
  readonly propolisId: string;
  readonly instanceRuntime: SledInstanceRuntime;
  readonly vmmRuntime: VmmRuntime;
}

/** `isFinal`: a VMM that was unregistered is not registered again. The sled agent keeps that in memory, as all it knows. */
export function* ensureRegistered(request: RegisterRequest, isFinal = false): SledHandler {
  const { instanceId, propolisId, instanceRuntime, vmmRuntime } = request;
  if (isFinal && (yield* memory((self) => wasUnregistered(self, propolisId)))) {
    const isThere = yield* memory((self) => registrationOf(self, instanceId)?.propolisId === propolisId);
    return { error: { error: isThere ? 'Busy' : 'NoSuchInstance' } };
  }
  const known = yield* memory((self) => registrationOf(self, instanceId) as unknown as Value);
  const registration = known as unknown as Registration | null;
  const decision = decideRegister(registration?.propolisId ?? null, propolisId);
  if ('error' in decision) return decision;
  if (decision.register === 'create') {
    const object = yield* mint(propolisId, 'object');
    const states: InstanceStates = { propolisId, instance: instanceRuntime, vmm: vmmRuntime };
    yield* memory((self) => {
      setStates(self, object, { instanceId, states, running: false, ticket: true, monitors: 0 }, states);
      self.set(['registration', instanceId], { propolisId, object });
      return null;
    });
    return { ok: reportOf(states) };
  }
  // Registered already with this VMM: the request's own records are ignored.
  const { object } = registration as Registration;
  yield* lockObject(object);
  const current = yield* memory((self) => reportOf(objectOf(self, object).states));
  yield* unlockObject(object);
  return { ok: current };
}

/**
 * With `isFinal` the request names the VMM that is meant, and another one of the instance is left alone; one request of a VMM waits,
 * and those that come meanwhile are refused as busy, so that whoever asks again and again fills no queue.
 */
export function* ensureUnregistered(
  { instanceId, propolisId = '' }: { instanceId: string; propolisId?: string }, isFinal = false,
): SledHandler {
  const object = isFinal ? yield* memory((self) => unregisterFinally(self, instanceId, propolisId)) : yield* lookUp(instanceId);
  if (object === null) return { ok: null };
  if (object === BUSY) return { error: { error: 'Busy' } };
  yield* lockObject(object);
  const report = yield* terminateAndReport(object);
  yield* unlockObject(object);
  if (isFinal) yield* memory((self) => (self.remove('unregistering', propolisId), null));
  return { ok: report };
}

/** Whether a request said that this VMM is not to come back (`unregister is final`). */
export function wasUnregistered(self: Memory, propolisId: string): boolean {
  return self.has('unregistered', propolisId);
}

const BUSY = 'busy';

/** Remembers that this VMM is not to come back. The object behind it, if it is registered; or `BUSY`. */
function unregisterFinally(self: Memory, instanceId: string, propolisId: string): string | null {
  self.set(['unregistered', propolisId], true);
  if (self.has('unregistering', propolisId)) return BUSY;
  const registration = registrationOf(self, instanceId);
  if (registration?.propolisId !== propolisId) return null;
  self.set(['unregistering', propolisId], true);
  return registration.object;
}

/** Tears the instance down, and records it as gone. */
export function* terminateAndReport(object: string): SledProgram {
  yield* terminate(object);
  return yield* memory((self) => {
    const value = objectOf(self, object);
    const states = terminateRudely(value.states);
    setStates(self, object, value, states);
    return reportOf(states);
  });
}

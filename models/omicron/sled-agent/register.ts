/**
 * PUT and DELETE /instances/{id} (sled-agent/src/instance_manager.rs ensure_registered, ensure_unregistered at omicron
 * 876e8ca7c6). No zone is made here.
 */
import { memory, mint } from '../../../sim/process/effect.js';
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

export function* ensureRegistered(request: RegisterRequest): SledHandler {
  const { instanceId, propolisId, instanceRuntime, vmmRuntime } = request;
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

export function* ensureUnregistered({ instanceId }: { instanceId: string }): SledHandler {
  const object = yield* lookUp(instanceId);
  if (object === null) return { ok: null };
  yield* lockObject(object);
  const report = yield* terminateAndReport(object);
  yield* unlockObject(object);
  return { ok: report };
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

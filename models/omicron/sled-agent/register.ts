/**
 * PUT and DELETE /instances/{id} (sled-agent/src/instance_manager.rs ensure_registered, ensure_unregistered at omicron
 * 876e8ca7c6). No zone is made here.
 */
import { lock, memory, mint, unlock } from '../../../sim/process/effect.js';
import type { Value } from '../../../sim/world/value.js';
import type { SledInstanceRuntime, VmmRuntime } from '../nexus/instance-record.js';
import { refuse, type SledHandler } from './answers.js';
import { decideRegister } from './instance-manager-decisions.js';
import { terminateRudely, type InstanceStates } from './instance-states.js';
import { objectOf, registrationOf, setObject, type Registration } from './memory.js';
import { reportOf } from './report.js';
import { terminate } from './terminate.js';

interface RegisterRequest {
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
  if ('error' in decision) return refuse(decision.error);
  if (decision.register === 'create') {
    const object = yield* mint(propolisId, 'object');
    const states: InstanceStates = { propolisId, instance: instanceRuntime, vmm: vmmRuntime };
    yield* memory((self) => {
      setObject(self, object, { instanceId, states, running: false, ticket: true });
      self.set(['registration', instanceId], { propolisId, object });
      return null;
    });
    return { ok: reportOf(states) };
  }
  // Registered already with this VMM: the request's own records are ignored.
  const { object } = registration as Registration;
  yield* lock('object', object);
  const current = yield* memory((self) => reportOf(objectOf(self, object).states));
  yield* unlock('object', object);
  return { ok: current };
}

export function* ensureUnregistered({ instanceId }: { instanceId: string }): SledHandler {
  const registration = (yield* memory((self) => registrationOf(self, instanceId) as unknown as Value)) as unknown as Registration | null;
  if (registration === null) return { ok: null };
  const { object } = registration;
  yield* lock('object', object);
  yield* terminate(object);
  const report = yield* memory((self) => {
    const value = objectOf(self, object);
    const states = terminateRudely(value.states);
    setObject(self, object, { ...value, states });
    return reportOf(states);
  });
  yield* unlock('object', object);
  return { ok: report };
}

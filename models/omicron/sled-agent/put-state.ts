/**
 * PUT /instances/{id}/state (sled-agent/src/instance_manager.rs ensure_state, instance.rs put_state and propolis_ensure at
 * omicron 876e8ca7c6).
 *
 * The object's lock is held through everything: the zone's boot, Propolis's answers (no time-out), the zone's end. A set-up
 * that fails moves the generations, answers 500, tells Nexus nothing, and leaves the instance registered.
 */
import { call, decide, lock, mark, memory, sleep, spawn, unlock, type Effect } from '../../../sim/process/effect.js';
import type { CallFailure } from '../../../sim/network/call-failure.js';
import type { Value } from '../../../sim/world/value.js';
import type { PlantedBug } from '../planted-bugs.js';
import type { PropolisStateRequested } from '../propolis/api-state.js';
import { refuse, type SledHandler } from './answers.js';
import { afterFailedBringUp, decidePutState, type RequestedVmmState } from './instance-manager-decisions.js';
import { terminateRudely, transitionVmm } from './instance-states.js';
import { objectOf, registrationOf, setObject, type Registration } from './memory.js';
import { reportOf } from './report.js';
import { terminate } from './terminate.js';
import { bootZone, removeZone } from './zones.js';

const ZONE_OUTCOMES = [
  { name: 'the zone boots', fault: null },
  { name: 'the zone cannot be set up', fault: 'zone-setup-failed' },
] as const;

interface PutStateRequest {
  readonly instanceId: string;
  readonly state: RequestedVmmState;
}

export function* putInstanceState({ instanceId, state }: PutStateRequest, planted: PlantedBug | null): SledHandler {
  const registration = (yield* memory((self) => registrationOf(self, instanceId) as unknown as Value)) as unknown as Registration | null;
  if (registration === null) {
    const decision = decidePutState(false, false, state);
    if (decision.put === 'refuse') return refuse(decision.error);
    yield* mark('a stop of an instance that the sled does not know was answered with success');
    return { ok: null };
  }
  const { object } = registration;
  const waits = yield* memory((self) => self.step.has(['lock', self.process, 'object', object]));
  if (waits && state === 'stopped') yield* mark('a stop waited behind a held lock');
  yield* lock('object', object);
  const answer = yield* putState(object, state, planted);
  yield* unlock('object', object);
  return answer;
}

function* putState(object: string, state: RequestedVmmState, planted: PlantedBug | null): SledHandler {
  const running = yield* memory((self) => objectOf(self, object).running);
  const decision = decidePutState(true, running, state);
  switch (decision.put) {
    case 'nothingToStop':
      return { ok: null };
    case 'refuse':
      return refuse(decision.error);
    case 'bringUp':
      return yield* bringUp(object, decision.setUpZone);
    case 'terminate':
      yield* terminate(object);
      return {
        ok: yield* memory((self) => {
          const value = objectOf(self, object);
          const states = terminateRudely(value.states);
          setObject(self, object, { ...value, states });
          return reportOf(states);
        }),
      };
    case 'ask': {
      const asks = planted !== 'stop unsent' || decision.request !== 'Stop';
      const failure = asks ? yield* askPropolis(object, decision.request) : null;
      if (failure !== null) return refuse({ error: 'Propolis', cause: failure });
      return {
        ok: yield* memory((self) => {
          const value = objectOf(self, object);
          const moved = transitionVmm(value.states, decision.next);
          const vmm = planted === 'generation kept' ? { ...moved.vmm, gen: value.states.vmm.gen } : moved.vmm;
          const states = { ...moved, vmm };
          setObject(self, object, { ...value, states });
          return reportOf(states);
        }),
      };
    }
  }
}

/** Sets the zone up unless there is one, ensures the VM in it, and asks it to run. */
function* bringUp(object: string, setUpZone: boolean): SledHandler {
  const propolisId = yield* memory((self) => objectOf(self, object).states.propolisId);
  if (setUpZone) {
    yield* sleep('zone boot');
    if ((yield* decide('zone boot', ZONE_OUTCOMES)) === 1) {
      yield* afterFailedSetUp(object, propolisId);
      return refuse({ error: 'ZoneSetup' });
    }
    yield* memory((self) => (bootZone(self, propolisId), null));
  }
  const ensured = yield* call(propolisId, 'instance_ensure', null, null);
  if ('failure' in ensured) {
    if (setUpZone) yield* afterFailedSetUp(object, propolisId);
    return refuse({ error: 'Propolis', cause: ensured.failure });
  }
  if (setUpZone) {
    yield* memory((self) => (setObject(self, object, { ...objectOf(self, object), running: true }), null));
    yield* spawn('monitor', { object, gen: 0 });
  }
  const failure = yield* askPropolis(object, 'Run');
  if (failure !== null) return refuse({ error: 'Propolis', cause: failure });
  return { ok: yield* memory((self) => reportOf(objectOf(self, object).states)) };
}

/** The zone is dropped, the generations move on, and nobody is told. */
function* afterFailedSetUp(object: string, propolisId: string): SledHandler<null> {
  yield* mark('a failed zone set-up moved the generations and told nobody');
  return yield* memory((self) => {
    removeZone(self, propolisId);
    const value = objectOf(self, object);
    setObject(self, object, { ...value, states: afterFailedBringUp(value.states, 'running', false) });
    return null;
  });
}

/** PUT /instance/state. The failure, or null. No time-out: a Propolis that hangs is waited for. */
function* askPropolis(
  object: string, requested: PropolisStateRequested,
): Generator<Effect, CallFailure | null, Value> {
  const propolisId = yield* memory((self) => objectOf(self, object).states.propolisId);
  const result = yield* call(propolisId, 'instance_state_put', { requested }, null);
  return 'failure' in result ? result.failure : null;
}

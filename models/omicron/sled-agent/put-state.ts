/**
 * PUT /instances/{id}/state (sled-agent/src/instance_manager.rs ensure_state, instance.rs put_state at omicron 876e8ca7c6).
 *
 * The object's lock is held through everything: the zone's boot, Propolis's answers (no time-out), the zone's end.
 */
import { mark, memory, type Memory } from '../../../sim/process/effect.js';
import type { PlantedBug } from '../planted-bugs.js';
import type { RuleSwitch } from '../policies/rule-switches.js';
import type { Outcome, SledHandler } from './answers.js';
import { askPropolis, bringUp } from './bring-up.js';
import { decidePutState, type RequestedVmmState } from './instance-manager-decisions.js';
import { transitionVmm } from './instance-states.js';
import { objectOf, setStates } from './memory.js';
import { lockObject, lookUp, unlockObject } from './object-lock.js';
import { terminateAndReport, wasUnregistered } from './register.js';
import { reportOf } from './report.js';

export interface PutStateRequest {
  readonly instanceId: string;
  readonly state: RequestedVmmState;
  /** Of a request to become a migration's target: the VMM to migrate from. */
  readonly srcPropolisId?: string;
}

export function* putInstanceState(request: PutStateRequest, planted: PlantedBug | null, rules: readonly RuleSwitch[] = []): SledHandler {
  const { instanceId, state } = request;
  const object = yield* lookUp(instanceId);
  if (object === null) {
    const decision = decidePutState(false, false, state, rules.includes('unknown instance is 404'));
    if (decision.put === 'refuse') return decision;
    yield* mark('a stop of an instance that the sled does not know was answered with success');
    return { ok: null };
  }
  if (state === 'stopped') {
    const waits = yield* memory((self) => self.step.has(['lock', self.process, 'object', object]));
    if (waits) yield* mark('a stop waited behind a held lock');
  }
  yield* lockObject(object);
  // A request that waited while the VMM was unregistered would bring it up again, with the rules of October 2023.
  const refusal = rules.includes('unregister is final') ? yield* memory((self) => refusalAfterUnregister(self, object)) : null;
  const outcome: Outcome = refusal === null ? yield* putState(object, request, planted) : { error: { error: refusal } };
  yield* unlockObject(object);
  return outcome;
}

/** A VMM that is still to be torn down is not gone yet: nobody may conclude so. */
function refusalAfterUnregister(self: Memory, object: string): 'NoSuchInstance' | 'Busy' | null {
  const { states: { propolisId }, ticket } = objectOf(self, object);
  if (!wasUnregistered(self, propolisId)) return null;
  return ticket ? 'Busy' : 'NoSuchInstance';
}

function* putState(object: string, { state, srcPropolisId }: PutStateRequest, planted: PlantedBug | null): SledHandler {
  const running = yield* memory((self) => objectOf(self, object).running);
  const decision = decidePutState(true, running, state);
  switch (decision.put) {
    case 'nothingToStop':
      return { ok: null };
    case 'refuse':
      return decision;
    case 'bringUp':
      return yield* bringUp(object, decision.target, srcPropolisId ?? null, decision.setUpZone);
    case 'terminate':
      return { ok: yield* terminateAndReport(object) };
    case 'ask': {
      const asks = planted !== 'stop unsent' || decision.request !== 'Stop';
      const failure = asks ? yield* askPropolis(object, decision.request) : null;
      if (failure !== null) return { error: { error: 'Propolis', cause: failure } };
      return yield* recordTransition(object, decision.next, planted);
    }
  }
}

/** Propolis agreed: what it was asked for is recorded before it says so itself. */
function* recordTransition(object: string, next: 'stopping' | 'rebooting', planted: PlantedBug | null): SledHandler {
  const ok = yield* memory((self) => {
    const value = objectOf(self, object);
    const moved = transitionVmm(value.states, next);
    const vmm = planted === 'generation kept' ? { ...moved.vmm, gen: value.states.vmm.gen } : moved.vmm;
    const retires = planted === 'retired at stop' && next === 'stopping';
    const instance = retires ? { ...moved.instance, propolisId: null, gen: moved.instance.gen + 1 } : moved.instance;
    const states = { ...moved, instance, vmm };
    setStates(self, object, value, states);
    return reportOf(states);
  });
  return { ok } satisfies Outcome;
}

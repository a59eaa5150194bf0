/**
 * Plays `sled_agent.instance_manager` by its pure decisions, at once: the zone and the Propolis server answer as the
 * vector's `faults` say. The handlers that do this in time, behind the instance's lock, are not part of it.
 */

import type { ClientError } from '../../../models/omicron/errors/client-error.js';
import type { MonitoredState } from '../../../models/omicron/propolis/api-state.js';
import { sledAgentErrorToHttp, type SledAgentError } from '../../../models/omicron/sled-agent/http-error.js';
import {
  afterFailedBringUp,
  decideObserve,
  decidePutMigrationIds,
  decidePutState,
  decideRegister,
  migrationSourceFor,
  type RequestedVmmState,
} from '../../../models/omicron/sled-agent/instance-manager-decisions.js';
import {
  observeMonitorResponse,
  terminateRudely,
  transitionVmm,
  type InstanceStates,
  type MigrationIds,
} from '../../../models/omicron/sled-agent/instance-states.js';
import { statefulMachine, type Machine } from '../machine.js';
import type { Json, JsonObject } from '../vector.js';
import { fromWire, toWire } from '../wire-names.js';
import { sledErrorWords, withoutClientWords } from './sled-error-words.js';

interface LastVmm {
  readonly states: InstanceStates;
  readonly hasZone: boolean;
}

interface Manager {
  readonly registeredPropolisId: string | null;
  readonly lastVmm: LastVmm | null;
}

interface Step {
  readonly state: Manager;
  readonly output: JsonObject;
}

const manager = statefulMachine<Manager>({
  machine: 'sled_agent.instance_manager',
  read: () => ({ registeredPropolisId: null, lastVmm: null }),
  show: ({ registeredPropolisId, lastVmm }) => ({
    registered_propolis_id: registeredPropolisId,
    last_vmm: lastVmm && { ...records(lastVmm.states), has_zone: lastVmm.hasZone },
  }),
  step(state, input) {
    switch (input['op']) {
      case 'ensure_registered':
        return ensureRegistered(state, input);
      case 'ensure_unregistered':
        return ensureUnregistered(state);
      case 'ensure_state':
        return ensureState(state, input);
      case 'put_migration_ids':
        return putMigrationIds(state, input);
      case 'observe_propolis':
        return observePropolis(state, input);
      default:
        throw new Error(`no adapter for ${JSON.stringify(input)}`);
    }
  },
});

/** The adapter. */
export const managerDecisions: Machine = {
  ...manager,
  comparable: (output) =>
    typeof output['error'] === 'string' ? { ...output, error: withoutClientWords(output['error']) } : output,
};

const TORN_DOWN: readonly Json[] = ['zone_stop', 'release_opte_ports'];

function records({ propolisId, instance, vmm }: InstanceStates): JsonObject {
  return { propolis_id: propolisId, instance: toWire(instance), vmm: toWire(vmm) };
}

function refused(state: Manager, error: SledAgentError, calls: readonly Json[] = []): Step {
  const { status, errorCode } = sledAgentErrorToHttp(error);
  return { state, output: { error: sledErrorWords(error), http_status: status, http_error_code: errorCode, calls } };
}

function updated(state: Manager, calls: readonly Json[], states: InstanceStates | null): Step {
  return { state, output: { result: { updated_runtime: states && records(states) }, calls } };
}

/** The VMM that a request meets: the last one, if it is the one registered. */
function registeredVmm({ registeredPropolisId, lastVmm }: Manager): LastVmm | null {
  return registeredPropolisId === null ? null : lastVmm;
}

function ensureRegistered(state: Manager, input: JsonObject): Step {
  const { propolisId, instanceRuntime, vmmRuntime } = fromWire<{
    propolisId: string;
    instanceRuntime: InstanceStates['instance'];
    vmmRuntime: InstanceStates['vmm'];
  }>(input);
  const decision = decideRegister(state.registeredPropolisId, propolisId);
  if ('error' in decision) return refused(state, decision.error);
  const created = { states: { propolisId, instance: instanceRuntime, vmm: vmmRuntime }, hasZone: false };
  const lastVmm = decision.register === 'create' ? created : (state.lastVmm ?? created);
  const after = { registeredPropolisId: propolisId, lastVmm };
  return { state: after, output: { result: records(lastVmm.states), calls: [] } };
}

function ensureUnregistered(state: Manager): Step {
  const vmm = registeredVmm(state);
  if (vmm === null) return updated(state, [], null);
  const states = terminateRudely(vmm.states);
  const after = { registeredPropolisId: null, lastVmm: { states, hasZone: false } };
  return updated(after, vmm.hasZone ? TORN_DOWN : [], states);
}

function ensureState(state: Manager, input: JsonObject): Step {
  const { target } = input;
  const requested = (target === 'migration_target' ? 'migrationTarget' : target) as RequestedVmmState;
  const vmm = registeredVmm(state);
  const decision = decidePutState(vmm !== null, vmm?.hasZone ?? false, requested);
  const put = (input['faults'] as JsonObject)['propolis_instance_state_put'] ?? null;
  if (decision.put === 'nothingToStop') return updated(state, [], null);
  if (decision.put === 'refuse') return refused(state, decision.error);
  if (vmm === null) throw new Error('only a registered VMM gets this far');
  if (decision.put === 'terminate') {
    const states = terminateRudely(vmm.states);
    return updated({ registeredPropolisId: null, lastVmm: { states, hasZone: false } }, [], states);
  }
  if (decision.put === 'ask') {
    const calls = [{ propolis_instance_state_put: decision.request }];
    const failure = clientError(put);
    if (failure !== null) return refused(state, { error: 'Propolis', cause: failure }, calls);
    const states = transitionVmm(vmm.states, decision.next);
    return updated({ ...state, lastVmm: { ...vmm, states } }, calls, states);
  }
  return bringUp(state, vmm, decision, input['faults'] as JsonObject);
}

function bringUp(
  state: Manager,
  vmm: LastVmm,
  { target, setUpZone }: { target: 'running' | 'migrationTarget'; setUpZone: boolean },
  faults: JsonObject,
): Step {
  const calls: Json[] = [];
  const failed = (error: SledAgentError): Step => {
    const states = afterFailedBringUp(vmm.states, target, vmm.hasZone);
    return refused({ ...state, lastVmm: { ...vmm, states } }, error, calls);
  };
  if (setUpZone) {
    calls.push('setup_propolis_zone');
    if (faults['zone_setup'] === 'fails') return failed({ error: 'ZoneSetup' });
  }
  // The recording's requests to become a target all name the same source.
  const source = target === 'migrationTarget' ? migrationSourceFor(vmm.states.instance, 'vmm-A') : null;
  if (source !== null && 'error' in source) return failed(source.error);
  calls.push({ propolis_instance_ensure: { migrate: toWire(source) } });
  const ensureFailure = clientError(faults['propolis_instance_ensure'] ?? null);
  if (ensureFailure !== null) return failed({ error: 'Propolis', cause: ensureFailure });
  const up = { ...state, lastVmm: { ...vmm, hasZone: true } };
  if (target === 'running') {
    calls.push({ propolis_instance_state_put: 'Run' });
    const putFailure = clientError(faults['propolis_instance_state_put'] ?? null);
    if (putFailure !== null) return refused(up, { error: 'Propolis', cause: putFailure }, calls);
  }
  return updated(up, calls, vmm.states);
}

function clientError(fault: Json): ClientError | null {
  if (fault === 'ok') return null;
  if (fault === 'communication_error') return { kind: 'CommunicationError', cause: 'refused' };
  return { kind: 'ErrorResponse', status: Number((fault as JsonObject)['status']), errorCode: null };
}

function putMigrationIds(state: Manager, input: JsonObject): Step {
  const vmm = registeredVmm(state);
  if (vmm === null) return refused(state, { error: 'NoSuchInstance' });
  const { currentMinus } = fromWire<{ currentMinus: number }>(input['old_gen']);
  const oldGen = Math.max(1, vmm.states.instance.gen - currentMinus);
  const decision = decidePutMigrationIds(vmm.states, oldGen, fromWire<MigrationIds | null>(input['ids']));
  if ('error' in decision) return refused(state, decision.error);
  const after = { ...state, lastVmm: { ...vmm, states: decision.states } };
  return { state: after, output: { result: records(decision.states), calls: [] } };
}

function observePropolis(state: Manager, input: JsonObject): Step {
  const vmm = state.lastVmm;
  if (vmm === null) return { state, output: { skipped: 'no VMM', calls: [] } };
  const observed = observeMonitorResponse(vmm.states.instance, fromWire<MonitoredState>(input));
  const { states, tearDown, monitor } = decideObserve(vmm.states, vmm.hasZone, observed);
  const registeredPropolisId = tearDown ? null : state.registeredPropolisId;
  return {
    state: { registeredPropolisId, lastVmm: { states, hasZone: vmm.hasZone && !tearDown } },
    output: {
      migration_status: observed.migrationStatus,
      reaction: monitor === 'terminate' ? 'Terminate' : 'Continue',
      calls: tearDown ? TORN_DOWN : [],
    },
  };
}

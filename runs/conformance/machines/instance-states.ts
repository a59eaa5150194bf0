/** Plays `sled_agent.instance_states`: every public operation of `InstanceStates`, and the role. */

import type { SledInstanceRuntime, VmmRuntime } from '../../../models/omicron/nexus/instance-record.js';
import {
  applyPropolisObservation,
  migrationIdsAlreadySet,
  observeMonitorResponse,
  propolisRole,
  setMigrationIds,
  terminateRudely,
  transitionVmm,
  type InstanceStates,
  type MigrationIds,
  type ObservedPropolisState,
} from '../../../models/omicron/sled-agent/instance-states.js';
import type { MonitoredState } from '../../../models/omicron/propolis/api-state.js';
import { statefulMachine } from '../machine.js';
import type { JsonObject } from '../vector.js';
import { fromWire, toWire } from '../wire-names.js';

interface Step {
  readonly state: InstanceStates;
  readonly output: JsonObject;
}

/** The adapter. */
export const instanceStatesMachine = statefulMachine<InstanceStates>({
  machine: 'sled_agent.instance_states',
  read(before, line) {
    const { instance, vmm } = fromWire<{ instance: SledInstanceRuntime; vmm: VmmRuntime }>(before);
    return { propolisId: String(line.self), instance, vmm };
  },
  show: (state) => ({
    instance: toWire(state.instance),
    vmm: toWire(state.vmm),
    role: propolisRole(state),
  }),
  step(state, input): Step {
    const ids = fromWire<MigrationIds | null>(input['ids']);
    switch (input['op']) {
      case 'apply_propolis_observation': {
        const { states, action } = applyPropolisObservation(state, fromWire<ObservedPropolisState>(input));
        return { state: states, output: { action } };
      }
      case 'observe_monitor_response': {
        const observed = observeMonitorResponse(state.instance, fromWire<MonitoredState>(input));
        const { states, action } = applyPropolisObservation(state, observed);
        return { state: states, output: { migration_status: observed.migrationStatus, action } };
      }
      case 'terminate_rudely':
        return { state: terminateRudely(state), output: {} };
      case 'transition_vmm':
        return { state: transitionVmm(state, input['next'] as 'stopping' | 'rebooting'), output: {} };
      case 'set_migration_ids':
        return { state: setMigrationIds(state, ids), output: {} };
      case 'migration_ids_already_set':
        return { state, output: { result: migrationIdsAlreadySet(state.instance, Number(input['old_gen']), ids) } };
      default:
        throw new Error(`no adapter for ${JSON.stringify(input)}`);
    }
  },
});

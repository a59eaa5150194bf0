/**
 * Plays `sled_agent.instance_manager` by driving the sled agent's own handlers: the zone and the Propolis server answer as the
 * vector's `faults` say. A delivery of the state monitor is the monitor's program, from Propolis's answer to the publication.
 */
import type { SledInstanceState } from '../../../models/omicron/nexus/instance-record.js';
import { answering, type Outcome, type SledHandler } from '../../../models/omicron/sled-agent/answers.js';
import { observeMonitorResponse, type MigrationIds } from '../../../models/omicron/sled-agent/instance-states.js';
import type { RequestedVmmState } from '../../../models/omicron/sled-agent/instance-manager-decisions.js';
import type { InstanceObject, Registration } from '../../../models/omicron/sled-agent/memory.js';
import { monitor } from '../../../models/omicron/sled-agent/monitor.js';
import { putMigrationIds } from '../../../models/omicron/sled-agent/put-migration-ids.js';
import { putInstanceState } from '../../../models/omicron/sled-agent/put-state.js';
import { ensureRegistered, ensureUnregistered, type RegisterRequest } from '../../../models/omicron/sled-agent/register.js';
import { drive, resultOf } from '../drive/drive.js';
import { RecordedSled, SLED } from '../drive/recorded-sled.js';
import { SmallWorld } from '../drive/small-world.js';
import { statefulMachine, type Machine } from '../machine.js';
import type { Json, JsonObject } from '../vector.js';
import { fromWire, toWire } from '../wire-names.js';
import { sledErrorWords, withoutClientWords } from './sled-error-words.js';

const INSTANCE = 'inst-1';

/** A sled agent's memory, and the last `Instance` object that it made. */
class Manager {
  readonly world = new SmallWorld();
  private last: string | null = null;

  get registration(): Registration | null {
    return this.world.get(['memory', SLED, 'registration', INSTANCE]) as unknown as Registration | null;
  }

  /** The last object, or null. */
  get lastObject(): { readonly id: string; readonly value: InstanceObject } | null {
    this.last = this.registration?.object ?? this.last;
    if (this.last === null) return null;
    return { id: this.last, value: this.world.get(['memory', SLED, 'object', this.last]) as unknown as InstanceObject };
  }
}

const manager = statefulMachine<Manager>({
  machine: 'sled_agent.instance_manager',
  read: () => new Manager(),
  show({ registration, lastObject }) {
    if (lastObject === null) return { registered_propolis_id: null, last_vmm: null };
    const { states: { propolisId, instance, vmm }, running } = lastObject.value;
    const lastVmm = { propolis_id: propolisId, instance: toWire(instance), vmm: toWire(vmm), has_zone: running };
    return { registered_propolis_id: registration?.propolisId ?? null, last_vmm: lastVmm };
  },
  step(state, input) {
    const sled = new RecordedSled(state.world, input);
    const output = { ...play(state, input, sled), calls: sled.calls };
    sled.finish();
    return { state, output };
  },
});

/** The adapter. */
export const instanceManagerMachine: Machine = {
  ...manager,
  comparable: (output) =>
    typeof output['error'] === 'string' ? { ...output, error: withoutClientWords(output['error']) } : output,
};

/** One recorded operation, played on the handler that serves it. */
function play(state: Manager, input: JsonObject, sled: RecordedSled): JsonObject {
  switch (input['op']) {
    case 'ensure_registered': {
      const request = fromWire<Omit<RegisterRequest, 'instanceId'>>(input);
      return answer(ensureRegistered({ instanceId: INSTANCE, ...request }), sled, records);
    }
    case 'ensure_unregistered':
      return answer(ensureUnregistered({ instanceId: INSTANCE }), sled, updatedRuntime);
    case 'ensure_state': {
      const requested = (input['target'] === 'migration_target' ? 'migrationTarget' : input['target']) as RequestedVmmState;
      // The recording's requests to become a target all name the same source.
      const request = { instanceId: INSTANCE, state: requested, srcPropolisId: 'vmm-A' };
      return answer(putInstanceState(request, null), sled, updatedRuntime);
    }
    case 'put_migration_ids': {
      const { currentMinus } = fromWire<{ currentMinus: number }>(input['old_gen']);
      const oldGen = Math.max(1, (state.lastObject?.value.states.instance.gen ?? 2) - currentMinus);
      const ids = fromWire<MigrationIds | null>(input['ids']);
      return answer(putMigrationIds({ instanceId: INSTANCE, oldGen, ids }), sled, records);
    }
    case 'observe_propolis':
      return observe(state, sled);
    default:
      throw new Error(`no adapter for ${JSON.stringify(input)}`);
  }
}

function observe({ lastObject }: Manager, sled: RecordedSled): JsonObject {
  if (lastObject === null) return { skipped: 'no VMM' };
  const { migrationStatus } = observeMonitorResponse(lastObject.value.states.instance, sled.observed);
  const end = drive(monitor({ object: lastObject.id, gen: 0 }, null), sled);
  if (!('goesOnAs' in end) || end.goesOnAs !== 'publish') throw new Error('a monitor publishes what it saw');
  const { goesOn } = end.args as { goesOn: boolean };
  return { migration_status: migrationStatus, reaction: goesOn ? 'Continue' : 'Terminate' };
}

/** The handler's outcome as the recording shows it: the answer that is made of an error, and its words. */
function answer(handler: SledHandler, sled: RecordedSled, show: (report: SledInstanceState | null) => Json): JsonObject {
  const outcome = resultOf(handler, sled);
  if ('ok' in outcome) return { result: show(outcome.ok as unknown as SledInstanceState | null) };
  const { status, errorCode } = resultOf(answering(ended(outcome)), sled) as { status: number; errorCode: string | null };
  return { error: sledErrorWords(outcome.error), http_status: status, http_error_code: errorCode };
}

function* ended(outcome: Outcome): SledHandler {
  return outcome;
}

function records(report: SledInstanceState | null): Json {
  if (report === null) return null;
  const { propolisId, instanceState, vmmState } = report;
  return { propolis_id: propolisId, instance: toWire(instanceState), vmm: toWire(vmmState) };
}

function updatedRuntime(report: SledInstanceState | null): Json {
  return { updated_runtime: records(report) };
}

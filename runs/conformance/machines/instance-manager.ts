/**
 * Plays `sled_agent.instance_manager` by driving the sled agent's own handlers: the zone and the Propolis server answer as the
 * vector's `faults` say. A delivery of the state monitor is the monitor's program, from Propolis's answer to the publication.
A zone that is dropped is gone by the next request, as the recording's was.
 */
import type { MonitoredState } from '../../../models/omicron/propolis/api-state.js';
import type { SledInstanceState } from '../../../models/omicron/nexus/instance-record.js';
import { answering, type Outcome, type SledHandler } from '../../../models/omicron/sled-agent/answers.js';
import { observeMonitorResponse, type MigrationIds } from '../../../models/omicron/sled-agent/instance-states.js';
import type { RequestedVmmState } from '../../../models/omicron/sled-agent/instance-manager-decisions.js';
import type { InstanceObject, Registration } from '../../../models/omicron/sled-agent/memory.js';
import { monitor } from '../../../models/omicron/sled-agent/monitor.js';
import { putMigrationIds } from '../../../models/omicron/sled-agent/put-migration-ids.js';
import { putInstanceState } from '../../../models/omicron/sled-agent/put-state.js';
import { ensureRegistered, ensureUnregistered, type RegisterRequest } from '../../../models/omicron/sled-agent/register.js';
import { dropZone } from '../../../models/omicron/sled-agent/zones.js';
import type { CallResult } from '../../../sim/network/call-failure.js';
import type { Value } from '../../../sim/world/value.js';
import { drive, resultOf, type Surroundings } from '../drive/drive.js';
import { SmallWorld } from '../drive/small-world.js';
import { statefulMachine, type Machine } from '../machine.js';
import type { Json, JsonObject } from '../vector.js';
import { fromWire, toWire } from '../wire-names.js';
import { sledErrorWords, withoutClientWords } from './sled-error-words.js';

const SLED = 'sled-1';
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
    const played = new Played(state, input);
    const output = { ...played.run(), calls: played.calls };
    played.finish();
    return { state, output };
  },
});

/** The adapter. */
export const instanceManagerMachine: Machine = {
  ...manager,
  comparable: (output) =>
    typeof output['error'] === 'string' ? { ...output, error: withoutClientWords(output['error']) } : output,
};

/** One recorded operation, and what it called. */
class Played implements Surroundings {
  readonly process = SLED;
  readonly world: SmallWorld;
  private readonly made: Json[] = [];
  private readonly dropped: string[] = [];
  private readonly state: Manager;
  private readonly input: JsonObject;
  private readonly zonesBefore: readonly string[];
  private readonly goneBefore: number;

  constructor(state: Manager, input: JsonObject) {
    this.state = state;
    this.world = state.world;
    this.input = input;
    this.zonesBefore = this.zones();
    this.goneBefore = state.world.forgotten.length;
  }

  run(): JsonObject {
    const { input } = this;
    switch (input['op']) {
      case 'ensure_registered':
        return this.answer(ensureRegistered({ instanceId: INSTANCE, ...fromWire<Omit<RegisterRequest, 'instanceId'>>(input) }), records);
      case 'ensure_unregistered':
        return this.answer(ensureUnregistered({ instanceId: INSTANCE }), updatedRuntime);
      case 'ensure_state': {
        const state = (input['target'] === 'migration_target' ? 'migrationTarget' : input['target']) as RequestedVmmState;
        // The recording's requests to become a target all name the same source.
        return this.answer(putInstanceState({ instanceId: INSTANCE, state, srcPropolisId: 'vmm-A' }, null), updatedRuntime);
      }
      case 'put_migration_ids': {
        const { currentMinus } = fromWire<{ currentMinus: number }>(input['old_gen']);
        const oldGen = Math.max(1, (this.state.lastObject?.value.states.instance.gen ?? 2) - currentMinus);
        const ids = fromWire<MigrationIds | null>(input['ids']);
        return this.answer(putMigrationIds({ instanceId: INSTANCE, oldGen, ids }), records);
      }
      case 'observe_propolis':
        return this.observe();
      default:
        throw new Error(`no adapter for ${JSON.stringify(input)}`);
    }
  }

  /** In order: what was asked of the zone and of Propolis, then the zone's end. Its ports go when the sled no longer lists it. */
  get calls(): readonly Json[] {
    const stopped = this.world.forgotten.slice(this.goneBefore).map(() => 'zone_stop');
    const released = this.zonesBefore.filter((zone) => !this.zones().includes(zone)).map(() => 'release_opte_ports');
    return [...this.made, ...stopped, ...released];
  }

  /** What goes on after the answer. */
  finish(): void {
    for (const zone of this.dropped) resultOf(dropZone(zone), this);
  }

  spawn(program: string, args: Value): void {
    if (program === 'drop zone') this.dropped.push(args as string);
  }

  decide(label: string): number {
    if (label === 'zone halt') return 0;
    if (label !== 'zone set-up') throw new Error(`the recording knows nothing of '${label}'`);
    this.made.push('setup_propolis_zone');
    return this.fault('zone_setup') === 'fails' ? 1 : 0;
  }

  call(_to: string, endpoint: string, body: Value): CallResult<Value> {
    switch (endpoint) {
      case 'instance_get':
        // Part of the zone's set-up in the recording.
        return { ok: null };
      case 'instance_ensure': {
        const { migrate } = body as { migrate: Value };
        this.made.push({ propolis_instance_ensure: { migrate: toWire(migrate) } });
        return asResult(this.fault('propolis_instance_ensure'));
      }
      case 'instance_state_put':
        this.made.push({ propolis_instance_state_put: (body as { requested: string }).requested });
        return asResult(this.fault('propolis_instance_state_put'));
      case 'instance_state_monitor':
        return { ok: { gen: 1, ...fromWire<Omit<MonitoredState, 'gen'>>(this.observed()) } as unknown as Value };
      default:
        throw new Error(`the recording knows nothing of '${endpoint}'`);
    }
  }

  statement(name: string): never {
    throw new Error(`a sled agent has no database, and '${name}' is a statement`);
  }

  private observe(): JsonObject {
    const object = this.state.lastObject;
    if (object === null) return { skipped: 'no VMM' };
    const observed = observeMonitorResponse(object.value.states.instance, fromWire<MonitoredState>(this.observed()));
    const ended = drive(monitor({ object: object.id, gen: 0 }, null), this);
    if (!('goesOnAs' in ended) || ended.goesOnAs !== 'publish') throw new Error('a monitor publishes what it saw');
    const { goesOn } = ended.args as { goesOn: boolean };
    return { migration_status: observed.migrationStatus, reaction: goesOn ? 'Continue' : 'Terminate' };
  }

  private observed(): JsonObject {
    const { state, migration } = this.input as { state: Json; migration: Json };
    return { state, migration };
  }

  private answer(handler: SledHandler, show: (report: SledInstanceState | null) => Json): JsonObject {
    const outcome = resultOf(handler, this);
    if ('ok' in outcome) return { result: show(outcome.ok as unknown as SledInstanceState | null) };
    const { status, errorCode } = resultOf(answering(ended(outcome)), this) as { status: number; errorCode: string | null };
    return { error: sledErrorWords(outcome.error), http_status: status, http_error_code: errorCode };
  }

  private fault(name: string): Json {
    return (this.input['faults'] as JsonObject)[name] ?? null;
  }

  private zones(): readonly string[] {
    return (this.world.get(['durable', SLED, 'zones']) as readonly string[] | null) ?? [];
  }
}

function* ended(outcome: Outcome): SledHandler {
  return outcome;
}

function asResult(fault: Json): CallResult<Value> {
  if (fault === 'ok') return { ok: null };
  if (fault === 'communication_error') return { failure: { kind: 'CommunicationError', cause: 'refused' } };
  return { failure: { kind: 'ErrorResponse', status: Number((fault as JsonObject)['status']), errorCode: null } };
}

function records(report: SledInstanceState | null): Json {
  if (report === null) return null;
  const { propolisId, instanceState, vmmState } = report;
  return { propolis_id: propolisId, instance: toWire(instanceState), vmm: toWire(vmmState) };
}

function updatedRuntime(report: SledInstanceState | null): Json {
  return { updated_runtime: records(report) };
}

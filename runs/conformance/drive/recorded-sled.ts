/**
 * A sled on record: the zones, Propolis servers and memory that the sled agent's handlers meet while they are driven. The zone
 * and Propolis answer as one recorded operation says, and what they were asked is noted as the recording notes it.
 */
import type { CallResult } from '../../../sim/network/call-failure.js';
import type { Value } from '../../../sim/world/value.js';
import { dropZone } from '../../../models/omicron/sled-agent/zones.js';
import type { MonitoredState } from '../../../models/omicron/propolis/api-state.js';
import type { Json, JsonObject } from '../vector.js';
import { fromWire, toWire } from '../wire-names.js';
import { resultOf, type Surroundings } from './drive.js';
import type { SmallWorld } from './small-world.js';

export const SLED = 'sled-1';

/** What a sled agent meets during one operation. */
export class RecordedSled implements Surroundings {
  readonly process = SLED;
  readonly world: SmallWorld;
  private readonly input: JsonObject;
  private readonly made: Json[] = [];
  private readonly dropped: string[] = [];
  private readonly zonesBefore: readonly string[];
  private readonly goneBefore: number;

  constructor(world: SmallWorld, input: JsonObject) {
    this.world = world;
    this.input = input;
    this.zonesBefore = this.zones();
    this.goneBefore = world.forgotten.length;
  }

  /** In order: what was asked of the zone and of Propolis, then the zone's end. Its ports go when it is no longer listed. */
  get calls(): readonly Json[] {
    const stopped = this.world.forgotten.slice(this.goneBefore).map(() => 'zone_stop');
    const released = this.zonesBefore.filter((zone) => !this.zones().includes(zone)).map(() => 'release_opte_ports');
    return [...this.made, ...stopped, ...released];
  }

  /** What the state monitor says in this operation. */
  get observed(): MonitoredState {
    const { state, migration } = this.input as { state: Json; migration: Json };
    return { gen: 1, ...fromWire<Omit<MonitoredState, 'gen'>>({ state, migration }) };
  }

  /** What goes on after the answer: a zone that is dropped is gone by the next operation, as the recording's was. */
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
        return { ok: this.observed as unknown as Value };
      default:
        throw new Error(`the recording knows nothing of '${endpoint}'`);
    }
  }

  statement(name: string): never {
    throw new Error(`a sled agent has no database, and '${name}' is a statement`);
  }

  private fault(name: string): Json {
    return (this.input['faults'] as JsonObject)[name] ?? null;
  }

  private zones(): readonly string[] {
    return (this.world.get(['durable', SLED, 'zones']) as readonly string[] | null) ?? [];
  }
}

function asResult(fault: Json): CallResult<Value> {
  if (fault === 'ok') return { ok: null };
  if (fault === 'communication_error') return { failure: { kind: 'CommunicationError', cause: 'refused' } };
  return { failure: { kind: 'ErrorResponse', status: Number((fault as JsonObject)['status']), errorCode: null } };
}

/**
 * Plays `nexus.instance.notify_instance_updated` by driving Nexus's own handler, its network calls included: the database
 * answers as the vector says, every sled and dendrite agree.
 *
 * The recording shows what is done to the network as one call each; here that is a round of calls, which must be complete.
 */
import type { InstanceRuntime, SledInstanceState } from '../../../models/omicron/nexus/instance-record.js';
import { notifyInstanceUpdated } from '../../../models/omicron/nexus/api/internal.js';
import type { NexusContext } from '../../../models/omicron/nexus/context.js';
import type { OmicronError } from '../../../models/omicron/errors/omicron-error.js';
import { policies } from '../../../models/omicron/policies/index.js';
import type { Policy } from '../../../models/omicron/policies/policy.js';
import { DENDRITE, topology } from '../../../models/omicron/topology.js';
import type { StatementAnswer } from '../../../sim/database/statement.js';
import type { CallResult } from '../../../sim/network/call-failure.js';
import { Failure } from '../../../sim/process/failure.js';
import type { Value } from '../../../sim/world/value.js';
import { resultOf, type Surroundings } from '../drive/drive.js';
import { SmallWorld } from '../drive/small-world.js';
import { pureMachine } from '../machine.js';
import type { Json, JsonObject } from '../vector.js';
import { fromWire, toWire } from '../wire-names.js';
import { errorOutput } from './error-output.js';

const INSTANCE = 'inst-1';
/** Where the recording's VMM is. */
const HOST = 'sled-1';
const context: NexusContext = { topology: topology(3, 1, 1), policy: policies['2023-10'] as Policy, planted: null };
const { sleds } = context.topology;

const others = sleds.filter((sled) => sled !== HOST);
const ENSURED = [...others.map((sled) => `set_v2p ${sled} ${HOST}`), `nat_ensure ${DENDRITE} ${HOST}`];
const CLEARED = [...sleds.map((sled) => `del_v2p ${sled}`), `nat_delete ${DENDRITE}`];

/** The adapter. */
export const notifyInstanceUpdatedMachine = pureMachine(
  'nexus.instance.notify_instance_updated',
  (input, before) => {
    const notified = new Notified(input, fromWire<{ dbInstanceRuntime: InstanceRuntime }>(before).dbInstanceRuntime);
    try {
      resultOf(notifyInstanceUpdated(context, INSTANCE, fromWire<SledInstanceState>(input['state'])), notified);
      return { result: 'ok', calls: notified.calls };
    } catch (failure) {
      if (!(failure instanceof Failure)) throw failure;
      return { ...errorOutput(failure.error as unknown as OmicronError), calls: notified.calls };
    }
  },
  withoutInternalTexts,
);

/** Nexus's surroundings while it is notified. */
class Notified implements Surroundings {
  readonly process = 'nexus-1';
  readonly world = new SmallWorld();
  private readonly made: Json[] = [];
  /** The calls about the network that make no whole round yet. */
  private round: string[] = [];
  private readonly input: JsonObject;
  private readonly row: InstanceRuntime;

  constructor(input: JsonObject, row: InstanceRuntime) {
    this.input = input;
    this.row = row;
  }

  /** As the recording shows them; a round that was broken off stays as it is, and so disagrees. */
  get calls(): readonly Json[] {
    return [...this.made, ...this.round];
  }

  call(to: string, endpoint: string, body: Value): CallResult<Value> {
    const { instanceId, host } = body as { instanceId: string; host?: string };
    if (instanceId !== INSTANCE) throw new Error(`${endpoint} is about ${instanceId}`);
    this.round.push([endpoint, to, ...(host === undefined ? [] : [host])].join(' '));
    if (isWhole(this.round, CLEARED)) this.endRound({ call: 'clear_instance_networking_state' });
    if (isWhole(this.round, ENSURED)) {
      this.endRound({ call: 'create_instance_v2p_mappings', sled_id: HOST }, { call: 'instance_ensure_dpd_config' });
    }
    return { ok: null };
  }

  statement(name: string, input: Value): StatementAnswer {
    switch (name) {
      case 'instance_fetch':
        return { ok: this.row as unknown as Value };
      case 'instance_network_lookup':
        return { ok: { exists: true, interfaces: true, addresses: true } };
      case 'vmm_fetch':
        this.made.push({ call: name, propolis_id: (input as { vmmId: string }).vmmId });
        return { ok: this.input['vmm_fetch_missing'] === true ? null : { instanceId: INSTANCE, sledId: HOST } };
      case 'instance_and_vmm_update_runtime': {
        const { runtime, propolisId, vmmRuntime } = input as Record<string, Value>;
        this.made.push({ call: name, ...(toWire({ instanceRuntime: runtime, propolisId, vmmRuntime }) as JsonObject) });
        return updateAnswer(this.input['datastore_update_result'] ?? null);
      }
      case 'sled_reservation_delete':
      case 'vmm_mark_deleted':
        this.made.push({ call: name, propolis_id: input as string });
        return { ok: name === 'vmm_mark_deleted' ? true : null };
      default:
        throw new Error(`the recording knows nothing of the statement '${name}'`);
    }
  }

  decide(label: string): never {
    throw new Error(`nothing is left open here, and '${label}' is`);
  }

  spawn(program: string): never {
    throw new Error(`the handler does everything itself, and '${program}' is another task`);
  }

  private endRound(...calls: readonly Json[]): void {
    this.made.push(...calls);
    this.round = [];
  }
}

function isWhole(round: readonly string[], whole: readonly string[]): boolean {
  return round.length === whole.length && round.every((call, index) => call === whole[index]);
}

function updateAnswer(recorded: Json): StatementAnswer {
  if (Array.isArray(recorded)) {
    const [instanceUpdated, vmmUpdated] = recorded as [boolean, boolean];
    return { ok: { instanceUpdated, vmmUpdated } };
  }
  switch (recorded) {
    case 'ObjectNotFound':
      return { ok: 'not found' };
    case 'ServiceUnavailable':
      return { failed: 'unavailable' };
    default:
      return { failed: 'error' };
  }
}

/** The recording's database called all of its troubles `M`, which no model repeats. */
function withoutInternalTexts(output: JsonObject): JsonObject {
  if (output['error'] === undefined) return output;
  const { variant, retryable } = output['error'] as JsonObject;
  const { status, error_code, external_message } = output['http'] as JsonObject;
  return {
    ...output,
    error: { variant: variant ?? null, retryable: retryable ?? null },
    http: { status: status ?? null, error_code: error_code ?? null, external_message: external_message ?? null },
  };
}

/**
 * The start saga (nexus/src/app/sagas/instance_start.rs, instance_common.rs at omicron 876e8ca7c6).
 *
 * It goes on with records that it cached: ensure_registered and ensure_running see the instance as `mark as starting` left
 * it. Nearly every node and undo looks the instance up first: once it is deleted, nodes and undos fail (404), and a failed
 * undo is the end of the saga. Left out: the node that draws an address for Propolis (it bumps a counter that nothing frees,
 * and can fail like the statement after it).
 */
import { mint, type Effect } from '../../../../sim/process/effect.js';
import { node, saga, type SagaContext, type SagaDefinition } from '../../../../sim/process/saga.js';
import type { Value } from '../../../../sim/world/value.js';
import { instanceFetch, instanceUpdateRuntime } from '../../database/instance-statements.js';
import { query } from '../../database/query.js';
import { vmmWithInstance, type VmmWithInstance } from '../../database/task-statements.js';
import type { VmmRow } from '../../database/rows.js';
import {
  sledReservationCreate, sledReservationDelete, vmmInsert, vmmMarkDeleted, vmmMarkSagaUnwound, vmmUpdateRuntime,
} from '../../database/vmm-statements.js';
import { conflict, objectNotFound, serviceUnavailable, type OmicronError } from '../../errors/omicron-error.js';
import { fail, type Handler } from '../answers.js';
import type { NexusContext } from '../context.js';
import type { InstanceRuntime, VmmRuntime } from '../instance-record.js';
import { deleteNatRetrying, deleteV2p, ensureNat, setV2p } from '../network-calls.js';
import { ensureRegistered, ensureUnregistered, requestState, type CallEnd, type CallSubject } from '../sled-calls.js';

export interface StartParams extends Record<string, Value> {
  readonly instanceId: string;
}

type Context = SagaContext<StartParams>;

/** What the nodes have put out, by the names of the nodes. */
interface Outputs {
  readonly propolis_id: string;
  readonly sled_id: string;
  readonly vmm_record: VmmRow;
  readonly started_record: InstanceRuntime;
  readonly ensure_registered: CallEnd;
}

/** The error that a policy did not act on: its saga ended as it was, and not as it should. Null when there is none. */
export function errorLeft(outputs: Readonly<Record<string, Value>>): OmicronError | null {
  const ends = [outputs['ensure_registered'], outputs['ensure_running']] as unknown as readonly (CallEnd | undefined)[];
  return ends.find((end) => end !== null && end !== undefined)?.left ?? null;
}

export function instanceStartSaga(nexus: NexusContext): SagaDefinition<StartParams> {
  return saga('instance-start', [
    node('propolis_id', {
      *action({ params }: Context) {
        return yield* mint(params.instanceId, 'vmm');
      },
    }),
    node('sled_id', {
      *action(context: Context) {
        const { propolis_id: vmmId } = outputs(context);
        const { sleds, capacity } = nexus.topology;
        const sledId = yield* query<string | null>(sledReservationCreate({ vmmId, sleds, capacity }));
        return sledId ?? fail(serviceUnavailable('no sleds can fit the requested instance'));
      },
      *undo(context: Context) {
        if (nexus.planted === 'undo fails') fail(serviceUnavailable('a planted bug'));
        if (yield* isToBeFenced(nexus, context)) return null;
        return yield* query<null>(sledReservationDelete(outputs(context).propolis_id));
      },
    }),
    node('vmm_record', {
      *action(context: Context) {
        const { propolis_id: vmmId, sled_id: sledId } = outputs(context);
        const row = { vmmId, instanceId: context.params.instanceId, sledId };
        return yield* query<Value>(vmmInsert(isCreating(nexus) ? { ...row, state: 'creating' } : row));
      },
      *undo(context: Context) {
        return (yield* isToBeFenced(nexus, context)) ? null : yield* destroyVmmRecord(nexus, outputs(context));
      },
    }),
    node('started_record', {
      *action(context: Context) {
        return yield* markAsStarting(nexus, context);
      },
      *undo(context: Context) {
        if (yield* isHandedOver(nexus, context)) return null;
        const started = outputs(context).started_record;
        const runtime: InstanceRuntime = { ...started, nexusState: 'stopped', propolisId: null, gen: started.gen + 1 };
        const rule = 'instance-start: undo mark as starting';
        // Not updated: only logged.
        yield* query(instanceUpdateRuntime({ instanceId: context.params.instanceId, runtime, rule } as unknown as Value));
        return null;
      },
    }),
    node('dpd_ensure', {
      *action(context: Context) {
        return yield* ensureNat(context.params.instanceId, outputs(context).sled_id);
      },
      *undo(context: Context) {
        return (yield* isHandedOver(nexus, context)) ? null : yield* deleteNatRetrying(context.params.instanceId);
      },
    }),
    node('v2p_ensure', {
      *action(context: Context) {
        return yield* setV2p(nexus.topology, context.params.instanceId, outputs(context).sled_id);
      },
      *undo(context: Context) {
        return (yield* isHandedOver(nexus, context)) ? null : yield* deleteV2p(nexus.topology, context.params.instanceId);
      },
    }),
    node('ensure_registered', {
      *action(context: Context) {
        return yield* ensureRegistered(nexus, subjectOf(nexus, context, 'saga action', outputs(context).started_record));
      },
      *undo(context: Context) {
        // The latest record, so that it can be marked Failed when the call fails.
        const runtime = yield* fetch(context.params.instanceId);
        yield* ensureUnregistered(nexus, subjectOf(nexus, context, 'undo', runtime));
        return null;
      },
    }),
    node('ensure_running', {
      *action(context: Context) {
        const { started_record: runtime, ensure_registered: registered } = outputs(context);
        // The saga was to end there.
        if (registered !== null) return null;
        yield* fetch(context.params.instanceId);
        return yield* requestState(nexus, subjectOf(nexus, context, 'saga action', runtime), 'Run');
      },
    }),
  ]);
}

function outputs(context: Context): Outputs {
  return context.outputs as unknown as Outputs;
}

/** With the rule `Creating until registered`, a registration makes the VMM Starting, at the next generation. */
function subjectOf(nexus: NexusContext, context: Context, caller: 'saga action' | 'undo', runtime: InstanceRuntime): CallSubject {
  const { propolis_id: id, vmm_record: { runtime: inserted }, sled_id: sledId } = outputs(context);
  const vmmRuntime: VmmRuntime = isCreating(nexus) ? { state: 'starting', gen: inserted.gen + 1 } : inserted;
  return { caller, instanceId: context.params.instanceId, runtime, vmm: { id, sledId, runtime: vmmRuntime } };
}

function isCreating({ policy: { rules } }: NexusContext): boolean {
  return rules.includes('Creating until registered');
}

function* fetch(instanceId: string): Generator<Effect, InstanceRuntime, Value> {
  const found = yield* query<InstanceRuntime | null>(instanceFetch(instanceId));
  return found ?? fail(objectNotFound('instance', { by: 'id', value: instanceId }));
}

/**
 * Whether the fencer task sees to the end of this VMM, or has done so: then the saga leaves alone what is the instance's, and may be
 * another VMM's by now. Only asked where there is such a task.
 */
function* isHandedOver(nexus: NexusContext, context: Context): Handler<boolean> {
  const found = yield* fencing(nexus, context);
  return found?.followUp === 'to be fenced' || found?.vmm.deleted === true;
}

/** Whether it still does: then the saga leaves alone what is the VMM's. */
function* isToBeFenced(nexus: NexusContext, context: Context): Handler<boolean> {
  return (yield* fencing(nexus, context))?.followUp === 'to be fenced';
}

function* fencing({ policy }: NexusContext, context: Context): Generator<Effect, VmmWithInstance | null, Value> {
  if (!policy.rules.includes('fencer task')) return null;
  return yield* query<VmmWithInstance | null>(vmmWithInstance(outputs(context).propolis_id));
}

/** sis_move_to_starting: the only interlock between two start sagas is that the active id must be null. */
function* markAsStarting({ planted }: NexusContext, context: Context): Handler<Value> {
  const { instanceId } = context.params;
  const { propolis_id: propolisId } = outputs(context);
  const found = yield* fetch(instanceId);
  // This node ran before.
  if (found.propolisId === propolisId) return found as unknown as Value;
  if (found.propolisId !== null && planted !== 'no interlock') return fail(conflict('the instance changed state before it could be started'));
  const runtime: InstanceRuntime = { ...found, nexusState: 'running', propolisId, gen: found.gen + 1 };
  const rule = 'instance-start: mark as starting';
  const updated = yield* query<string>(instanceUpdateRuntime({ instanceId, runtime, rule } as unknown as Value));
  if (updated === 'updated') return runtime as unknown as Value;
  return fail(updated === 'not found'
    ? objectNotFound('instance', { by: 'id', value: instanceId })
    : conflict('the instance changed state before it could be started'));
}

/** destroy_vmm_record: Destroyed at the generation after the recorded one, then deleted. */
function* destroyVmmRecord(nexus: NexusContext, { propolis_id: vmmId, vmm_record: { runtime } }: Outputs): Handler<null> {
  const rule = 'instance-start: destroy vmm record';
  if (isCreating(nexus)) yield* query(vmmMarkSagaUnwound({ vmmId, rule }));
  else yield* query(vmmUpdateRuntime({ vmmId, runtime: { state: 'destroyed', gen: runtime.gen + 1 }, rule } as unknown as Value));
  yield* query(vmmMarkDeleted(vmmId));
  return null;
}

/**
 * The external API of instances (nexus/src/app/instance.rs, nexus/src/external_api/http_entrypoints.rs at omicron 876e8ca7c6).
 *
 * There is no lock per instance: any number of these run at once, in any Nexus. Each reads the records once; what it reads
 * is not checked again, except by the guards of generations and of the active id.
 */
import { again, type AnyProgram, type Effect } from '../../../../sim/process/effect.js';
import { runSaga, type SagaOutcome } from '../../../../sim/process/saga.js';
import type { Value } from '../../../../sim/world/value.js';
import { instanceFetchWithVmm, type InstanceAndActiveVmm } from '../../database/instance-statements.js';
import { databaseError, query } from '../../database/query.js';
import { objectNotFound, type OmicronError } from '../../errors/omicron-error.js';
import { ACCEPTED, answering, fail, refuse, type Handler } from '../answers.js';
import type { NexusContext } from '../context.js';
import { requestState } from '../sled-calls.js';
import type { RequestedChange } from '../runtime-change.js';
import { checkStart } from '../start-precondition.js';

/** A request about an instance. `nexus` is the process that serves it. */
interface InstanceRequest extends Record<string, Value> {
  readonly instanceId: string;
  readonly nexus: string;
}

interface CreateRequest extends InstanceRequest {
  readonly start: boolean;
}

/** The endpoints, and the programs that go on after their sagas. */
export function externalApi(context: NexusContext): Readonly<Record<string, AnyProgram>> {
  return {
    instance_create: (request: CreateRequest) => answering(create(request)),
    instance_start: (request: InstanceRequest) => answering(start(request)),
    instance_stop: (request: InstanceRequest) => answering(change(context, request, 'Stop')),
    instance_reboot: (request: InstanceRequest) => answering(change(context, request, 'Reboot')),
    instance_delete: (request: InstanceRequest) => answering(remove(request)),
    'after instance_create': ({ outcome, args }: AfterSaga<CreateRequest>) => afterCreate(outcome, args),
    'start what was created': (request: InstanceRequest) => startCreated(request),
    'answer for a saga': ({ outcome }: AfterSaga<Value>) => answerFor(outcome),
    'answer created': () => answerCreated(),
  };
}

interface AfterSaga<Args> {
  readonly outcome: SagaOutcome;
  readonly args: Args;
}

function* create(request: CreateRequest): Handler {
  const { instanceId, nexus } = request;
  return yield* runSaga(nexus, 'instance-create', { instanceId }, { program: 'after instance_create', args: request }, asValue);
}

/** With `start: true` a second saga follows; its failure is only logged. */
function* afterCreate(outcome: SagaOutcome, request: CreateRequest): Handler {
  if ('error' in outcome) return refuse(outcome.error as unknown as OmicronError);
  if (!request.start) return ACCEPTED;
  return yield* again('start what was created', request);
}

function* startCreated(request: InstanceRequest): Handler {
  yield* answering(start(request, 'answer created'));
  return ACCEPTED;
}

function* answerCreated(): Handler {
  return ACCEPTED;
}

function* start({ instanceId, nexus }: InstanceRequest, then = 'answer for a saga'): Handler {
  const { vmm } = yield* fetch(instanceId);
  const decision = checkStart(vmm?.runtime.state ?? null);
  if ('error' in decision) return fail(decision.error);
  if (decision.result === 'alreadyStarted') return ACCEPTED;
  return yield* runSaga(nexus, 'instance-start', { instanceId }, { program: then, args: null }, asValue);
}

function* change(context: NexusContext, { instanceId }: InstanceRequest, requested: RequestedChange): Handler {
  const { runtime, vmm } = yield* fetch(instanceId);
  const active = vmm === null ? null : { state: vmm.runtime.state, sledId: vmm.sledId };
  yield* requestState(context, instanceId, runtime, active, requested);
  return ACCEPTED;
}

/** What may be deleted is decided in the saga's statement. */
function* remove({ instanceId, nexus }: InstanceRequest): Handler {
  yield* fetch(instanceId);
  return yield* runSaga(nexus, 'instance-delete', { instanceId }, { program: 'answer for a saga', args: null }, asValue);
}

function* answerFor(outcome: SagaOutcome): Handler {
  return 'ok' in outcome ? ACCEPTED : refuse(outcome.error as unknown as OmicronError);
}

function* fetch(instanceId: string): Generator<Effect, InstanceAndActiveVmm, Value> {
  const found = yield* query<InstanceAndActiveVmm | null>(instanceFetchWithVmm(instanceId));
  return found ?? fail(objectNotFound('instance', { by: 'id', value: instanceId }));
}

const asValue = (answer: Parameters<typeof databaseError>[0]): Value => databaseError(answer) as unknown as Value;

/**
 * The external API of instances (nexus/src/app/instance.rs, nexus/src/external_api/http_entrypoints.rs at omicron 876e8ca7c6).
 *
 * There is no lock per instance: any number of these run at once, in any Nexus. Each reads the records once; what it reads
 * is not checked again, except by the guards of generations and of the active id. In the end each fetches the instance for
 * its answer: when that fails, the user gets an error for what was done.
 */
import { again, mark, mint, type AnyProgram, type Effect } from '../../../../sim/process/effect.js';
import { Failure } from '../../../../sim/process/failure.js';
import { runSaga, type SagaOutcome } from '../../../../sim/process/saga.js';
import type { Value } from '../../../../sim/world/value.js';
import { instanceFetchWithVmm, type InstanceAndActiveVmm } from '../../database/instance-statements.js';
import { query } from '../../database/query.js';
import { internalError, objectNotFound, type OmicronError } from '../../errors/omicron-error.js';
import { ACCEPTED, answering, fail, type Handler } from '../answers.js';
import type { NexusContext } from '../context.js';
import { errorLeft } from '../sagas/instance-start.js';
import { asOf2023 } from '../effective-state.js';
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
    instance_delete: (request: InstanceRequest) => answering(remove(context, request)),
    'after create': ({ outcome, args }: AfterSaga<CreateRequest>) => answering(afterCreate(outcome, args)),
    'start what was created': (request: InstanceRequest) => answering(startCreated(request)),
    'after start': ({ outcome, args }: AfterSaga<InstanceRequest>) => answering(afterStart(outcome, args)),
    'after start of what was created': ({ args }: AfterSaga<InstanceRequest>) => answering(show(args)),
    'after delete': ({ outcome }: AfterSaga<null>) => answering(afterDelete(outcome)),
  };
}

interface AfterSaga<Args> {
  readonly outcome: SagaOutcome;
  readonly args: Args;
}

function* create(request: CreateRequest): Handler {
  const { instanceId, nexus } = request;
  const createdAs = yield* mint(instanceId, 'create');
  return yield* runSaga(nexus, 'instance-create', { instanceId, createdAs }, { program: 'after create', args: request }, notCreated);
}

/** With `start: true` a second saga follows; its failure is only logged. */
function* afterCreate(outcome: SagaOutcome, request: CreateRequest): Handler {
  expectSuccess(outcome);
  return request.start ? yield* again('start what was created', request) : yield* show(request);
}

function* startCreated(request: InstanceRequest): Handler {
  try {
    yield* start(request, 'after start of what was created');
  } catch (failure) {
    if (!(failure instanceof Failure)) throw failure;
  }
  return yield* show(request);
}

function* start(request: InstanceRequest, then = 'after start'): Handler {
  const { instanceId, nexus } = request;
  const { runtime, vmm } = yield* fetch(instanceId);
  const decision = checkStart(vmm === null ? null : asOf2023(vmm.runtime.state));
  if ('error' in decision) return fail(decision.error);
  if (decision.result === 'alreadyStarted') return ACCEPTED;
  if (vmm === null && runtime.nexusState === 'failed') yield* mark('a start from Failed');
  return yield* runSaga(nexus, 'instance-start', { instanceId }, { program: then, args: request }, notCreated);
}

function* afterStart(outcome: SagaOutcome, request: InstanceRequest): Handler {
  expectSuccess(outcome);
  const left = 'ok' in outcome ? errorLeft(outcome.ok) : null;
  if (left !== null) fail(left);
  return yield* show(request);
}

function* change(context: NexusContext, request: InstanceRequest, requested: RequestedChange): Handler {
  const { instanceId } = request;
  const { runtime, vmm } = yield* fetch(instanceId);
  yield* requestState(context, { caller: 'API', instanceId, runtime, vmm }, requested);
  return yield* show(request);
}

/** What may be deleted is decided in the saga's statement. */
function* remove({ planted }: NexusContext, { instanceId, nexus }: InstanceRequest): Handler {
  const row = yield* fetch(instanceId);
  if (planted === 'delete refused') fail(internalError('a planted bug'));
  const createdAs = planted === 'charge kept' ? '' : row.createdAs;
  return yield* runSaga(nexus, 'instance-delete', { instanceId, createdAs }, { program: 'after delete', args: null }, notCreated);
}

function* afterDelete(outcome: SagaOutcome): Handler {
  expectSuccess(outcome);
  return ACCEPTED;
}

/** The answer that shows the instance as it is now. */
function* show({ instanceId }: InstanceRequest): Handler {
  yield* fetch(instanceId);
  return ACCEPTED;
}

/** Stuck or not, a saga's error is that of the node that failed. */
function expectSuccess(outcome: SagaOutcome): void {
  if ('error' in outcome) fail(outcome.error as unknown as OmicronError);
}

function* fetch(instanceId: string): Generator<Effect, InstanceAndActiveVmm, Value> {
  const found = yield* query<InstanceAndActiveVmm | null>(instanceFetchWithVmm(instanceId));
  return found ?? fail(objectNotFound('instance', { by: 'id', value: instanceId }));
}

/** A saga that could not be created: an internal error, whatever the database said. */
function notCreated(): Value {
  return internalError('creating saga') as unknown as Value;
}

/**
 * Nexus's calls to sled agents about an instance, and what their results do to the database
 * (nexus/src/app/instance.rs: instance_request_state, instance_ensure_registered, instance_ensure_unregistered,
 * handle_instance_put_result at omicron 876e8ca7c6).
 *
 * The sled APIs are keyed by the instance's id alone: nothing says which VMM is meant. Each call has a new client, with 60 s
 * to connect and 60 s in all; the handler at the other end goes on when Nexus has given up. The look-up of the sled's address
 * before each call counts as one with the read before it.
 */
import { call, mark, memory, type Memory } from '../../../sim/process/effect.js';
import type { CallFailure, CallResult } from '../../../sim/network/call-failure.js';
import type { Value } from '../../../sim/world/value.js';
import { attempt, query } from '../database/query.js';
import { instanceAndVmmUpdateRuntime, instanceUpdateRuntime } from '../database/instance-statements.js';
import type { VmmRow } from '../database/rows.js';
import { internalError, type OmicronError } from '../errors/omicron-error.js';
import type { NexusContext } from './context.js';
import { fail, type Handler } from './answers.js';
import { sledRuntimeFromInstance, type InstanceRuntime } from './instance-record.js';
import { networkOf } from './network-calls.js';
import { decidePutResult, type SledPutResult, type UpdateResult } from './put-result.js';
import { ruleAfter } from './rules.js';
import type { ActiveVmm, RequestedChange } from './runtime-change.js';
import { selectRuntimeChangeAction } from './runtime-change.js';

const TIMEOUT = 'sled client time-out';

/**
 * PUT /instances/{id}: tells the sled agent about an instance and its VMM. An error before the call, such as a missing
 * address, never marks the instance Failed. Left out: disks (volume_checkout bumps a generation each time), keys, firewall.
 */
export function* ensureRegistered(
  context: NexusContext, instanceId: string, runtime: InstanceRuntime, propolisId: string, vmm: VmmRow,
): Handler<null> {
  const { sledId, runtime: vmmRuntime } = vmm;
  if (!(yield* networkOf(instanceId)).addresses) return fail(internalError('expected exactly one SNAT address'));
  const body = { instanceId, propolisId, instanceRuntime: sledRuntimeFromInstance(runtime), vmmRuntime };
  const result = yield* call<Value>(sledId, 'instance_register', body as unknown as Value, TIMEOUT);
  yield* handlePutResult(context, instanceId, runtime, result);
  return null;
}

/** DELETE /instances/{id}: tells the sled agent to forget the instance, whatever it does. */
export function* ensureUnregistered(
  context: NexusContext, instanceId: string, previous: InstanceRuntime, sledId: string,
): Handler<null> {
  const result = yield* call<Value>(sledId, 'instance_unregister', { instanceId }, TIMEOUT);
  yield* handlePutResult(context, instanceId, previous, result);
  return null;
}

/** PUT /instances/{id}/state, if the records that the caller read allow it. */
export function* requestState(
  context: NexusContext, instanceId: string, previous: InstanceRuntime, vmm: ActiveVmm | null, requested: RequestedChange,
): Handler<null> {
  const decision = selectRuntimeChangeAction(previous.nexusState, vmm, requested);
  if ('error' in decision) return fail(decision.error);
  if (decision.action === 'AlreadyDone') return null;
  const state = requested === 'Run' ? 'running' : requested === 'Stop' ? 'stopped' : 'reboot';
  const result = yield* call<Value>(decision.sledId, 'instance_put_state', { instanceId, state }, TIMEOUT);
  yield* handlePutResult(context, instanceId, previous, result);
  return null;
}

/**
 * What a sled agent's answer does to the record of the instance: `previous` is the row as the caller read it, however long
 * ago. The outcome of the write of Failed is ignored: "XXX what if this fails?".
 */
function* handlePutResult(
  { policy }: NexusContext, instanceId: string, previous: InstanceRuntime, result: CallResult<Value>,
): Handler<Value> {
  if ('failure' in result) {
    yield* mark(`a sled call failed: ${failureClass(result.failure)}`);
    const about = previous.propolisId;
    if (about !== null) yield* memory((self) => (self.remember(['failed sled call', about], true), null));
  }
  const put = ('ok' in result ? { ok: result.ok } : { clientError: result.failure }) as unknown as SledPutResult;
  const decision = decidePutResult(previous, put, policy.onFailedCall);
  switch (decision.write) {
    case 'nothing':
      return decision.result as unknown as Value;
    case 'reported': {
      const { instanceRuntime: runtime, propolisId, vmmRuntime } = decision;
      const update = { instanceId, runtime, propolisId, vmmRuntime, rule: 'put-result: reported' };
      return (yield* query<UpdateResult>(instanceAndVmmUpdateRuntime(update as unknown as Value))) as unknown as Value;
    }
    case 'failed': {
      const failure = (result as { failure: CallFailure }).failure;
      const rule = ruleAfter('put-result: Failed', failureClass(failure));
      const update = { instanceId, runtime: decision.instanceRuntime, rule };
      const answer = yield* attempt(instanceUpdateRuntime(update as unknown as Value));
      if ('ok' in answer) yield* mark(`the write of Failed: ${answer.ok as string}`);
      else yield* memory((self) => markLost(self, instanceId, decision.instanceRuntime));
      return fail(decision.error);
    }
    case 'refused':
      return fail(decision.error satisfies OmicronError);
  }
}

/** Nexus cannot tell whether a write that failed was applied; history can. */
function markLost(self: Memory, instanceId: string, { gen }: InstanceRuntime): null {
  const written = self.recall(['marked failed for', instanceId]) as { gen: number } | null;
  self.mark(written?.gen === gen ? 'the write of Failed: failed, though applied' : 'the write of Failed: failed, not applied');
  return null;
}

/** The class of a failure, as fingerprints and marks name it. */
export function failureClass(failure: CallFailure): string {
  switch (failure.kind) {
    case 'CommunicationError':
      return `CommunicationError (${failure.cause})`;
    case 'ErrorResponse':
      return `ErrorResponse ${failure.status}`;
    default:
      return failure.kind;
  }
}

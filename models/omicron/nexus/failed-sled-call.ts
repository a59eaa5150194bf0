/**
 * What becomes of a call to a sled agent that failed: the policy is asked, and what it says is done. With the policy of 2023-10
 * this is the failing half of handle_instance_put_result (nexus/src/app/instance.rs at omicron 876e8ca7c6).
 */
import type { CallFailure } from '../../../sim/network/call-failure.js';
import { mark, memory, spawn, type Memory } from '../../../sim/process/effect.js';
import type { Value } from '../../../sim/world/value.js';
import { followUp, type FollowUp } from '../database/follow-up-statements.js';
import { attempt } from '../database/query.js';
import { instanceUpdateRuntime } from '../database/instance-statements.js';
import { vmmUpdateRuntime } from '../database/vmm-statements.js';
import { omicronErrorFromClientError } from '../errors/from-client-error.js';
import type { Action } from '../policies/action.js';
import { consult, consultationMark } from '../policies/consult.js';
import { failedCall, type VmmAsRead } from '../policies/failed-call.js';
import { decideOpen, isOpen } from '../policies/open-policy.js';
import type { Caller, RequestClass } from '../policies/request-class.js';
import { fail, type Handler } from './answers.js';
import type { NexusContext } from './context.js';
import type { InstanceRuntime } from './instance-record.js';
import { failedRuntime } from './put-result.js';
import { ruleAfter, type RuleName } from './rules.js';
import type { CallEnd } from './sled-calls.js';

export interface FailedSledCall {
  readonly caller: Caller;
  readonly instanceId: string;
  /** The row of the instance as the caller read it: a write of Failed is built from it. */
  readonly runtime: InstanceRuntime;
  readonly vmm: VmmAsRead;
  readonly request: RequestClass;
  readonly attempts: number;
  readonly failure: CallFailure;
}

/** Asks the policy, and acts on it: how the call ends for its caller, or that it is to be made again. Fails with the call's error. */
export function* handleFailedCall(context: NexusContext, failed: FailedSledCall): Handler<(Value & CallEnd) | 'retry'> {
  const action = yield* decide(context, failed);
  if (action === 'retry') return 'retry';
  const error = omicronErrorFromClientError(failed.failure);
  if (action === 'unwind') return failed.caller === 'undo' ? null : fail(error);
  yield* write(failed, action);
  if (action !== 'nothing' && action !== 'probe' && action !== 'fence') return fail(error);
  if (failed.caller === 'saga action') return { left: error } as unknown as Value & CallEnd;
  // The rest of the saga leaves a VMM that is handed over alone: its undo goes on.
  return failed.caller === 'undo' && action !== 'nothing' ? null : fail(error);
}

/** Asks the policy. The answer, and what is known of the call for invariants, stay in the step's record. */
export function* decide({ policy }: NexusContext, failed: FailedSledCall): Handler<Action> {
  const { failure, runtime: instance, vmm, caller, request, attempts, instanceId } = failed;
  yield* mark(`a sled call failed: ${failureClass(failure)}`);
  const about = instance.propolisId;
  if (about !== null) yield* memory((self) => (self.remember(['failed sled call', about], true), null));
  const question = failedCall({ raw: failure, request, caller, instanceId, instance, vmm, attempts });
  const consultation = isOpen(policy) ? yield* decideOpen(policy, question) : consult(policy, question);
  yield* mark(consultationMark(consultation));
  return consultation.action;
}

/** The writes that an action stands for. Their outcome is ignored, as upstream: "XXX what if this fails?". */
export function* write({ instanceId, runtime: read, vmm, failure }: Omit<FailedSledCall, 'request' | 'attempts'>, action: Action): Handler<null> {
  const after = (rule: RuleName): string => ruleAfter(rule, failureClass(failure));
  switch (action) {
    case 'instance Failed, pointer cleared':
      return yield* writeFailed(instanceId, failedRuntime(read), after('put-result: Failed'));
    case 'instance Failed, pointer kept':
      return yield* writeFailed(instanceId, { ...failedRuntime(read), propolisId: read.propolisId }, after('policy: Failed, pointer kept'));
    case 'VMM Failed': {
      const update = { vmmId: vmm.id, runtime: { state: 'failed', gen: vmm.runtime.gen + 1 }, rule: after('policy: VMM Failed') };
      const answer = yield* attempt(vmmUpdateRuntime(update as unknown as Value));
      yield* mark(`the write of a Failed VMM: ${'failed' in answer ? 'failed' : answer.ok === true ? 'updated' : 'not updated'}`);
      if ('ok' in answer && answer.ok === true) yield* spawn('retire', { vmmId: vmm.id });
      return null;
    }
    case 'probe':
    case 'fence': {
      const what: FollowUp = action === 'probe' ? 'unreachable' : 'to be fenced';
      const rule = after(action === 'probe' ? 'policy: mark unreachable' : 'policy: to be fenced');
      const answer = yield* attempt(followUp({ vmmId: vmm.id, instanceId, what, rule }));
      yield* mark(`a VMM is marked as ${what}${'failed' in answer ? ', and the write failed' : ''}`);
      if (action === 'fence') yield* spawn('fence', { vmmId: vmm.id });
      return null;
    }
    default:
      return null;
  }
}

function* writeFailed(instanceId: string, runtime: InstanceRuntime, rule: string): Handler<null> {
  const answer = yield* attempt(instanceUpdateRuntime({ instanceId, runtime, rule } as unknown as Value));
  if ('ok' in answer) yield* mark(`the write of Failed: ${answer.ok as string}`);
  else yield* memory((self) => markLost(self, instanceId, runtime));
  return null;
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

/**
 * Nexus's calls to sled agents about an instance, and what their results do to the database
 * (nexus/src/app/instance.rs: instance_request_state, instance_ensure_registered, instance_ensure_unregistered,
 * handle_instance_put_result at omicron 876e8ca7c6). What a failed call leads to is the policy's to say
 * (`failed-sled-call.ts`).
 *
 * The sled APIs are keyed by the instance's id alone: nothing says which VMM is meant. Each call has a new client, with 60 s
 * to connect and 60 s in all; the handler at the other end goes on when Nexus has given up. The look-up of the sled's address
 * before each call counts as one with the read before it.
 */
import { call, sleep } from '../../../sim/process/effect.js';
import type { CallResult } from '../../../sim/network/call-failure.js';
import type { Value } from '../../../sim/world/value.js';
import { query } from '../database/query.js';
import { instanceAndVmmUpdateRuntime } from '../database/instance-statements.js';
import { internalError, type OmicronError } from '../errors/omicron-error.js';
import type { VmmAsRead } from '../policies/failed-call.js';
import type { Caller, RequestClass } from '../policies/request-class.js';
import type { NexusContext } from './context.js';
import { fail, type Handler } from './answers.js';
import { asOf2023 } from './effective-state.js';
import { handleFailedCall } from './failed-sled-call.js';
import { sledRuntimeFromInstance, type InstanceRuntime, type SledInstanceState } from './instance-record.js';
import { networkOf } from './network-calls.js';
import { reportedUpdate, type UpdateResult } from './put-result.js';
import type { RequestedChange } from './runtime-change.js';
import { selectRuntimeChangeAction } from './runtime-change.js';

export const SLED_TIMEOUT = 'sled client time-out';

/** What a call is about, and who makes it: the rows as the caller read them, perhaps long ago. */
export interface CallSubject {
  readonly caller: Caller;
  readonly instanceId: string;
  readonly runtime: InstanceRuntime;
  readonly vmm: VmmAsRead;
}

/**
 * How a call ended for its caller, other than by its error: done (null); or left as it is, with the error that was not acted on
 * (`nothing`, `probe` and `fence` in a saga).
 */
export type CallEnd = null | { readonly left: OmicronError };

/**
 * PUT /instances/{id}: tells the sled agent about an instance and its VMM. An error before the call, such as a missing
 * address, never marks the instance Failed. Left out: disks (volume_checkout bumps a generation each time), keys, firewall.
 */
export function* ensureRegistered(context: NexusContext, subject: CallSubject): Handler<Value & CallEnd> {
  const { instanceId, runtime, vmm } = subject;
  if (!(yield* networkOf(instanceId)).addresses) return fail(internalError('expected exactly one SNAT address'));
  const body = { instanceId, propolisId: vmm.id, instanceRuntime: sledRuntimeFromInstance(runtime), vmmRuntime: vmm.runtime };
  return yield* ask(context, subject, 'register', 'instance_register', body as unknown as Value);
}

/** DELETE /instances/{id}: tells the sled agent to forget the instance, whatever it does. */
export function* ensureUnregistered(context: NexusContext, subject: CallSubject): Handler<Value & CallEnd> {
  return yield* ask(context, subject, 'unregister', 'instance_unregister', unregisterBody(context, subject.instanceId, subject.vmm.id));
}

/** With `unregister is final` it names the VMM. */
export function unregisterBody({ policy: { rules } }: NexusContext, instanceId: string, propolisId: string): Value {
  return rules.includes('unregister is final') ? { instanceId, propolisId } : { instanceId };
}

/** PUT /instances/{id}/state, if the records that the caller read allow it. `vmm`: null when there is no active VMM. */
export function* requestState(
  context: NexusContext, { vmm, ...subject }: Omit<CallSubject, 'vmm'> & { readonly vmm: VmmAsRead | null }, requested: RequestedChange,
): Handler<Value & CallEnd> {
  const active = vmm === null ? null : { state: asOf2023(vmm.runtime.state), sledId: vmm.sledId };
  const decision = selectRuntimeChangeAction(subject.runtime.nexusState, active, requested);
  if ('error' in decision) return fail(decision.error);
  if (decision.action === 'AlreadyDone' || vmm === null) return null;
  const { instanceId } = subject;
  const state = requested === 'Run' ? 'running' : requested === 'Stop' ? 'stopped' : 'reboot';
  const request = requested === 'Run' ? 'run' : requested === 'Stop' ? 'stop' : 'reboot';
  return yield* ask(context, { ...subject, vmm }, request, 'instance_put_state', { instanceId, state });
}

/**
 * Makes the call, again if the policy says so, and acts on its result: `subject.runtime` is the row as the caller read it,
 * however long ago.
 */
function* ask(
  context: NexusContext, subject: CallSubject, request: RequestClass, endpoint: string, body: Value,
): Handler<Value & CallEnd> {
  for (let attempts = 0; ; attempts += 1) {
    const result: CallResult<Value> = yield* call<Value>(subject.vmm.sledId, endpoint, body, SLED_TIMEOUT);
    if ('ok' in result) {
      if (result.ok !== null) yield* writeReport(subject.instanceId, result.ok as unknown as SledInstanceState);
      return null;
    }
    const end = yield* handleFailedCall(context, { ...subject, request, attempts, failure: result.failure });
    if (end !== 'retry') return end;
    yield* sleep('policy back-off');
  }
}

/** What a sled agent answered about the instance and its VMM. */
function* writeReport(instanceId: string, report: SledInstanceState): Handler {
  const { instanceRuntime: runtime, propolisId, vmmRuntime } = reportedUpdate(report);
  const update = { instanceId, runtime, propolisId, vmmRuntime, rule: 'put-result: reported' };
  return (yield* query<UpdateResult>(instanceAndVmmUpdateRuntime(update as unknown as Value))) as unknown as Value;
}

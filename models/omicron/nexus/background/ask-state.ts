/** Asking a sled agent how a VMM is, as omicron #5611 and later do: its answer counts as if it had been pushed. */
import type { CallResult } from '../../../../sim/network/call-failure.js';
import { call } from '../../../../sim/process/effect.js';
import type { Value } from '../../../../sim/world/value.js';
import type { VmmWithInstance } from '../../database/task-statements.js';
import type { Handler } from '../answers.js';
import { notifyInstanceUpdated } from '../api/internal.js';
import type { NexusContext } from '../context.js';
import { decide, write, type FailedSledCall } from '../failed-sled-call.js';
import type { SledInstanceState } from '../instance-record.js';
import type { Action } from '../../policies/action.js';
import { SLED_TIMEOUT } from '../sled-calls.js';

/** Its answer was recorded; or what the policy decided about its error, and was done; or there was nothing to ask about. */
export type Asked = 'answered' | Action | 'moot';

/** `attempts`: how often asking about this VMM has failed before. */
export function* askState(context: NexusContext, vmmId: string, found: VmmWithInstance, attempts: number): Handler<Asked> {
  const { instance: runtime, vmm: { instanceId, sledId, runtime: vmmRuntime } } = found;
  if (runtime === null) return 'moot';
  const result: CallResult<Value> = yield* call<Value>(sledId, 'instance_get_state', { instanceId, propolisId: vmmId }, SLED_TIMEOUT);
  if ('ok' in result) {
    const report = result.ok as unknown as SledInstanceState;
    if (report.vmmState.gen > vmmRuntime.gen || report.instanceState.gen > runtime.gen) yield* notifyInstanceUpdated(context, instanceId, report);
    return 'answered';
  }
  const failed: FailedSledCall = {
    caller: 'task', instanceId, runtime, vmm: { id: vmmId, sledId, runtime: vmmRuntime }, request: 'get', attempts, failure: result.failure,
  };
  const action = yield* decide(context, failed);
  yield* write(failed, action);
  return action;
}

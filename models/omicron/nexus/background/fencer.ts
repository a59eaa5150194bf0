/**
 * The fencer task (rule `fencer task`): has VMMs forgotten by their sled agents before Nexus forgets them. A VMM is gone for
 * certain when its sled agent answers an unregister with success: either it has torn it down, or it knew nothing of it. Until
 * then the instance keeps its pointer, so that nothing else can start.
 */
import { mark, type AnyProgram } from '../../../../sim/process/effect.js';
import type { CallResult } from '../../../../sim/network/call-failure.js';
import { call } from '../../../../sim/process/effect.js';
import type { Value } from '../../../../sim/world/value.js';
import { followUpDone, followUpFailed, followUpList } from '../../database/follow-up-statements.js';
import { query } from '../../database/query.js';
import { vmmIsGone, vmmWithInstance, type VmmWithInstance } from '../../database/task-statements.js';
import type { Handler } from '../answers.js';
import type { NexusContext } from '../context.js';
import { decide, write, type FailedSledCall } from '../failed-sled-call.js';
import type { SledInstanceState } from '../instance-record.js';
import { SLED_TIMEOUT, unregisterBody } from '../sled-calls.js';
import { retireVmm } from './retire.js';
import { rounds, tolerant } from './rounds.js';

/** `fence` is the first attempt, made as soon as a VMM is to be fenced. */
export function fencer(context: NexusContext): Readonly<Record<string, AnyProgram>> {
  return {
    ...rounds('fencer', () => query<Value & readonly string[]>(followUpList('to be fenced')), (vmmId) => fence(context, vmmId)),
    fence: ({ vmmId }: { vmmId: string }) => tolerant(fence(context, vmmId)),
  };
}

function* fence(context: NexusContext, vmmId: string): Handler {
  const found = yield* query<VmmWithInstance | null>(vmmWithInstance(vmmId));
  if (found?.followUp !== 'to be fenced') return null;
  if (found.vmm.deleted) return yield* query(followUpDone(vmmId));
  const { instanceId, sledId } = found.vmm;
  const result: CallResult<Value> = yield* call<Value>(sledId, 'instance_unregister', unregisterBody(context, instanceId, vmmId), SLED_TIMEOUT);
  if ('failure' in result) return yield* fenceFailed(context, vmmId, found, result);
  yield* mark('a fence was confirmed');
  const report = result.ok as unknown as SledInstanceState | null;
  yield* query(vmmIsGone({ vmmId, tornDownAt: report?.vmmState.gen ?? null, rule: 'fencer: the VMM is gone' }));
  const retired = yield* retireVmm(context, vmmId, 'fencer: unlink');
  return retired ? yield* query(followUpDone(vmmId)) : null;
}

function* fenceFailed(
  context: NexusContext, vmmId: string, { instance, vmm, attempts }: VmmWithInstance, { failure }: Extract<CallResult<Value>, { failure: unknown }>,
): Handler {
  // A deleted instance is nobody's to mark: its VMM is fenced all the same.
  if (instance === null) return yield* query(followUpFailed(vmmId));
  const failed: FailedSledCall = {
    caller: 'task', instanceId: vmm.instanceId, runtime: instance, vmm: { id: vmmId, sledId: vmm.sledId, runtime: vmm.runtime },
    request: 'unregister', attempts, failure,
  };
  const action = yield* decide(context, failed);
  // It is being fenced already.
  if (action === 'nothing' || action === 'fence' || action === 'probe') return yield* query(followUpFailed(vmmId));
  yield* write(failed, action);
  return yield* query(followUpDone(vmmId));
}

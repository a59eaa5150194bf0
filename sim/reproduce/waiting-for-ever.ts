/**
 * The calls that nothing will ever answer, in a world at rest: their client has no time-out. Such a world counts as at rest
 * (design section 5), so a report has to list them. A call that is made on behalf of another one is told with it.
 */
import type { CallId, TaskId } from '../process/event.js';
import type { Exchange } from '../network/rpc.js';
import { compareValues } from '../world/compare.js';
import type { Value } from '../world/value.js';
import type { Trace } from './trace.js';
import { whyUnanswered, type WaitLink } from './waiting.js';
import { TraceWorld } from './world-of-trace.js';

export interface WaitingCall {
  readonly call: CallId;
  /** From the call down to what keeps it unanswered. */
  readonly chain: readonly WaitLink[];
}

/** The calls that wait for ever at the end of a run, by their ids; none for a run that did not come to rest. */
export function callsThatWaitForEver(trace: Trace): WaitingCall[] {
  if (!trace.atRest) return [];
  const last = trace.steps.length - 1;
  const world = new TraceWorld(trace, last);
  const clients = world.present('task').map(({ cell, value }) => [cell.slice(1), (value as { client: Value }).client] as const);
  return world.present('call').flatMap(({ cell, value }): WaitingCall[] => {
    const { client } = value as unknown as Exchange;
    // What nobody waits for is work that goes on without its client; what a served call waits for is told with that one.
    if (client === null || servesACall(client, clients)) return [];
    const call = cell.slice(1) as unknown as CallId;
    return [{ call, chain: whyUnanswered(trace, last, call) }];
  });
}

function servesACall(task: TaskId, clients: readonly (readonly [Value, Value])[]): boolean {
  return clients.some(([id, client]) => client !== null && compareValues(id, task) === 0);
}

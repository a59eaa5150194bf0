/** How a sled agent's handler answers: a result, or its error's status (sled-agent/src/sled_agent.rs). */
import type { ServerAnswer } from '../../../sim/network/call-failure.js';
import type { Effect } from '../../../sim/process/effect.js';
import type { Value } from '../../../sim/world/value.js';
import { sledAgentErrorToHttp, type SledAgentError } from './http-error.js';

export type SledHandler<T extends Value = Value> = Generator<Effect, T, Value>;

export function refuse(error: SledAgentError): Value {
  const { status, errorCode } = sledAgentErrorToHttp(error);
  return { status, errorCode } satisfies ServerAnswer;
}

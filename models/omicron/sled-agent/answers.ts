/**
 * How a sled agent's handler ends, and the answer that is made of it: a result, or its error's status
 * (sled-agent/src/sled_agent.rs, http_entrypoints.rs at omicron 876e8ca7c6).
 */
import type { ServerAnswer } from '../../../sim/network/call-failure.js';
import type { Effect } from '../../../sim/process/effect.js';
import type { Value } from '../../../sim/world/value.js';
import type { RuleSwitch } from '../policies/rule-switches.js';
import { sledAgentErrorToHttp, type SledAgentError } from './http-error.js';

/** A program, or a part of one. */
export type SledProgram<T = Value> = Generator<Effect, T, Value>;

/** `Result<_, sled_agent::Error>`. */
export type Outcome = { readonly ok: Value } | { readonly error: SledAgentError };

export type SledHandler = SledProgram<Outcome>;

/** Serves a request: the handler's error becomes a status, and what it was is lost. */
export function* answering(handler: SledHandler, rules: readonly RuleSwitch[] = []): SledProgram {
  const outcome = yield* handler;
  if ('ok' in outcome) return outcome;
  const { status, errorCode } = sledAgentErrorToHttp(outcome.error, rules.includes('unknown instance is 404'));
  return { status, errorCode } satisfies ServerAnswer;
}

/**
 * How a Nexus handler's Rust result becomes an HTTP answer: the error's status, as ER `From<Error> for HttpError` says.
 */
import type { CallResult, ServerAnswer } from '../../../sim/network/call-failure.js';
import type { Effect } from '../../../sim/process/effect.js';
import { Failure } from '../../../sim/process/failure.js';
import type { Value } from '../../../sim/world/value.js';
import { omicronErrorFromClientError } from '../errors/from-client-error.js';
import type { OmicronError } from '../errors/omicron-error.js';
import { omicronErrorToHttp } from '../errors/to-http.js';

export type Handler<T extends Value = Value> = Generator<Effect, T, Value>;

export const ACCEPTED: Value = { ok: null };

export function refuse(error: OmicronError): Value {
  const { status, errorCode } = omicronErrorToHttp(error);
  return { status, errorCode } satisfies ServerAnswer;
}

/** Ends a handler with an error: `return Err(error)?`. */
export function fail(error: OmicronError): never {
  throw new Failure(error as unknown as Value);
}

/** Runs a handler whose failures are answers. */
export function* answering(handler: Handler): Handler {
  try {
    return yield* handler;
  } catch (failure) {
    if (failure instanceof Failure) return refuse(failure.error as unknown as OmicronError);
    throw failure;
  }
}

/** A call's value, or its failure as ER converts it: `call.await.map_err(Error::from)?`. */
export function* expectOk<T extends Value>(call: Generator<Effect, CallResult<T>, Value>): Handler<T> {
  const result = yield* call;
  return 'ok' in result ? result.ok : fail(omicronErrorFromClientError(result.failure));
}

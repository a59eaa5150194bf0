/**
 * What a database error is to Nexus (nexus/db-queries/src/db/error.rs, db/pool.rs): a failed checkout of a connection is
 * ServiceUnavailable, after bb8's default of 30 s; every other failure, ambiguous commits included, is InternalError. No
 * statement is retried.
 */
import type { StatementAnswer } from '../../../sim/database/statement.js';
import { sleep, type Effect } from '../../../sim/process/effect.js';
import { Failure } from '../../../sim/process/failure.js';
import type { Value } from '../../../sim/world/value.js';
import { internalError, serviceUnavailable, type OmicronError } from '../errors/omicron-error.js';

/** Sends a statement; its failure is the caller's, as with `?`. */
export function* query<T>(sent: Generator<Effect, StatementAnswer, Value>): Generator<Effect, T, Value> {
  const answer = yield* attempt(sent);
  if ('failed' in answer) throw new Failure(databaseError(answer) as unknown as Value);
  return answer.ok as unknown as T;
}

/** Sends a statement, for a caller that looks at what came of it. */
export function* attempt(sent: Generator<Effect, StatementAnswer, Value>): Generator<Effect, StatementAnswer, Value> {
  const answer = yield* sent;
  if ('failed' in answer && answer.failed === 'unavailable') yield* sleep('pool checkout time-out');
  return answer;
}

export function databaseError(answer: StatementAnswer): OmicronError {
  return 'failed' in answer && answer.failed === 'unavailable'
    ? serviceUnavailable('no connection to the database')
    : internalError('database error');
}

/**
 * The log of sagas in the database: a row a saga with its last record (nexus/src/db/sec_store.rs at omicron 876e8ca7c6). What is
 * abstracted is said in saga.ts.
 */
import type { Database, StatementAnswer, StatementDefinition } from '../database/statement.js';
import type { Value } from '../world/value.js';
import { abort, mark, statement, type Effect } from './effect.js';

export type SagaGenerator<T extends Value = Value> = Generator<Effect, T, Value>;

/** The row of a saga: its last record. */
export interface SagaRow {
  readonly name: string;
  /** The process that runs it (its SEC). */
  readonly owner: string;
  readonly params: Value;
  readonly direction: 'forward' | 'unwinding' | 'stuck';
  readonly node: number;
  readonly event: 'created' | 'succeeded' | 'failed' | 'undone' | 'undo failed';
  readonly outputs: Readonly<Record<string, Value>>;
  readonly error: Value;
}

const SAGA_TABLE = 'saga';

export const sagaCreate = statement<{ saga: string; row: Value }, null>('saga_create', (database, { saga, row }) => {
  database.put(SAGA_TABLE, saga, row);
  return null;
});

const recordEvent = statement<{ saga: string; row: Value }, null>('saga_create_event', (database, { saga, row }) => {
  database.put(SAGA_TABLE, saga, row);
  return null;
});

/** The state of the saga itself. Unwinding follows from the records already; stuck sagas are Done upstream. */
export const updateState = statement<{ saga: string; state: 'unwinding' | 'done' | 'stuck' }, null>(
  'saga_update_state', (database, { saga, state }) => {
    const row = database.row(SAGA_TABLE, saga) as unknown as SagaRow | null;
    if (state === 'done') database.delete(SAGA_TABLE, saga);
    else if (row !== null) {
      database.put(SAGA_TABLE, saga, { ...row, direction: state } as unknown as Value);
    }
    return null;
  });

export const listUnfinished = statement<string, readonly string[]>('saga_list_unfinished', (database: Database, owner) =>
  database.keys(SAGA_TABLE).filter((saga) => {
    const row = database.row(SAGA_TABLE, saga) as unknown as SagaRow;
    return row.owner === owner && row.direction !== 'stuck';
  }));

export const loadSaga = statement<string, Value>('saga_load_log', (database, saga) => database.row(SAGA_TABLE, saga));

/** What a model that uses sagas adds to its statements. */
export const sagaStatements: Readonly<Record<string, StatementDefinition>> = Object.fromEntries(
  [sagaCreate, recordEvent, updateState, listUnfinished, loadSaga].map(({ definition }) => [definition.name, definition]));

/** Records an event of a saga. */
export function log(saga: string, row: SagaRow): SagaGenerator<null> {
  return write(recordEvent({ saga, row: row as unknown as Value }), row.event === 'succeeded');
}

/** Writes to the log. A database error ends the process: sec_store.rs unwraps. */
export function* write(sent: Generator<Effect, StatementAnswer, Value>, nodeEnded = false): SagaGenerator<null> {
  const written = yield* sent;
  if ('failed' in written) {
    yield* mark('a failed write of the saga log killed its process');
    if (nodeEnded) yield* mark("a process died between a node's effect and its log");
    yield* abort('sec_store.rs unwraps');
  }
  return null;
}

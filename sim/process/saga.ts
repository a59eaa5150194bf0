/**
 * Sagas: durable tasks whose node results are rows of the saga log. Follows steno v0.4.0 (`src/saga_exec.rs`) and what
 * Nexus makes of it (nexus/src/db/sec_store.rs, db/saga_recovery.rs, app/saga.rs at omicron 876e8ca7c6):
 *
 * - a node's action runs before its `succeeded` record; a crash in between runs it again;
 * - a node that failed is never undone: only nodes that succeeded are, in reverse order;
 * - an undo that fails leaves the saga stuck: no further undo runs, and nobody tries again;
 * - every record is unwrapped: a database error while logging kills the process (panic = "abort");
 * - a process that starts resumes its own unfinished sagas, in the order of their random ids, and stops at the first one
 *   that it cannot load;
 * - a saga whose creation was committed though it was reported as failed runs when its process starts again.
 *
 * Abstracted: steno also records that a node or an undo started. That decides nothing: what started and did not end runs
 * again, as what did not start does; and a failure to write that record kills the process between the same two effects
 * as a failure to write the record before it. So these records are left out. The log of a linear saga is kept as its
 * last record and the outputs so far, in one row; the row of a saga that is done is deleted, while a stuck one keeps its
 * row. Nodes that only pass a constant on are left out.
 */
import type { Database, StatementAnswer, StatementDefinition } from '../database/statement.js';
import type { Value } from '../world/value.js';
import { abort, again, mark, mint, pick, release, sleep, spawn, statement, type AnyProgram, type Effect } from './effect.js';
import { Failure } from './failure.js';

export type SagaGenerator<T extends Value = Value> = Generator<Effect, T, Value>;

/** What a node's action and undo see. */
export interface SagaContext<Params extends Value = Value> {
  readonly saga: string;
  /** The process that runs it. */
  readonly process: string;
  readonly params: Params;
  /** The outputs of the nodes before it, by node name. */
  readonly outputs: Readonly<Record<string, Value>>;
}

export interface SagaNode<Params extends Value = Value> {
  readonly name: string;
  action(context: SagaContext<Params>): SagaGenerator;
  undo?(context: SagaContext<Params>): SagaGenerator<null>;
}

export interface SagaDefinition<Params extends Value = Value> {
  readonly name: string;
  readonly nodes: readonly SagaNode<Params>[];
}

export function node<Params extends Value>(
  name: string,
  parts: { action(context: SagaContext<Params>): SagaGenerator; undo?(context: SagaContext<Params>): SagaGenerator<null> },
): SagaNode<Params> {
  return { name, ...parts };
}

export function saga<Params extends Value>(name: string, nodes: readonly SagaNode<Params>[]): SagaDefinition<Params> {
  return { name, nodes };
}

/** How a saga ended, given to the program that goes on after it. */
export type SagaOutcome = { readonly ok: Readonly<Record<string, Value>> } | { readonly error: Value };

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

const sagaCreate = statement<{ saga: string; row: Value }, null>('saga_create', (database, { saga, row }) => {
  database.put(SAGA_TABLE, saga, row);
  return null;
});

const recordEvent = statement<{ saga: string; row: Value }, null>('saga_create_event', (database, { saga, row }) => {
  database.put(SAGA_TABLE, saga, row);
  return null;
});

/** The state of the saga itself. Unwinding follows from the records already; stuck sagas are Done upstream. */
const updateState = statement<{ saga: string; state: 'unwinding' | 'done' | 'stuck' }, null>(
  'saga_update_state', (database, { saga, state }) => {
    const row = database.row(SAGA_TABLE, saga) as unknown as SagaRow | null;
    if (state === 'done') database.delete(SAGA_TABLE, saga);
    else if (row !== null) {
      database.put(SAGA_TABLE, saga, { ...row, direction: state } as unknown as Value);
    }
    return null;
  });

const listUnfinished = statement<string, readonly string[]>('saga_list_unfinished', (database: Database, owner) =>
  database.keys(SAGA_TABLE).filter((saga) => {
    const row = database.row(SAGA_TABLE, saga) as unknown as SagaRow;
    return row.owner === owner && row.direction !== 'stuck';
  }));

const loadSaga = statement<string, Value>('saga_load_log', (database, saga) => database.row(SAGA_TABLE, saga));

/** What a model that uses sagas adds to its statements. */
export const sagaStatements: Readonly<Record<string, StatementDefinition>> = Object.fromEntries(
  [sagaCreate, recordEvent, updateState, listUnfinished, loadSaga].map(({ definition }) => [definition.name, definition]));

interface Execution {
  readonly saga: string;
  readonly row: SagaRow;
  /** The program that goes on when the saga has ended, with `{ outcome, args }`; null when nobody waits. */
  readonly then: { readonly program: string; readonly args: Value } | null;
}

/**
 * Runs a saga in place of the calling task, and goes on as `then`. Throws `Failure` when the saga cannot be created:
 * `failed` makes its error from the database's.
 */
export function* runSaga(
  process: string, name: string, params: Value, then: { program: string; args: Value },
  failed: (answer: StatementAnswer) => Value,
): Generator<Effect, never, Value> {
  const id = yield* mint(process, name);
  const row: SagaRow = {
    name, owner: process, params, direction: 'forward', node: 0, event: 'created', outputs: {}, error: null,
  };
  const created = yield* sagaCreate({ saga: id, row: row as unknown as Value });
  if ('failed' in created) throw new Failure(failed(created));
  return yield* again('saga', { saga: id, row, then } as unknown as Value);
}

/** The programs that a service needs to run these sagas. `recover` is what it runs when it starts. */
export function sagaPrograms(sagas: readonly SagaDefinition<never>[]): Readonly<Record<string, AnyProgram>> {
  const byName = new Map(sagas.map((definition) => [definition.name, definition as unknown as SagaDefinition]));
  const definitionOf = (name: string): SagaDefinition => {
    const definition = byName.get(name);
    if (definition === undefined) throw new Error(`there is no saga '${name}'`);
    return definition;
  };
  return {
    saga: (execution: Execution) => advance(definitionOf(execution.row.name), execution),
    'recover sagas': recover,
    'resume sagas': resume,
  };
}

/** Runs one node, forward or back, and goes on with the next. */
function* advance(definition: SagaDefinition, { saga, row, then }: Execution): SagaGenerator {
  const next = (change: Partial<SagaRow>): SagaGenerator<never> =>
    again('saga', { saga, row: { ...row, ...change }, then } as unknown as Value);
  const context: SagaContext = { saga, process: row.owner, params: row.params, outputs: row.outputs };
  const record = (change: Partial<SagaRow>): SagaGenerator<null> => log(saga, { ...row, ...change });
  const node = definition.nodes[row.node];
  if (node === undefined) {
    return yield* end(saga, 'done', then, row.direction === 'forward' ? { ok: row.outputs } : { error: row.error });
  }
  if (row.direction === 'forward') {
    let output: Value;
    try {
      output = yield* node.action(context);
    } catch (failure) {
      if (!(failure instanceof Failure)) throw failure;
      const error = failure.error as Value;
      yield* record({ event: 'failed', error });
      yield* mark('a saga node failed');
      yield* write(updateState({ saga, state: 'unwinding' }));
      return yield* next({ direction: 'unwinding', node: row.node - 1, event: 'undone', error });
    }
    const outputs = { ...row.outputs, [node.name]: output };
    yield* record({ event: 'succeeded', outputs });
    return yield* next({ node: row.node + 1, event: 'created', outputs });
  }
  if (row.event === 'undo failed') return yield* end(saga, 'stuck', then, { error: row.error });
  if (node.undo !== undefined) {
    try {
      yield* node.undo(context);
      yield* mark('an undo ran');
    } catch (failure) {
      if (!(failure instanceof Failure)) throw failure;
      yield* mark('an undo failed, and its saga is stuck');
      yield* record({ event: 'undo failed' });
      return yield* end(saga, 'stuck', then, { error: row.error });
    }
  }
  yield* record({ event: 'undone' });
  return yield* next({ node: row.node - 1, event: 'undone' });
}

function log(saga: string, row: SagaRow): SagaGenerator<null> {
  return write(recordEvent({ saga, row: row as unknown as Value }), row.event === 'succeeded');
}

/** Writes to the log. A database error ends the process: sec_store.rs unwraps. */
function* write(sent: Generator<Effect, StatementAnswer, Value>, nodeEnded = false): SagaGenerator<null> {
  const written = yield* sent;
  if ('failed' in written) {
    yield* mark('a failed write of the saga log killed its process');
    if (nodeEnded) yield* mark("a process died between a node's effect and its log");
    yield* abort('sec_store.rs unwraps');
  }
  return null;
}

function* end(saga: string, state: 'done' | 'stuck', then: Execution['then'], outcome: SagaOutcome): SagaGenerator {
  yield* write(updateState({ saga, state }));
  if (state === 'done') yield* release(saga);
  if (then === null) return null;
  return yield* again(then.program, { outcome, args: then.args } as unknown as Value);
}

/** When a process starts: lists its unfinished sagas, for as long as that takes, and resumes them. */
function* recover(process: string): SagaGenerator {
  const listed = yield* listUnfinished(process);
  if ('failed' in listed) {
    yield* sleep('back-off');
    return yield* again('recover sagas', process);
  }
  return yield* again('resume sagas', listed.ok);
}

/** Resumes one saga after the other; the first that cannot be loaded ends the recovery of the rest. */
function* resume(sagas: readonly string[]): SagaGenerator {
  // The ids of sagas are random, so their order is too.
  const first = sagas.length > 1 ? yield* pick('saga to resume', sagas.length) : 0;
  const saga = sagas[first];
  if (saga === undefined) return null;
  const rest = sagas.filter((other) => other !== saga);
  const loaded = yield* loadSaga(saga);
  if ('failed' in loaded) {
    yield* mark('recovery stopped at a saga that it could not load');
    return null;
  }
  const row = loaded.ok as unknown as SagaRow | null;
  if (row !== null) {
    yield* mark('a saga was recovered');
    yield* spawn('saga', { saga, row: resumePoint(row), then: null } as unknown as Value);
  }
  return yield* again('resume sagas', rest);
}

/** From where a saga goes on after its last record: a node whose end was not logged runs again. */
function resumePoint(row: SagaRow): SagaRow {
  switch (row.event) {
    case 'succeeded':
      return { ...row, node: row.node + 1, event: 'created' };
    case 'failed':
      return { ...row, direction: 'unwinding', node: row.node - 1, event: 'undone' };
    case 'undone':
      return { ...row, node: row.node - 1, event: 'undone' };
    default:
      return row;
  }
}

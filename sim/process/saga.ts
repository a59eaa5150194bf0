/**
 * Sagas: durable tasks whose node results are rows of the saga log. Follows steno v0.4.0 (`src/saga_exec.rs`) and what
 * Nexus makes of it (nexus/src/db/sec_store.rs, db/saga_recovery.rs, app/saga.rs at omicron 876e8ca7c6):
 *
 * - a node's action runs before its `succeeded` record; a crash in between runs it again;
 * - a node that failed is never undone: only nodes that succeeded are, in reverse order;
 * - an undo that fails leaves the saga stuck: no further undo runs, and nobody tries again;
 * - every record is unwrapped: a database error while logging kills the process (panic = "abort");
 * - a process that starts resumes its own unfinished sagas, in the order of their random ids, and stops at the first one
 *   that it cannot load or that it runs already: it takes requests meanwhile, whose sagas its list may hold
 *   (src/sec.rs saga_insert: "already in use"; omicron #6063 tells the two apart);
 * - a saga that recovery finds between its creation's commit and its entry in memory is recovered, and its creator told that
 *   it failed;
 * - a saga whose creation was committed though it was reported as failed runs when its process starts again.
 *
 * Abstracted: steno also records that a node or an undo started. That decides nothing: what started and did not end runs
 * again, as what did not start does; and a failure to write that record kills the process between the same two effects
 * as a failure to write the record before it. So these records are left out. The log of a linear saga is kept as its
 * last record and the outputs so far, in one row; the row of a saga that is done is deleted, while a stuck one keeps its
 * row. Nodes that only pass a constant on are left out.
 */
import type { Value } from '../world/value.js';
import { again, mark, mint, release } from './effect.js';
import type { AnyProgram, Effect } from './effect.js';
import { Failure } from './failure.js';
import { log, sagaCreate, updateState, write, type SagaGenerator, type SagaRow } from './saga-log.js';
import { recoveryPrograms } from './saga-recovery.js';
import { announce, enter, leave } from './sagas-in-memory.js';

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

interface Execution {
  readonly saga: string;
  readonly row: SagaRow;
  /** The program that goes on when the saga has ended, with `{ outcome, args }`; null when nobody waits. */
  readonly then: { readonly program: string; readonly args: Value } | null;
}

/**
 * Runs a saga in place of the calling task, and goes on as `then`. Throws `Failure` with the
 * error of `failed` when the saga cannot be created, or runs already because recovery was faster.
 */
export function* runSaga(
  process: string, name: string, params: Value, then: { program: string; args: Value },
  failed: () => Value,
): Generator<Effect, never, Value> {
  const id = yield* mint(process, name);
  const row: SagaRow = {
    name, owner: process, params, direction: 'forward', node: 0, event: 'created', outputs: {}, error: null,
  };
  yield* announce(id);
  const created = yield* sagaCreate({ saga: id, row: row as unknown as Value });
  const entered = yield* enter(id, 'ok' in created);
  if ('failed' in created || !entered) throw new Failure(failed());
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
    ...recoveryPrograms,
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

function* end(saga: string, state: 'done' | 'stuck', then: Execution['then'], outcome: SagaOutcome): SagaGenerator {
  yield* write(updateState({ saga, state }));
  const last = yield* leave(saga);
  if (state === 'done' && last) yield* release(saga);
  if (then === null) return null;
  return yield* again(then.program, { outcome, args: then.args } as unknown as Value);
}

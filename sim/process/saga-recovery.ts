/**
 * The recovery of sagas when their process starts (nexus/src/db/saga_recovery.rs at omicron 876e8ca7c6): its own unfinished ones,
 * in the order of their random ids, up to the first one that it cannot load, or that it runs already.
 */
import type { Value } from '../world/value.js';
import { again, mark, pick, sleep, spawn, type AnyProgram } from './effect.js';
import { listUnfinished, loadSaga, type SagaGenerator, type SagaRow } from './saga-log.js';
import { recoveryOver, take } from './sagas-in-memory.js';

/** The programs that recover sagas. `recover sagas` is what a process runs when it starts. */
export const recoveryPrograms: Readonly<Record<string, AnyProgram>> = { 'recover sagas': recover, 'resume sagas': resume };

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
  if (saga === undefined) return yield* recoveryOver();
  const rest = sagas.filter((other) => other !== saga);
  const loaded = yield* loadSaga(saga);
  if ('failed' in loaded) {
    yield* mark('recovery stopped at a saga that it could not load');
    return yield* recoveryOver();
  }
  const row = loaded.ok as unknown as SagaRow | null;
  // One that is gone came to its end meanwhile: by this process, which has kept it in mind.
  if (row === null || !(yield* take(saga))) {
    yield* mark('recovery stopped at a saga that its process had created since it started');
    return yield* recoveryOver();
  }
  yield* mark('a saga was recovered');
  yield* spawn('saga', { saga, row: resumePoint(row), then: null } as unknown as Value);
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

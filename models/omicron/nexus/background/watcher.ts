/**
 * The watcher task (rule `watcher task`): asks after every active VMM that is not Creating: one that is belongs to its start
 * saga, which may not have registered it yet.
 */
import { mark, type AnyProgram } from '../../../../sim/process/effect.js';
import type { Value } from '../../../../sim/world/value.js';
import { query } from '../../database/query.js';
import { vmmListToWatch, vmmWithInstance, type VmmWithInstance } from '../../database/task-statements.js';
import type { Handler } from '../answers.js';
import type { NexusContext } from '../context.js';
import { askState } from './ask-state.js';
import { rounds } from './rounds.js';

export function watcher(context: NexusContext): Readonly<Record<string, AnyProgram>> {
  return rounds('watcher', () => query<Value & readonly string[]>(vmmListToWatch(null)), (vmmId) => watch(context, vmmId));
}

function* watch(context: NexusContext, vmmId: string): Handler {
  const found = yield* query<VmmWithInstance | null>(vmmWithInstance(vmmId));
  if (found === null || found.vmm.deleted) return null;
  const asked = yield* askState(context, vmmId, found, 0);
  yield* mark(`a watcher asked: ${asked}`);
  return null;
}

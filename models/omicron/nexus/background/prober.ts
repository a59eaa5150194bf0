/** The prober task (rule `prober task`): asks again after the VMMs that are marked unreachable, until an answer comes. */
import { mark, type AnyProgram } from '../../../../sim/process/effect.js';
import type { Value } from '../../../../sim/world/value.js';
import { followUpDone, followUpFailed, followUpList } from '../../database/follow-up-statements.js';
import { query } from '../../database/query.js';
import { vmmWithInstance, type VmmWithInstance } from '../../database/task-statements.js';
import type { Handler } from '../answers.js';
import type { NexusContext } from '../context.js';
import { askState } from './ask-state.js';
import { rounds } from './rounds.js';

export function prober(context: NexusContext): Readonly<Record<string, AnyProgram>> {
  return rounds('prober', () => query<Value & readonly string[]>(followUpList('unreachable')), (vmmId) => probe(context, vmmId));
}

function* probe(context: NexusContext, vmmId: string): Handler {
  const found = yield* query<VmmWithInstance | null>(vmmWithInstance(vmmId));
  if (found === null || found.vmm.deleted || found.over) return yield* query(followUpDone(vmmId));
  const asked = yield* askState(context, vmmId, found, found.attempts);
  yield* mark(`a VMM that was unreachable was asked after: ${asked}`);
  // To be fenced instead: another task's concern.
  if (asked === 'fence') return null;
  return yield* query(asked === 'nothing' || asked === 'probe' ? followUpFailed(vmmId) : followUpDone(vmmId));
}

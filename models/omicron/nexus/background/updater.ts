/** The updater task (rule `updater task`): finds VMMs that are Failed or Destroyed and not yet retired, and retires them. */
import type { AnyProgram } from '../../../../sim/process/effect.js';
import type { Value } from '../../../../sim/world/value.js';
import { query } from '../../database/query.js';
import { vmmListOver } from '../../database/task-statements.js';
import type { NexusContext } from '../context.js';
import type { Handler } from '../answers.js';
import { retireVmm } from './retire.js';
import { rounds, tolerant } from './rounds.js';

/** `retire` is what is done as soon as a VMM was marked Failed; upstream whoever marks it waits for that. */
export function updater(context: NexusContext): Readonly<Record<string, AnyProgram>> {
  const retire = (vmmId: string): Handler => retireVmm(context, vmmId, 'updater: unlink');
  return {
    ...rounds('updater', () => query<Value & readonly string[]>(vmmListOver(null)), retire),
    retire: ({ vmmId }: { vmmId: string }) => tolerant(retire(vmmId)),
  };
}

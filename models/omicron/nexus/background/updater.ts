/** The updater task (rule `updater task`): finds VMMs that are Failed or Destroyed and not yet retired, and retires them. */
import type { AnyProgram } from '../../../../sim/process/effect.js';
import type { Value } from '../../../../sim/world/value.js';
import { query } from '../../database/query.js';
import { vmmListOver } from '../../database/task-statements.js';
import type { NexusContext } from '../context.js';
import { retireVmm } from './retire.js';
import { rounds } from './rounds.js';

export function updater(context: NexusContext): Readonly<Record<string, AnyProgram>> {
  return rounds('updater', () => query<Value & readonly string[]>(vmmListOver(null)), (vmmId) => retireVmm(context, vmmId, 'updater: unlink'));
}

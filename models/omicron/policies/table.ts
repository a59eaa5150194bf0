/**
 * A policy given as a table: plain data. A row is a pattern of cells and an action, or the actions after 0, 1, 2, ... failed
 * attempts (the last one for all that follow). The first row that matches decides.
 *
 *     tablePolicy({
 *       name: 'cautious', sentence: '...', source: 'idea', rules: [],
 *       rows: [['503 / * / API / *', ['retry', 'nothing']], ['* / * / saga action / *', 'unwind'], ['*', 'nothing']],
 *     })
 */
import type { Action } from './action.js';
import { PolicyError } from './consult.js';
import { cellOf, type CellKey } from './failed-call.js';
import type { Policy } from './policy.js';

/** `error / request / caller / known`, each of them a name or `*`; `*` alone matches every cell. */
export type CellPattern = string;

export interface PolicyTable extends Omit<Policy, 'decide'> {
  readonly rows: readonly (readonly [pattern: CellPattern, action: Action | readonly Action[]])[];
}

/** @throws PolicyError when asked about a cell that no row matches. */
export function tablePolicy(table: PolicyTable): Policy {
  const { rows, ...policy } = table;
  const patterns = rows.map(([pattern, action]) => [partsOf(pattern), typeof action === 'string' ? [action] : action] as const);
  const decided = new Map<CellKey, readonly Action[]>();
  return {
    ...policy,
    decide(call) {
      const cell = cellOf(call);
      let actions = decided.get(cell);
      if (actions === undefined) {
        const parts = cell.split(' / ');
        const row = patterns.find(([pattern]) => pattern.every((part, at) => part === '*' || part === parts[at]));
        if (row === undefined || row[1].length === 0) throw new PolicyError(`The table '${table.name}' has no row for '${cell}'.`);
        decided.set(cell, (actions = row[1]));
      }
      return actions[Math.min(call.attempts, actions.length - 1)]!;
    },
  };
}

function partsOf(pattern: CellPattern): readonly string[] {
  return pattern === '*' ? [] : pattern.split(' / ');
}

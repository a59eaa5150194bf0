/** The decisions of all runs, counted: what was true, and what was recorded; and the decisions that no run asked for. */
import { CELLS } from '../../models/omicron/policies/cells.js';
import type { Comparison, DecisionCell } from './comparison.js';
import { pooled, type DoneRuns } from './done-runs.js';
import type { Names } from './figures.js';
import { RECORDED, TRUTHS } from './observe/decisions.js';

export function decisionsOf(runs: readonly DoneRuns[], { policies }: Names): Pick<Comparison, 'decisions' | 'unconsulted'> {
  const all = pooled(runs, policies.length);
  const decisions = policies.flatMap((policy, nth): DecisionCell[] => {
    const counts = new Array<number>(TRUTHS.length * RECORDED.length).fill(0);
    for (const run of all[nth]!) for (const decision of run.decisions) counts[decision]! += 1;
    return counts.map((count, at) => ({ policy, truth: TRUTHS[Math.floor(at / RECORDED.length)]!, recorded: RECORDED[at % RECORDED.length]!, count }));
  });
  const unconsulted = policies.map((policy, nth) => {
    const consulted = new Set(all[nth]!.flatMap((run) => run.consulted));
    return { policy, of: CELLS.length, cells: CELLS.filter((cell) => !consulted.has(cell)) };
  });
  return { decisions, unconsulted };
}

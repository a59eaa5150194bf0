/**
 * Transaction commit: Jim Gray and Leslie Lamport, Consensus on Transaction Commit (2004), as `TCommit.tla` of the TLA+
 * examples (specifications/transaction_commit): what two-phase commit implements, without messages.
 *
 * 34 distinct states, 94 generated, depth 7 with 3 resource managers; with N of them 3^N + 2^N - 1, and depth 2N + 1.
 */
import { keyed, spec } from '../../sim/process/spec.js';
import type { Classic } from './classic.js';
import { consistent } from './consistent.js';

export function tCommit(rms: number): Classic {
  const managers = Array.from({ length: rms }, (_, index) => `rm-${index + 1}`);
  const model = spec({
    name: 'transaction commit',
    symmetric: { 'resource managers': managers },
    variables: { rm: keyed(Object.fromEntries(managers.map((rm) => [rm, 'working'])) as Record<string, string>) },
    actions: (of) => ({
      prepare: of(managers, (v, rm) => {
        if (v.rm[rm] !== 'working') return false;
        v.rm[rm] = 'prepared';
        return true;
      }),
      commit: of(managers, (v, rm) => {
        const canCommit = (state: string | undefined): boolean => state === 'prepared' || state === 'committed';
        if (v.rm[rm] !== 'prepared' || !managers.every((other) => canCommit(v.rm[other]))) return false;
        v.rm[rm] = 'committed';
        return true;
      }),
      abort: of(managers, (v, rm) => {
        const undecided = v.rm[rm] === 'working' || v.rm[rm] === 'prepared';
        if (!undecided || managers.some((other) => v.rm[other] === 'committed')) return false;
        v.rm[rm] = 'aborted';
        return true;
      }),
    }),
  });
  return { model, invariants: [consistent(managers, (world) => model.view(world).rm)], examples: [] };
}

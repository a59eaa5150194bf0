/**
 * Two-phase commit: Jim Gray and Leslie Lamport, Consensus on Transaction Commit (2004), as `TwoPhase.tla` of the TLA+
 * examples (specifications/transaction_commit) and as `examples/2pc.rs` of Stateright write it.
 *
 * The messages are a set that only grows. 288 distinct states with 3 resource managers, 8,832 with 5; with N of them
 * 6^N + 4^N + 2^N, 2 + (N+1) 4^N + 2N 6^(N-1) + N 6^N + N 2^N generated, and a depth of 3N + 2.
 */
import { keyed, spec } from '../../sim/process/spec.js';
import type { Classic } from './classic.js';
import { consistent } from './consistent.js';

type Manager = 'working' | 'prepared' | 'committed' | 'aborted';

export function twoPhaseCommit(rms: number): Classic {
  const managers = Array.from({ length: rms }, (_, index) => `rm-${index + 1}`);
  const each = <T extends string | boolean>(value: T): Record<string, T> => keyed(Object.fromEntries(managers.map((rm) => [rm, value])));
  const model = spec({
    name: 'two-phase commit',
    symmetric: { 'resource managers': managers },
    variables: {
      rm: each<Manager>('working'),
      tm: 'init',
      heard: each<boolean>(false),
      prepared: each<boolean>(false),
      commit: false as boolean,
      abort: false as boolean,
    },
    actions: (of) => ({
      'TM hears prepared': of(managers, (v, rm) => {
        if (v.tm !== 'init' || v.prepared[rm] !== true) return false;
        v.heard[rm] = true;
        return true;
      }),
      'TM commits': (v) => {
        if (v.tm !== 'init' || managers.some((rm) => v.heard[rm] !== true)) return false;
        v.tm = 'committed';
        v.commit = true;
        return true;
      },
      'TM aborts': (v) => {
        if (v.tm !== 'init') return false;
        v.tm = 'aborted';
        v.abort = true;
        return true;
      },
      'RM prepares': of(managers, (v, rm) => {
        if (v.rm[rm] !== 'working') return false;
        v.rm[rm] = 'prepared';
        v.prepared[rm] = true;
        return true;
      }),
      'RM aborts by choice': of(managers, (v, rm) => {
        if (v.rm[rm] !== 'working') return false;
        v.rm[rm] = 'aborted';
        return true;
      }),
      'RM obeys commit': of(managers, (v, rm) => {
        if (!v.commit) return false;
        v.rm[rm] = 'committed';
        return true;
      }),
      'RM obeys abort': of(managers, (v, rm) => {
        if (!v.abort) return false;
        v.rm[rm] = 'aborted';
        return true;
      }),
    }),
  });
  return {
    model,
    invariants: [consistent(managers, (world) => model.view(world).rm)],
    examples: (['committed', 'aborted'] as const).map((end) => ({
      name: `all ${end}`, symmetric: true, sentence: `every resource manager is ${end}`,
      holds: (world) => {
        const { rm } = model.view(world);
        return managers.every((name) => rm[name] === end);
      },
    })),
  };
}

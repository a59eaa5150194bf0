/** Symmetric classics: as many states as there are orbits, by brute force over all permutations; and the same verdicts. */
import { describe, expect, test } from 'vitest';
import { executionTo } from '../../sim/explore/exhaustive/path.js';
import { plainOrbits } from '../../sim/explore/exhaustive/symmetry/plain-orbits.js';
import { tracePath } from '../../sim/reproduce/untimed-trace.js';
import { canonical, type Value } from '../../sim/world/value.js';
import { asyncTerminationDetection } from './async-termination-detection.js';
import type { Classic } from './classic.js';
import { increment, incrementLock } from './increment.js';
import { paxosTla } from './paxos-tla.js';
import { processes } from './processes.js';
import { singleCopyRegister } from './single-copy-register.js';
import { tCommit } from './t-commit.js';
import { checked } from './testing.js';
import { twoPhaseCommit } from './two-phase-commit.js';
import { twoPhaseCommitActors } from './two-phase-commit-actors.js';

const SYMMETRIC: readonly (readonly [name: string, build: () => Classic])[] = [
  ...[1, 2, 3].map((n) => [`two-phase commit with ${n}`, () => twoPhaseCommit(n)] as const),
  ...(['unordered', 'duplicating', 'ordered'] as const).map((network) =>
    [`two-phase commit as 3 actors, ${network}`, () => twoPhaseCommitActors(3, network)] as const),
  ['transaction commit with 4', () => tCommit(4)],
  ...[2, 3, 4].map((n) => [`increment with ${n}`, () => increment(n)] as const),
  ['increment with a lock and 4', () => incrementLock(4)],
  ['5 processes', () => processes(5)],
  ['termination detection with 3', () => asyncTerminationDetection(3, 2)],
  ['Paxos in TLA+', () => paxosTla(1)],
  ...[1, 2].map((servers) => [`a single-copy register of ${servers} with 3`, () => singleCopyRegister({ servers, clients: 3, network: 'unordered' })] as const),
  ['a lossy single-copy register with 2', () => singleCopyRegister({ servers: 1, clients: 2, network: 'unordered', lossy: true })],
  ['an ordered single-copy register with 3', () => singleCopyRegister({ servers: 1, clients: 3, network: 'ordered' })],
];

describe('with symmetry', () => {
  test.each(SYMMETRIC)('%s has a state for each orbit, and the same verdicts', { timeout: 60_000 }, (_, build) => {
    const whole = checked(build());
    const orbits = checked(build(), { symmetry: true });
    expect(orbits.distinct).toBe(new Set(plainOrbits(whole)).size);
    expect(orbits.depthMax).toBe(whole.depthMax);
    expect(orbits.decisions.map((decision) => decision?.depth ?? null)).toEqual(whole.decisions.map((decision) => decision?.depth ?? null));
  });

  test('an increment is lost in an execution that keeps the names of its threads', () => {
    const { invariants } = increment(4);
    const search = checked(increment(4), { symmetry: true });
    const { state, renaming, evidence } = search.decisions[0]!;
    const steps = executionTo(search, state, renaming).steps.map(({ event }) => canonical(event as unknown as Value));
    expect(steps).toHaveLength(4);
    expect(new Set(steps.map((step) => /thread-\d/.exec(step)![0])).size).toBe(2);
    expect(tracePath(search, state, invariants, { renaming }).violations).toMatchObject([{ step: 4, evidence }]);
  });
});

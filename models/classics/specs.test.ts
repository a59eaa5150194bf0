/** Specs with published state counts: distinct, generated, depth. */
import { describe, expect, test } from 'vitest';
import { asyncTerminationDetection } from './async-termination-detection.js';
import { dieHard } from './die-hard.js';
import { increment, incrementLock } from './increment.js';
import { linearEquation } from './linear-equation.js';
import { paxosTla } from './paxos-tla.js';
import { puzzle } from './puzzle.js';
import { tCommit } from './t-commit.js';
import { checked, counts } from './testing.js';
import { twoPhaseCommit } from './two-phase-commit.js';

describe('two-phase commit', () => {
  test('has the published counts with 3 and 5 resource managers, is consistent, and can end both ways', () => {
    expect(counts(twoPhaseCommit(3))).toEqual([288, 1_146, 11]);
    expect(counts(twoPhaseCommit(5))).toEqual([8_832, 58_146, 17]);
    expect(checked(twoPhaseCommit(3)).decisions.map((decision) => decision !== null)).toEqual([false, true, true]);
  });

  test.each([1, 2, 4, 6])('follows the closed forms with %i', (n) => {
    const generated = 2 + (n + 1) * 4 ** n + 2 * n * 6 ** (n - 1) + n * 6 ** n + n * 2 ** n;
    expect(counts(twoPhaseCommit(n))).toEqual([6 ** n + 4 ** n + 2 ** n, generated, 3 * n + 2]);
  });
});

describe('transaction commit', () => {
  test('has the published counts with 3 resource managers', () => {
    expect(counts(tCommit(3))).toEqual([34, 94, 7]);
  });

  test.each([1, 2, 5, 7])('follows the closed forms with %i', (n) => {
    const [distinct, , depth] = counts(tCommit(n));
    expect([distinct, depth]).toEqual([3 ** n + 2 ** n - 1, 2 * n + 1]);
  });
});

test('Die Hard measures four gallons in six steps', () => {
  expect(counts(dieHard())).toEqual([16, 97, 8]);
  expect(checked(dieHard()).decisions[0]?.depth).toBe(7);
});

test('half of the 8-puzzle can be reached', () => {
  expect(counts(puzzle())).toEqual([181_440, 483_841, 32]);
});

describe('asynchronous termination detection', () => {
  test('has the published counts; TLC counts as generated what its constraint rejects', () => {
    const search = checked(asyncTerminationDetection(4, 3));
    expect([search.distinct, search.generated + search.expansion.outside, search.depthMax]).toEqual([4_097, 53_271, 14]);
    expect(search.expansion.outside).toBe(8_192);
  });

  test.each([[2, 1], [2, 3], [3, 2]])('follows the closed forms with %i nodes and at most %i pending', (nodes, pending) => {
    const [distinct, , depth] = counts(asyncTerminationDetection(nodes, pending));
    expect([distinct, depth]).toEqual([(2 * (pending + 1)) ** nodes + 1, pending * nodes + 2]);
  });
});

describe('increment', () => {
  test.each([[2, 13, 15, 5], [3, 84, 112, 7], [4, 755, 1_157, 9], [5, 8_638, 15_206, 11]])(
    'has the published counts with %i threads', (threads, distinct, generated, depth) => {
      expect(counts(increment(threads))).toEqual([distinct, generated, depth]);
    });

  test('loses an increment after two reads and a write', () => {
    expect(checked(increment(2)).decisions[0]).toMatchObject({ faults: 0, depth: 5, evidence: '2 threads have written, and the counter is 1' });
  });

  test.each([[2, 17], [3, 61], [4, 257], [5, 1_301]])('with a lock, %i threads have %i states and lose nothing', (threads, distinct) => {
    expect(counts(incrementLock(threads))).toEqual([distinct, distinct, 4 * threads + 1]);
    expect(checked(incrementLock(threads)).decisions).toEqual([null, null]);
  });
});

test('Paxos in TLA+ has the published counts, and agrees', () => {
  const search = checked(paxosTla(1));
  expect([search.distinct, search.depthMax]).toEqual([3_921, 17]);
  expect(search.decisions).toEqual([null]);
});

describe('a linear equation over bytes', () => {
  test('without a solution is searched whole', () => {
    expect(counts(linearEquation({ a: 2, b: 4, c: 7 }))).toEqual([65_536, 131_073, 511]);
  });

  test('with one is searched until it is found, when nothing else is asked', () => {
    const search = checked(linearEquation({ a: 2, b: 10, c: 14 }), { stopWhenDecided: true });
    expect([search.ending, search.distinct, search.generated, search.depthMax]).toEqual(['decided', 12, 15, 4]);
    expect(search.decisions[0]).toMatchObject({ depth: 4 });
  });
});

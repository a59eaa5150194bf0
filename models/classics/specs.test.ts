/** What the specs do beside having the published counts (published-counts.test.ts): verdicts, closed forms, shortest paths. */
import { describe, expect, test } from 'vitest';
import { asyncTerminationDetection } from './async-termination-detection.js';
import { tCommitCounts, terminationDetectionCounts, twoPhaseCommitCounts } from './closed-forms.js';
import { dieHard } from './die-hard.js';
import { increment, incrementLock } from './increment.js';
import { linearEquation } from './linear-equation.js';
import { paxosTla } from './paxos-tla.js';
import { tCommit } from './t-commit.js';
import { checked, counts } from './testing.js';
import { twoPhaseCommit } from './two-phase-commit.js';

describe('two-phase commit', () => {
  test('is consistent, and can end both ways', () => {
    expect(checked(twoPhaseCommit(3)).decisions.map((decision) => decision !== null)).toEqual([false, true, true]);
  });

  test.each([1, 2, 4, 6])('follows the closed forms with %i', (n) => {
    expect(counts(twoPhaseCommit(n))).toEqual(twoPhaseCommitCounts(n));
  });
});

test.each([1, 2, 5, 7])('transaction commit follows the closed forms with %i', (n) => {
  const [distinct, , depth] = counts(tCommit(n));
  expect([distinct, null, depth]).toEqual(tCommitCounts(n));
});

test('Die Hard measures four gallons in six steps', () => {
  expect(checked(dieHard()).decisions[0]?.depth).toBe(7);
});

describe('asynchronous termination detection', () => {
  test('leaves out what TLC counts as generated and its constraint rejects', () => {
    expect(checked(asyncTerminationDetection(4, 3)).expansion.outside).toBe(8_192);
  });

  test.each([[2, 1], [2, 3], [3, 2]])('follows the closed forms with %i nodes and at most %i pending', (nodes, pending) => {
    const [distinct, , depth] = counts(asyncTerminationDetection(nodes, pending));
    expect([distinct, null, depth]).toEqual(terminationDetectionCounts(nodes, pending));
  });
});

describe('increment', () => {
  test('loses an increment after two reads and a write', () => {
    expect(checked(increment(2)).decisions[0]).toMatchObject({ faults: 0, depth: 5, evidence: '2 threads have written, and the counter is 1' });
  });

  test.each([2, 3, 4, 5])('with a lock, loses nothing with %i threads', (threads) => {
    expect(checked(incrementLock(threads)).decisions).toEqual([null, null]);
  });
});

test('Paxos in TLA+ agrees', () => {
  expect(checked(paxosTla(1)).decisions).toEqual([null]);
});

test('a linear equation over bytes is solved with three steps', () => {
  const search = checked(linearEquation({ a: 2, b: 10, c: 14 }), { stopWhenDecided: true });
  expect([search.ending, search.decisions[0]?.depth]).toEqual(['decided', 4]);
});

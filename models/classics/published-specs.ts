/** Published counts of specs: variables and guarded actions. See published-counts.ts. */
import { asyncTerminationDetection } from './async-termination-detection.js';
import { twoPhaseCommitOrbits, type Counts } from './closed-forms.js';
import { dieHard } from './die-hard.js';
import { increment, incrementLock } from './increment.js';
import { linearEquation } from './linear-equation.js';
import { paxosTla } from './paxos-tla.js';
import { processes } from './processes.js';
import type { PublishedRow } from './published-counts.js';
import { puzzle } from './puzzle.js';
import { tCommit } from './t-commit.js';
import { twoPhaseCommit } from './two-phase-commit.js';

function row(
  number: string, model: string, parameters: string, build: PublishedRow['build'], [distinct, generated, depth]: Counts, how?: PublishedRow['how'],
): PublishedRow {
  return { row: number, model, parameters, build, distinct, generated, depth, where: 'test', ...(how === undefined ? {} : { how }) };
}

export const PUBLISHED_SPECS: readonly PublishedRow[] = [
  row('1, 40', 'two-phase-commit', '3 RMs', () => twoPhaseCommit(3), [288, 1_146, 11]),
  row('2', 'two-phase-commit', '5 RMs', () => twoPhaseCommit(5), [8_832, 58_146, 17]),
  row('4', 'increment', '2 threads', () => increment(2), [13, 15, 5]),
  row('7', 'increment', '3 threads', () => increment(3), [84, 112, 7]),
  row('7', 'increment', '4 threads', () => increment(4), [755, 1_157, 9]),
  row('7', 'increment', '5 threads', () => increment(5), [8_638, 15_206, 11]),
  row('5', 'increment', '2 threads', () => increment(2), [8, 10, 5], 'up to symmetry'),
  row('6', 'increment', '8 threads', () => increment(8), [4_544, 11_590, 17], 'up to symmetry'),
  row('8', 'increment', '10 threads, lock', () => incrementLock(10), [41, null, 41], 'up to symmetry'),
  row('9', 'increment', '2 threads, lock', () => incrementLock(2), [17, 17, 9]),
  row('9', 'increment', '3 threads, lock', () => incrementLock(3), [61, 61, 13]),
  row('9', 'increment', '4 threads, lock', () => incrementLock(4), [257, 257, 17]),
  row('9', 'increment', '5 threads, lock', () => incrementLock(5), [1_301, 1_301, 21]),
  row('34', 'linear-equation', '2x + 4y = 7', () => linearEquation({ a: 2, b: 4, c: 7 }), [65_536, 131_073, 511]),
  row('35', 'linear-equation', '2x + 10y = 14', () => linearEquation({ a: 2, b: 10, c: 14 }), [12, 15, 4], 'until all properties are decided'),
  row('35', 'linear-equation', '2x + 10y = 14', () => linearEquation({ a: 2, b: 10, c: 14 }), [55, 55, 28], 'depth first, until all properties are decided'),
  row('36', 'processes', '2 processes', () => processes(2), [9, 19, 5]),
  row('36', 'processes', '2 processes', () => processes(2), [6, 13, 5], 'up to symmetry'),
  ...[3, 4, 5, 6, 7, 10].map((rms) =>
    row('3.4', 'two-phase-commit', `${rms} RMs`, () => twoPhaseCommit(rms), [twoPhaseCommitOrbits(rms), null, 3 * rms + 2], 'up to symmetry')),
  row('37', 'puzzle', '8 tiles', () => puzzle(), [181_440, 483_841, 32]),
  row('41', 't-commit', '3 RMs', () => tCommit(3), [34, 94, 7]),
  row('53', 'async-termination-detection', '4 nodes, 3 pending', () => asyncTerminationDetection(4, 3), [4_097, 53_271, 14], 'with what TLC counts outside'),
  row('55', 'paxos-tla', '2 ballots', () => paxosTla(1), [3_921, 22_995, 17]),
  row('74', 'die-hard', '3 and 5 gallons', () => dieHard(), [16, 97, 8]),
];

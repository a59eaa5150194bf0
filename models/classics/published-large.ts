/** Published counts that take seconds or minutes: `npm run bench -- check`. See published-counts.ts. */
import { abdRegister } from './abd-register.js';
import { twoPhaseCommitCounts, twoPhaseCommitOrbits, type Counts } from './closed-forms.js';
import { incrementLock } from './increment.js';
import { paxos } from './paxos.js';
import type { PublishedRow } from './published-counts.js';
import { singleCopyRegister } from './single-copy-register.js';
import { twoPhaseCommit } from './two-phase-commit.js';

function row(
  number: string, model: string, parameters: string, build: PublishedRow['build'], [distinct, generated, depth]: Counts,
  where: PublishedRow['where'] = 'bench --large',
): PublishedRow {
  return { row: number, model, parameters, build, distinct, generated, depth, where };
}

const many = (clients: number): PublishedRow['build'] => () => paxos({ servers: 3, clients, network: 'unordered' });

export const PUBLISHED_LARGE: readonly PublishedRow[] = [
  row('3.4', 'two-phase-commit', '8 RMs', () => twoPhaseCommit(8), twoPhaseCommitCounts(8), 'bench'),
  row('22', 'paxos', '3 servers, 3 clients', many(3), [1_194_428, 2_420_477, 28], 'bench'),
  row('17', 'abd-register', '3 servers, 2 clients, ordered', () => abdRegister({ servers: 3, clients: 2, network: 'ordered' }), [1_212_979, 4_730_934, 41], 'bench'),
  row('14', 'single-copy-register', '1 server, 4 clients', () => singleCopyRegister({ servers: 1, clients: 4, network: 'unordered' }), [400_233, 731_789, 17], 'bench'),
  row('3.4', 'increment', '8 threads, lock', () => incrementLock(8), [438_401, 438_401, 33], 'bench'),
  { ...row('3.4', 'two-phase-commit', '14 RMs', () => twoPhaseCommit(14), [twoPhaseCommitOrbits(14), null, 44], 'bench'), how: 'up to symmetry' },
  row('23', 'paxos', '3 servers, 4 clients', many(4), [2_372_188, 4_807_983, null]),
  row('23', 'paxos', '3 servers, 5 clients', many(5), [4_711_569, 9_551_302, null]),
  row('24', 'paxos', '3 servers, 6 clients', many(6), [9_357_525, 18_972_647, null]),
  row('3.4', 'two-phase-commit', '9 RMs', () => twoPhaseCommit(9), twoPhaseCommitCounts(9)),
  row('18', 'abd-register', '3 servers, 2 clients', () => abdRegister({ servers: 3, clients: 2, network: 'unordered' }), [41_138_199, 194_646_243, null]),
  row('3', 'two-phase-commit', '10 RMs', () => twoPhaseCommit(10), twoPhaseCommitCounts(10)),
];

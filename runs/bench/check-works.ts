/**
 * What `npm run bench -- check` measures: classics with published counts, and what the compiled peers took for them.
 *
 * The peers' figures are wall seconds of whole processes with one thread on the 2-core reference machine (issue C); they are
 * copied here, not measured again.
 */
import { abdRegister } from '../../models/classics/abd-register.js';
import type { Classic } from '../../models/classics/classic.js';
import { incrementLock } from '../../models/classics/increment.js';
import { paxos } from '../../models/classics/paxos.js';
import { singleCopyRegister } from '../../models/classics/single-copy-register.js';
import { twoPhaseCommit } from '../../models/classics/two-phase-commit.js';

export interface CheckWork {
  readonly name: string;
  readonly sentence: string;
  readonly build: () => Classic;
  /** The published counts: a measurement of anything else is worth nothing. */
  readonly distinct: number;
  readonly generated: number | null;
  readonly depth: number;
  readonly peers: string;
  /** What issue C asks for, in seconds; null where it asks for nothing. */
  readonly secondsMax: number | null;
}

export const CHECK_WORKS: readonly CheckWork[] = [
  {
    name: 'two-phase-commit-8', sentence: 'two-phase commit, 8 RMs', build: () => twoPhaseCommit(8),
    distinct: 1_745_408, generated: 18_507_778, depth: 26, secondsMax: 1.8,
    peers: 'Stateright 3.86 / 7.58, Spin 2.32 / 2.98, TLC 43',
  },
  {
    name: 'paxos-3', sentence: 'Paxos, 3 clients', build: () => paxos({ servers: 3, clients: 3, network: 'unordered' }),
    distinct: 1_194_428, generated: 2_420_477, depth: 28, secondsMax: 1.5, peers: 'Stateright 4.72 / 11.84',
  },
  {
    name: 'abd-3-2-ordered', sentence: 'ABD, 3 servers, 2 clients, ordered', build: () => abdRegister({ servers: 3, clients: 2, network: 'ordered' }),
    distinct: 1_212_979, generated: 4_730_934, depth: 41, secondsMax: 2, peers: 'Stateright 6.69 / 12.59',
  },
  {
    name: 'single-copy-4', sentence: 'single-copy register, 4 clients', build: () => singleCopyRegister({ servers: 1, clients: 4, network: 'unordered' }),
    distinct: 400_233, generated: 731_789, depth: 17, secondsMax: 2.5, peers: 'Stateright 11.65 / 16.91',
  },
  {
    name: 'increment-lock-8', sentence: 'increment with a lock, 8 threads', build: () => incrementLock(8),
    distinct: 438_401, generated: 438_401, depth: 33, secondsMax: null, peers: 'Stateright 0.15 / 0.30',
  },
];

/** A larger one, for a machine with time. */
export const LARGE_WORKS: readonly CheckWork[] = [{
  name: 'two-phase-commit-9', sentence: 'two-phase commit, 9 RMs', build: () => twoPhaseCommit(9),
  distinct: 10_340_352, generated: null, depth: 29, secondsMax: null, peers: '',
}];

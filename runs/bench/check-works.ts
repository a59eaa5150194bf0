/**
 * What `npm run bench -- check` measures: classics with published counts, and what the compiled peers took for them.
 *
 * The peers' figures are wall seconds of whole processes with one thread on the 2-core reference machine (issue C); they are
 * copied here, not measured again.
 */
import { abdRegister } from '../../models/classics/abd-register.js';
import type { Classic } from '../../models/classics/classic.js';
import { twoPhaseCommitOrbits } from '../../models/classics/closed-forms.js';
import { incrementLock } from '../../models/classics/increment.js';
import { paxos } from '../../models/classics/paxos.js';
import { PUBLISHED_LARGE } from '../../models/classics/published-large.js';
import { singleCopyRegister } from '../../models/classics/single-copy-register.js';
import { twoPhaseCommit } from '../../models/classics/two-phase-commit.js';
import { slugOf } from '../terminal/slug.js';

export interface CheckWork {
  readonly name: string;
  readonly sentence: string;
  readonly build: () => Classic;
  /** The published counts: a measurement of anything else is worth nothing. */
  readonly distinct: number;
  readonly generated: number | null;
  /** Null where none was published. */
  readonly depth: number | null;
  /** One state for each orbit is counted. */
  readonly symmetry: boolean;
  readonly peers: string;
  /** What issue C asks for, in seconds; null where it asks for nothing. */
  readonly secondsMax: number | null;
}

export const CHECK_WORKS: readonly CheckWork[] = [
  {
    name: 'two-phase-commit-8', sentence: 'two-phase commit, 8 RMs', build: () => twoPhaseCommit(8),
    distinct: 1_745_408, generated: 18_507_778, depth: 26, symmetry: false, secondsMax: 1.8,
    peers: 'Stateright 3.86 / 7.58, Spin 2.32 / 2.98, TLC 43',
  },
  {
    name: 'paxos-3', sentence: 'Paxos, 3 clients', build: () => paxos({ servers: 3, clients: 3, network: 'unordered' }),
    distinct: 1_194_428, generated: 2_420_477, depth: 28, symmetry: false, secondsMax: 1.5, peers: 'Stateright 4.72 / 11.84',
  },
  {
    name: 'abd-3-2-ordered', sentence: 'ABD, 3 servers, 2 clients, ordered', build: () => abdRegister({ servers: 3, clients: 2, network: 'ordered' }),
    distinct: 1_212_979, generated: 4_730_934, depth: 41, symmetry: false, secondsMax: 2, peers: 'Stateright 6.69 / 12.59',
  },
  {
    name: 'single-copy-4', sentence: 'single-copy register, 4 clients', build: () => singleCopyRegister({ servers: 1, clients: 4, network: 'unordered' }),
    distinct: 400_233, generated: 731_789, depth: 17, symmetry: false, secondsMax: 2.5, peers: 'Stateright 11.65 / 16.91',
  },
  {
    name: 'increment-lock-8', sentence: 'increment with a lock, 8 threads', build: () => incrementLock(8),
    distinct: 438_401, generated: 438_401, depth: 33, symmetry: false, secondsMax: null, peers: 'Stateright 0.15 / 0.30',
  },
  {
    name: 'two-phase-commit-14-symmetric', sentence: 'two-phase commit, 14 RMs, up to symmetry', build: () => twoPhaseCommit(14),
    distinct: twoPhaseCommitOrbits(14), generated: null, depth: 44, symmetry: true, secondsMax: null, peers: '',
  },
];

/** Larger ones, for a machine with time and memory: the rows of models/classics/published-large.ts that only `--large` measures. */
export const LARGE_WORKS: readonly CheckWork[] = PUBLISHED_LARGE.filter(({ where }) => where === 'bench --large')
  .map(({ row, model, parameters, build, distinct, generated, depth }) => ({
    name: slugOf(`${model} ${parameters}`), sentence: `${model}, ${parameters} (row ${row})`, build, distinct, generated, depth, symmetry: false, secondsMax: null, peers: '',
  }));

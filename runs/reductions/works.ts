/** The models that `npm run reductions` measures. */
import { abdRegister } from '../../models/classics/abd-register.js';
import type { Classic } from '../../models/classics/classic.js';
import { increment, incrementLock } from '../../models/classics/increment.js';
import { paxos } from '../../models/classics/paxos.js';
import { pingPong } from '../../models/classics/ping-pong.js';
import { singleCopyRegister } from '../../models/classics/single-copy-register.js';
import { twoPhaseCommit } from '../../models/classics/two-phase-commit.js';

export interface ReceiptWork {
  readonly name: string;
  readonly build: () => Classic;
  /** No state comes again: it has executions that can be counted. */
  readonly isAcyclic: boolean;
  /** Every step is an actor's. */
  readonly hasActors: boolean;
}

const network = 'unordered';
const SPEC = { isAcyclic: true, hasActors: false };
const ACTORS = { isAcyclic: true, hasActors: true };

export const RECEIPT_WORKS: readonly ReceiptWork[] = [
  { name: 'two-phase commit, 3 RMs', build: () => twoPhaseCommit(3), ...SPEC },
  { name: 'two-phase commit, 5 RMs', build: () => twoPhaseCommit(5), ...SPEC },
  { name: 'increment, 3 threads', build: () => increment(3), ...SPEC },
  { name: 'increment with a lock, 4 threads', build: () => incrementLock(4), ...SPEC },
  { name: 'ping-pong, 5, lossless', build: () => pingPong({ max: 5, network, lossy: false }), ...ACTORS, hasActors: false },
  { name: 'ping-pong, 5, lossy', build: () => pingPong({ max: 5, network: 'duplicating', lossy: true }), isAcyclic: false, hasActors: false },
  { name: 'single-copy register, 1 server, 2 clients', build: () => singleCopyRegister({ servers: 1, clients: 2, network }), ...ACTORS },
  { name: 'single-copy register, 1 server, 3 clients', build: () => singleCopyRegister({ servers: 1, clients: 3, network }), ...ACTORS },
  { name: 'ABD, 2 servers, 2 clients', build: () => abdRegister({ servers: 2, clients: 2, network }), ...ACTORS },
  { name: 'ABD, 3 servers, 1 client', build: () => abdRegister({ servers: 3, clients: 1, network }), ...ACTORS },
  { name: 'Paxos, 3 servers, 1 client', build: () => paxos({ servers: 3, clients: 1, network }), ...ACTORS },
  { name: 'Paxos, 3 servers, 2 clients', build: () => paxos({ servers: 3, clients: 2, network }), ...ACTORS },
];

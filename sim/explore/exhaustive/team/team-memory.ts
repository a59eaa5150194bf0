/** The memory that the workers of one search share. It can be sent to a thread. */
import { barrierMemory } from './barrier.js';
import { ringMemory, type RingMemory } from './ring.js';
import { sharedLogMemory, type SharedLogMemory } from './shared-log.js';

export interface TeamMemory {
  readonly size: number;
  /** Words that all look at: see team-member.ts. */
  readonly control: SharedArrayBuffer;
  readonly barrier: SharedArrayBuffer;
  readonly log: SharedLogMemory;
  /** From worker to worker: `rings[from][to]`. */
  readonly rings: readonly (readonly RingMemory[])[];
  /** What each worker counted: `COUNTERS` numbers each. */
  readonly counters: SharedArrayBuffer;
}

/** One worker's place among the others. */
export interface TeamSeat {
  readonly memory: TeamMemory;
  /** From 0. */
  readonly index: number;
}

export const CONTROL_WORDS = 8;
export const COUNTERS = 256;
/** The counter of the states that a worker keeps. */
export const STATES = 0;
export const WORKERS_MAX = 64;
const RING_INTEGERS = 1 << 17;
const LOG_BYTES_MAX = 1024 * 1024 * 1024;

/** @param bytesMax The bound on the memory of the whole search: a quarter of it, at most, is for the log of values. */
export function teamMemory(size: number, bytesMax: number): TeamMemory {
  return {
    size,
    control: new SharedArrayBuffer(CONTROL_WORDS * 4),
    barrier: barrierMemory(),
    log: sharedLogMemory(Math.min(LOG_BYTES_MAX, Math.max(1 << 20, Math.floor(bytesMax / 4)))),
    rings: Array.from({ length: size }, (_, from) => Array.from({ length: size }, (__, to) => ringMemory(from === to ? 1 : RING_INTEGERS))),
    counters: new SharedArrayBuffer(size * COUNTERS * 8),
  };
}

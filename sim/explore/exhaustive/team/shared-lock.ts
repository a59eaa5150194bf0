/** Locks and waiting in shared memory. */

const FREE = 0;
const HELD = 1;
/** How long to wait before looking again, in milliseconds: a waiter must not sleep through what others ask of it. */
const NAP = 1;

/** Takes a lock: a word of shared memory that is 0 at first. */
export function lock(words: Int32Array, at: number): void {
  while (Atomics.compareExchange(words, at, FREE, HELD) !== FREE) Atomics.wait(words, at, HELD, NAP);
}

export function unlock(words: Int32Array, at: number): void {
  Atomics.store(words, at, FREE);
  Atomics.notify(words, at, 1);
}

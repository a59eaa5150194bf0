/**
 * Footprints: all places that a thread was ever seen to read and to write, in any state of a search. What a thread may do is
 * taken to be no more than that, and whoever relies on it must watch `grown`: a touch that was not known before.
 */
import type { Accesses } from './accesses.js';
import type { Attempt } from './attempts.js';

export class Footprints {
  /** How often a footprint turned out to be larger than it was known to be. */
  grown = 0;
  /** By place: the threads that were seen to read it, and to write it. */
  private readonly readers = new Map<number, Set<number>>();
  private readonly writers = new Map<number, Set<number>>();
  private readonly noted = new WeakSet<Accesses>();

  note({ thread, touches }: Attempt): void {
    // Many states share an attempt.
    if (this.noted.has(touches)) return;
    this.noted.add(touches);
    for (const place of touches.reads) this.add(this.readers, place, thread);
    for (const place of touches.writes) this.add(this.writers, place, thread);
  }

  /** The threads that may write a place. */
  writersOf(place: number): Iterable<number> {
    return this.writers.get(place) ?? [];
  }

  readersOf(place: number): Iterable<number> {
    return this.readers.get(place) ?? [];
  }

  private add(threads: Map<number, Set<number>>, place: number, thread: number): void {
    let known = threads.get(place);
    if (known === undefined) threads.set(place, (known = new Set()));
    if (known.has(thread)) return;
    known.add(thread);
    this.grown += 1;
  }
}

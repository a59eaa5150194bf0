/**
 * Finds the number of a stored state by its content while the search goes on, or adds it: a reduction keeps something for each
 * state. (`liveness/state-numbers.ts` does so for a search that is over.)
 */
import { FULL, type StateStore } from '../exhaustive/state-store.js';

export class KnownNumbers {
  private readonly store: StateStore;
  /** Open addressing by the fingerprint: a state's number plus one, or 0. */
  private slots = new Int32Array(1 << 12);
  private used = 0;

  constructor(store: StateStore) {
    this.store = store;
  }

  /** The number of the state with these words and this fingerprint, which may be new to the store; FULL when there is no room for it. */
  numberOf(words: Int32Array, hash: number, parent: number): number {
    // The store was cleared, or states were added without being looked up here: the initial ones.
    if (this.used > this.store.count) this.forget();
    while (this.used < this.store.count) this.admit(this.used);
    const slot = this.slotOf(words, hash);
    if (this.slots[slot] !== 0) return this.slots[slot]! - 1;
    const added = this.store.add(words, 0, hash, parent);
    if (added !== FULL) this.admit(added);
    return added;
  }

  private slotOf(words: Int32Array, hash: number): number {
    const { states, stride, words: width } = this.store;
    const mask = this.slots.length - 1;
    let slot = hash & mask;
    for (; this.slots[slot] !== 0; slot = (slot + 1) & mask) {
      const at = (this.slots[slot]! - 1) * stride;
      if (states[at + width] === hash && isSame(states, at, words, width)) break;
    }
    return slot;
  }

  private admit(state: number): void {
    if (state * 3 > this.slots.length * 2) this.grow();
    this.place(state);
    this.used = state + 1;
  }

  private place(state: number): void {
    const { states, stride, words } = this.store;
    const mask = this.slots.length - 1;
    let slot = states[state * stride + words]! & mask;
    while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
    this.slots[slot] = state + 1;
  }

  private grow(): void {
    this.slots = new Int32Array(this.slots.length * 2);
    for (let state = 0; state < this.used; state += 1) this.place(state);
  }

  private forget(): void {
    this.slots.fill(0);
    this.used = 0;
  }
}

function isSame(states: Int32Array, at: number, words: Int32Array, width: number): boolean {
  for (let word = 0; word < width; word += 1) if (states[at + word] !== words[word]) return false;
  return true;
}

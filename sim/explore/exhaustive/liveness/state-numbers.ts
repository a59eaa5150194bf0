/**
 * Finds the number of a stored state by its content. The store itself only tells whether it holds a state: its slots keep
 * short states in place of their numbers. Made when a search has ended; four bytes for each of up to two slots a state.
 */
import { bitsFor } from '../layout.js';
import type { StateStore } from '../state-store.js';

/** No such state. */
export const NOT_FOUND = -1;

export class StateNumbers {
  private readonly store: StateStore;
  private readonly slots: Int32Array;
  private readonly shift: number;

  /** Numbers the first `size` states of a store. */
  constructor(store: StateStore, size: number) {
    this.store = store;
    // A quarter at least is empty, and one of the slots always.
    const bits = bitsFor(Math.ceil(size * 4 / 3) + 2);
    this.slots = new Int32Array(1 << bits);
    this.shift = 32 - bits;
    const { states, stride, words } = store;
    for (let state = 0; state < size; state += 1) {
      let slot = this.first(states[state * stride + words]!);
      while (this.slots[slot] !== 0) slot = this.after(slot);
      this.slots[slot] = state + 1;
    }
  }

  /** The number of the state with these words and this fingerprint, as the store is laid out now. */
  find(words: Int32Array, hash: number): number {
    const { slots, store: { states, stride, words: width } } = this;
    for (let slot = this.first(hash); slots[slot] !== 0; slot = this.after(slot)) {
      const state = slots[slot]! - 1;
      const at = state * stride;
      if (states[at + width] === hash && isSame(states, at, words, width)) return state;
    }
    return NOT_FOUND;
  }

  private first(hash: number): number {
    return hash >>> this.shift;
  }

  private after(slot: number): number {
    return (slot + 1) & (this.slots.length - 1);
  }
}

function isSame(states: Int32Array, at: number, words: Int32Array, width: number): boolean {
  for (let word = 0; word < width; word += 1) if (states[at + word] !== words[word]) return false;
  return true;
}

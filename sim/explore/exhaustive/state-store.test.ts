import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FULL, KNOWN, StateStore } from './state-store.js';

/** Vectors whose first bit is set, some of them equal, with a hash that many share. */
const vectors = (words: number): fc.Arbitrary<number[][]> => fc.array(fc.array(fc.nat({ max: 3 }), { minLength: words, maxLength: words })
  .map(([first = 0, ...rest]) => [(first << 1) | 1, ...rest]), { maxLength: 300 });

const hashOf = (vector: readonly number[]): number => Math.imul(vector.reduce((sum, word) => sum + word, 0), 0x9e3779b1) | 0;

function addAll(store: StateStore, given: readonly number[][]): number[] {
  return given.map((vector) => store.add(Int32Array.from(vector), 0, hashOf(vector), -1));
}

describe('the store of states', () => {
  test.each([1, 2, 3, 4, 5, 9])('of %i words knows exactly the states that were added, whatever their hashes', (words) => {
    fc.assert(fc.property(vectors(words), (given) => {
      const store = new StateStore(words, 1 << 20, 1_000);
      const known = new Set<string>();
      addAll(store, given).forEach((added, nth) => {
        const text = String(given[nth]);
        expect(added).toBe(known.has(text) ? KNOWN : known.size);
        known.add(text);
      });
      expect(store.count).toBe(known.size);
    }), { numRuns: 50 });
  });

  test.each([[1, 2], [2, 5], [4, 5], [5, 6]])('knows them still when %i words became %i', (before, after) => {
    fc.assert(fc.property(vectors(before), (given) => {
      const store = new StateStore(before, 1 << 20, 1_000);
      addAll(store, given);
      const { count } = store;
      expect(store.widen(after, (states, from, to) => {
        const words = states.slice(from, from + before);
        states.set(words, to);
        states.fill(0, to + before, to + after);
      })).toBe(true);
      const wider = given.map((vector) => [...vector, ...Array<number>(after - before).fill(0)]);
      // The hash goes by content, and the content is the same.
      expect(addAll(store, wider)).toEqual(given.map(() => KNOWN));
      expect(store.count).toBe(count);
    }), { numRuns: 50 });
  });

  test('keeps every state while its slots grow', () => {
    const store = new StateStore(2, 1 << 24, 1_000_000);
    const add = (index: number): number => store.add(Int32Array.of((index << 1) | 1, index >>> 4), 0, Math.imul(index, 0x9e3779b1), index);
    for (let index = 0; index < 100_000; index += 1) expect(add(index)).toBe(index);
    for (let index = 0; index < 100_000; index += 1) expect(add(index)).toBe(KNOWN);
    expect(store.parent(77_777)).toBe(77_777);
  });

  test('answers FULL when its bound is reached, and still knows what it holds', () => {
    for (const [bytes, states] of [[1 << 17, 1_000_000], [1 << 24, 500]] as const) {
      const store = new StateStore(2, bytes, states);
      let added = 0;
      let index = 0;
      for (; added !== FULL; index += 1) {
        added = store.add(Int32Array.of((index << 1) | 1, 0), 0, Math.imul(index, 0x9e3779b1), -1);
        expect(index).toBeLessThan(100_000);
      }
      expect(store.count).toBe(index - 1);
      expect(store.bytes).toBeLessThanOrEqual(bytes);
      expect(store.add(Int32Array.of(1, 0), 0, 0, -1)).toBe(KNOWN);
      expect(store.add(Int32Array.of((index << 1) | 1, 0), 0, Math.imul(index, 0x9e3779b1), -1)).toBe(FULL);
    }
  });
});

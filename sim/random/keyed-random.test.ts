import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { belowBound, KeyedRandom } from './keyed-random.js';

function seeded(labels: readonly string[], seed: string): KeyedRandom {
  const random = new KeyedRandom(labels);
  random.reseed(seed);
  return random;
}

/** Pearson's statistic for equally likely cells; about cells - 1, give or take the root of twice that. */
function chiSquare(counts: readonly number[]): number {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

describe('published test vectors: a change here changes what every seed means', () => {
  test.each<[string, string, number, number, number]>([
    ['', 'a', 0x00000000, 0, 0xe2245ca5],
    ['friday-0', 'network', 0x00000000, 0, 0x650a5e63],
    ['friday-0', 'network', 0x00000000, 1, 0x7e19a656],
    ['friday-0', 'network', 0x00000001, 0, 0x0c71fc6f],
    ['friday-1', 'network', 0x00000000, 0, 0x29ff1d82],
    ['friday-0', 'database', 0x00000000, 0, 0xb39b9fe6],
    ['friday-0', 'network', 0xdeadbeef, 7, 0xb4f38573],
    ['é', 'network', 0xffffffff, 1000000, 0x15b52653],
  ])('seed %j, label %j, key %i, draw %i', (seed, label, key, counter, word) => {
    expect(seeded([label], seed).draw(0, key, counter)).toBe(word);
  });
});

describe('a draw is a function of seed, label, key and counter alone', () => {
  const draw = fc.record({ label: fc.nat({ max: 3 }), key: fc.integer(), counter: fc.nat({ max: 100 }) });

  test('in whatever order the draws are made', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(draw, { minLength: 1 }), (seed, draws) => {
        const labels = ['a', 'b', 'c', 'd'];
        const forth = seeded(labels, seed);
        const back = seeded(labels, seed);
        const inOrder = draws.map((d) => forth.draw(d.label, d.key, d.counter));
        const inReverse = [...draws].reverse().map((d) => back.draw(d.label, d.key, d.counter));
        expect(inReverse.reverse()).toEqual(inOrder);
      }),
    );
  });

  test('whatever other labels there are, and wherever the label stands', () => {
    const alone = seeded(['network'], 's');
    const among = seeded(['clock', 'disk', 'network', 'user'], 's');
    for (let key = 0; key < 100; key += 1) expect(among.draw(2, key, 3)).toBe(alone.draw(0, key, 3));
  });

  test('whatever was seeded and drawn before', () => {
    const fresh = seeded(['a', 'b'], 'second');
    const used = seeded(['a', 'b'], 'first');
    used.draw(0, 1, 1);
    used.reseed('second');
    expect([used.draw(0, 7, 0), used.draw(1, 7, 0)]).toEqual([fresh.draw(0, 7, 0), fresh.draw(1, 7, 0)]);
    used.reseed('first');
    expect(used.draw(1, 7, 0)).toBe(seeded(['b'], 'first').draw(0, 7, 0));
  });

  test('keys may be signed or unsigned', () => {
    const random = seeded(['a'], 's');
    fc.assert(fc.property(fc.integer(), (key) => random.draw(0, key, 0) === random.draw(0, key >>> 0, 0)));
  });

  test('label and seed cannot be confused with each other', () => {
    expect(seeded(['a:b'], 'c').draw(0, 0, 0)).not.toBe(seeded(['a'], 'b:c').draw(0, 0, 0));
  });
});

describe('the words look random', () => {
  const CELLS = 256;
  // Five standard deviations above the mean; these draws are fixed, so this either holds for ever or never does.
  const CHI_SQUARE_MAX = CELLS - 1 + 5 * Math.sqrt(2 * (CELLS - 1));
  const random = seeded(['a', 'b'], 'chi-square');

  test.each<[string, (index: number) => number]>([
    ['along the counters of a key', (index) => random.draw(0, 0xabcdef, index)],
    ['along the keys', (index) => random.draw(0, index, 0)],
    ['along keys that differ in their high bits only', (index) => random.draw(0, index << 12, 0)],
    ['along the differences of neighbours', (index) => random.draw(0, 5, index) - random.draw(0, 5, index + 1)],
    ['in what two labels have in common', (index) => random.draw(0, index, 0) ^ random.draw(1, index, 0)],
    ['in what two keys have in common', (index) => random.draw(0, 1, index) ^ random.draw(0, 2, index)],
    ['along seeds', (index) => seeded(['a'], `friday-${index % 20_000}`).draw(0, 0, 0)],
  ])('%s, in the top and in the bottom byte', (_where, word) => {
    const top = new Array<number>(CELLS).fill(0);
    const bottom = new Array<number>(CELLS).fill(0);
    for (let index = 0; index < 20_000; index += 1) {
      const drawn = word(index);
      (top[drawn >>> 24] as number) += 1;
      (bottom[drawn & 255] as number) += 1;
    }
    expect(chiSquare(top)).toBeLessThan(CHI_SQUARE_MAX);
    expect(chiSquare(bottom)).toBeLessThan(CHI_SQUARE_MAX);
  });

  test('no two keys, and no two counters of a key, give the same word', () => {
    const byKey = new Set<number>();
    const byCounter = new Set<number>();
    for (let index = 0; index < 100_000; index += 1) {
      byKey.add(random.draw(0, index, 0));
      byCounter.add(random.draw(0, 0, index));
    }
    expect([byKey.size, byCounter.size]).toEqual([100_000, 100_000]);
  });

  test('every bit is set about half of the time', () => {
    for (let bit = 0; bit < 32; bit += 1) {
      let set = 0;
      for (let index = 0; index < 4000; index += 1) set += (random.draw(0, index * 31, index & 7) >>> bit) & 1;
      expect(Math.abs(set / 4000 - 0.5)).toBeLessThan(0.05);
    }
  });
});

describe('mistakes are named', () => {
  test('a label given twice', () => {
    expect(() => new KeyedRandom(['a', 'b', 'a'])).toThrow("The label 'a' is given twice");
  });

  test('a label that does not exist', () => {
    for (const label of [1, -1]) expect(() => seeded(['a'], 's').draw(label, 0, 0)).toThrow(`There is no label number ${label}`);
  });
});

describe('belowBound', () => {
  const word = fc.integer({ min: 0, max: 0xffffffff });

  test('stays below the bound', () => {
    fc.assert(
      fc.property(word, fc.integer({ min: 1, max: 0x7fffffff }), (drawn, bound) => {
        const result = belowBound(drawn, bound);
        return Number.isInteger(result) && result >= 0 && result < bound;
      }),
    );
    expect(belowBound(0xffffffff, 4294967296)).toBe(0xffffffff);
  });

  test('is the exact multiply-shift, for bounds up to 2^21', () => {
    fc.assert(
      fc.property(word, fc.integer({ min: 1, max: 1 << 21 }), (drawn, bound) => {
        expect(belowBound(drawn, bound)).toBe(Number((BigInt(drawn) * BigInt(bound)) >> 32n));
      }),
    );
  });

  test('gives each result its fair share', () => {
    const random = seeded(['a'], 'shares');
    const counts = [0, 0, 0];
    for (let index = 0; index < 30_000; index += 1) (counts[belowBound(random.draw(0, 1, index), 3)] as number) += 1;
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(400);
  });
});

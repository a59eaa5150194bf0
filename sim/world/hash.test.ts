import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hashText, hashTextSecond, mix32 } from './hash.js';

const isWord = (word: number): boolean => Number.isInteger(word) && word >= 0 && word <= 0xffffffff;

/** The share of result bits that flip, averaged over the trials: 0.5 is ideal. */
function flipShare(trials: number, pair: (trial: number) => [number, number]): number {
  let flipped = 0;
  for (let trial = 0; trial < trials; trial += 1) {
    const [left, right] = pair(trial);
    for (let bits = (left ^ right) >>> 0; bits !== 0; bits &= bits - 1) flipped += 1;
  }
  return flipped / (trials * 32);
}

describe('published test vectors: a change here changes every stored fingerprint and capsule', () => {
  test.each<[string, number, number]>([
    ['', 0xd432e8c5, 0xd9c0799c],
    ['a', 0xff1e0c7a, 0xf766b64b],
    ['b', 0xe1f1c8ee, 0x0dad2842],
    ['ab', 0x3b6f43cf, 0x4fea2040],
    ['null', 0x7df43e8b, 0x9d966304],
    ['{"generation":1,"vm":"running"}', 0x061ca228, 0x1ea0ff8f],
    ['é', 0xf6a36e69, 0x61be5a9c],
    ['🚀', 0x28a51018, 0x31498f59],
  ])('%j', (text, first, second) => {
    expect([hashText(text), hashTextSecond(text)]).toEqual([first, second]);
  });

  test.each<[number, number, number]>([
    [0x00000000, 0x00000000, 0x144a87a9],
    [0x00000001, 0x00000000, 0x1c06b9ed],
    [0x00000000, 0x00000001, 0x03859519],
    [0x00000001, 0x00000002, 0x243ef7f3],
    [0xffffffff, 0xffffffff, 0x88b8ca8f],
    [0x12345678, 0x9abcdef0, 0x71a5552b],
  ])('mix32(%i, %i)', (a, b, mixed) => {
    expect(mix32(a, b)).toBe(mixed);
  });
});

describe('hashes of text', () => {
  test('are unsigned 32-bit integers, and the same text always has the same ones', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const copy = [...text].join('');
        return isWord(hashText(text)) && isWord(hashTextSecond(text)) && hashText(text) === hashText(copy) && hashTextSecond(text) === hashTextSecond(copy);
      }),
    );
  });

  test('collide no more than chance, and never in both lanes, on texts like those of a model', () => {
    const first = new Map<number, number>();
    let both = 0;
    let collisions = 0;
    for (let index = 0; index < 200_000; index += 1) {
      const text = `{"generation":${index % 40},"id":"instance-${(index / 40) | 0}/vmm-${index % 7}","vm":"running"}`;
      const second = hashTextSecond(text);
      const known = first.get(hashText(text));
      if (known === undefined) first.set(hashText(text), second);
      else {
        collisions += 1;
        if (known === second) both += 1;
      }
    }
    // The expectation for 32 random bits is 4.7.
    expect(collisions).toBeLessThan(18);
    expect(both).toBe(0);
  });

  test('one changed unit flips about half of the bits of either lane', () => {
    for (const hash of [hashText, hashTextSecond]) {
      const share = flipShare(20_000, (trial) => [hash(`vmm-${trial}-running`), hash(`vmm-${trial ^ 1}-running`)]);
      expect(share).toBeGreaterThan(0.49);
      expect(share).toBeLessThan(0.51);
    }
  });

  test('the two lanes do not resemble each other', () => {
    const share = flipShare(20_000, (trial) => [hashText(`row ${trial}`), hashTextSecond(`row ${trial}`)]);
    expect(Math.abs(share - 0.5)).toBeLessThan(0.01);
  });

  test('zero characters at either end change the hash', () => {
    const texts = ['', '\0', '\0\0', 'a', 'a\0', '\0a'];
    expect(new Set(texts.map(hashText)).size).toBe(texts.length);
    expect(new Set(texts.map(hashTextSecond)).size).toBe(texts.length);
  });
});

describe('mix32', () => {
  test('takes signed and unsigned words alike, and gives an unsigned one', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), (a, b) => isWord(mix32(a, b)) && mix32(a, b) === mix32(a >>> 0, b >>> 0)),
    );
  });

  test('depends on the order of its words', () => {
    fc.assert(fc.property(fc.integer(), fc.integer(), (a, b) => a === b || mix32(a, b) !== mix32(b, a)), { numRuns: 1000 });
  });

  test('maps either word one to one while the other is fixed', () => {
    for (const fixed of [0, 1, 0xdeadbeef]) {
      const left = new Set<number>();
      const right = new Set<number>();
      for (let word = 0; word < 50_000; word += 1) {
        left.add(mix32(Math.imul(word, 2654435761), fixed));
        right.add(mix32(fixed, Math.imul(word, 2654435761)));
      }
      expect([left.size, right.size]).toEqual([50_000, 50_000]);
    }
  });

  test('each bit of either word flips about half of the result', () => {
    for (let bit = 0; bit < 32; bit += 1) {
      const a = flipShare(2000, (trial) => [mix32(trial, 7), mix32(trial ^ (1 << bit), 7)]);
      const b = flipShare(2000, (trial) => [mix32(7, trial), mix32(7, trial ^ (1 << bit))]);
      expect(Math.abs(a - 0.5)).toBeLessThan(0.04);
      expect(Math.abs(b - 0.5)).toBeLessThan(0.04);
    }
  });
});

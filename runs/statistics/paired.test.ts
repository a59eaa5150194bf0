import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { conclusionOf, confidenceOfEach, shareBetter, signTest, type Pairs } from './paired.js';

const pairs = (better: number, worse: number, equal = 0): Pairs => ({ better, worse, equal });

describe('the sign test', () => {
  it.each([
    // As R's binom.test(better, better + worse) prints them.
    [7, 14, 0.1892], [1, 9, 0.02148], [0, 5, 0.0625], [0, 6, 0.03125], [8, 2, 0.1094], [15, 5, 0.04139], [10, 10, 1],
  ])('of %d better and %d worse is the published one', (better, worse, probability) => {
    expect(signTest(pairs(better, worse))).toBeCloseTo(probability, 4);
  });

  it('does not care which side is called better, nor how many pairs are equal', () => {
    fc.assert(fc.property(fc.nat(60), fc.nat(60), fc.nat(1000), (better, worse, equal) => {
      expect(signTest(pairs(better, worse, equal))).toBeCloseTo(signTest(pairs(worse, better)), 12);
    }));
    expect(signTest(pairs(0, 0, 2000))).toBe(1);
  });

  it('decides exactly when the interval of the share leaves out one half', () => {
    fc.assert(fc.property(fc.nat(80), fc.nat(80), fc.integer({ min: 1, max: 200 }), (better, worse, cells) => {
      const confidence = confidenceOfEach(cells);
      const { low, high } = shareBetter(pairs(better, worse), confidence);
      const conclusion = conclusionOf(pairs(better, worse), confidence);
      expect(conclusion).toBe(low > 0.5 ? 'better' : high < 0.5 ? 'worse' : 'undecided');
    }));
  });
});

describe('the confidence of each of many intervals', () => {
  it('leaves the same doubt to all of them together', () => {
    expect(confidenceOfEach(1)).toBe(0.95);
    expect(confidenceOfEach(50)).toBeCloseTo(0.999, 12);
    expect(confidenceOfEach(0)).toBe(0.95);
  });
});

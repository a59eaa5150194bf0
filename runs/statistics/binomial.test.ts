import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { atLeast, boundWithoutHits, cleanRunsNeeded, clopperPearson } from './binomial.js';

/** The same probability by adding up its terms, in whole numbers until the last division: the rate is `parts` / 1000. */
function addedUp(hits: number, runs: number, parts: number): number {
  let [term, sum] = [1n, 0n];
  for (let successes = 0; successes <= runs; successes += 1) {
    if (successes >= hits) sum += term * BigInt(parts) ** BigInt(successes) * BigInt(1000 - parts) ** BigInt(runs - successes);
    term = (term * BigInt(runs - successes)) / BigInt(successes + 1);
  }
  return Number((sum * 10n ** 18n) / 1000n ** BigInt(runs)) / 1e18;
}

describe('the probability of so many hits', () => {
  it('is the sum of its terms', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 120 }), fc.nat(), fc.integer({ min: 1, max: 999 }), (runs, nth, parts) => {
      const hits = 1 + (nth % runs);
      expect(atLeast(hits, runs, parts / 1000)).toBeCloseTo(addedUp(hits, runs, parts), 11);
    }));
  });
});

describe('the interval of Clopper and Pearson', () => {
  it.each([
    // As R's binom.test prints them.
    [7, 21, 0.1458769, 0.5696755], [0, 10, 0, 0.3084971], [1, 10, 0.002528579, 0.445016117], [10, 10, 0.6915029, 1],
    [682, 925, 0.7076683, 0.7654066],
  ])('of %d in %d is the published one', (hits, runs, low, high) => {
    const interval = clopperPearson(hits, runs);
    expect(interval.low).toBeCloseTo(low, 6);
    expect(interval.high).toBeCloseTo(high, 6);
  });

  it('leaves 2.5 % on either side, also for rare things in a million runs', () => {
    for (const [hits, runs] of [[1, 1_000_000], [3, 1_000_000], [500_000, 1_000_000], [2, 3]] as const) {
      const { low, high } = clopperPearson(hits, runs);
      expect(atLeast(hits, runs, low)).toBeCloseTo(0.025, 6);
      expect(1 - atLeast(hits + 1, runs, high)).toBeCloseTo(0.025, 6);
    }
  });

  it('is everything without runs, and refuses what is no count', () => {
    expect(clopperPearson(0, 0)).toEqual({ low: 0, high: 1 });
    for (const [hits, runs] of [[2, 1], [-1, 1], [0.5, 1]] as const) expect(() => clopperPearson(hits, runs)).toThrow(RangeError);
  });
});

describe('runs without a hit', () => {
  it('bound the rate by about 3 / runs', () => {
    expect(boundWithoutHits(1)).toBeCloseTo(0.95, 12);
    for (const runs of [100, 10_000, 1_000_000]) expect(boundWithoutHits(runs) * runs).toBeCloseTo(2.9957, 1);
    expect(boundWithoutHits(0)).toBe(1);
  });

  it('are needed until such a bound lies below the rate, and not one more', () => {
    fc.assert(fc.property(fc.double({ min: 1e-6, max: 0.9, noNaN: true }), (rate) => {
      const needed = cleanRunsNeeded(rate);
      expect(boundWithoutHits(needed)).toBeLessThanOrEqual(rate * (1 + 1e-9));
      if (needed > 1) expect(boundWithoutHits(needed - 1)).toBeGreaterThan(rate * (1 - 1e-9));
    }));
    expect([cleanRunsNeeded(0), cleanRunsNeeded(1)]).toEqual([Infinity, 1]);
  });
});

import { describe, expect, it } from 'vitest';
import { medianInterval } from './median.js';

const upTo = (count: number): number[] => Array.from({ length: count }, (_, nth) => nth + 1).reverse();

describe('the median of repetitions', () => {
  it.each([
    // Ranks from the tables of the sign test.
    [5, -Infinity, Infinity], [6, 1, 6], [10, 2, 9], [15, 4, 12], [20, 6, 15], [30, 10, 21], [50, 18, 33],
  ])('of %d values lies between the ranks that the tables give', (count, low, high) => {
    expect(medianInterval(upTo(count))).toEqual({ median: (count + 1) / 2, low, high });
  });

  it('may be that nothing was found in time', () => {
    const some = [...upTo(4), ...Array.from({ length: 8 }, () => Infinity)];
    expect(medianInterval(some)).toEqual({ median: Infinity, low: 3, high: Infinity });
    expect(() => medianInterval([])).toThrow(RangeError);
  });
});

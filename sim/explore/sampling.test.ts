import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DurationRange } from '../process/model.js';
import { sampleDuration, sampleLate } from './sampling.js';

const word = fc.oneof(fc.nat({ max: 0xffffffff }), fc.constantFrom(0, 1, 0xffffffff, 0x10000000, 0x0fffffff));
const range: fc.Arbitrary<DurationRange> = fc.record({
  min: fc.nat({ max: 2_000_000_000 }), width: fc.nat({ max: 2_000_000_000 }),
  shape: fc.constantFrom<DurationRange['shape']>('fixed', 'uniform', 'skewed'), mayBeLate: fc.constant(true),
}).map(({ min, width, ...rest }) => ({ min, max: min + width, ...rest }));

describe('durations', () => {
  test('stay within their range, in whole microseconds, however little slack is left', () => {
    fc.assert(fc.property(range, word, fc.nat({ max: 100 }), (within, drawn, slack) => {
      const length = sampleDuration(within, drawn, slack);
      return Number.isSafeInteger(length) && length >= within.min && length <= within.max;
    }), { numRuns: 2_000 });
  });

  test('reach their minimum, and are at their maximum when no slack is left', () => {
    const uniform: DurationRange = { min: 10, max: 1_000, shape: 'uniform', mayBeLate: false };
    expect([sampleDuration(uniform, 0, 100), sampleDuration(uniform, 0, 0), sampleDuration({ ...uniform, shape: 'fixed' }, 0, 100)])
      .toEqual([10, 1_000, 1_000]);
  });

  test('a longer word is never a shorter duration', () => {
    fc.assert(fc.property(range, word, word, (within, left, right) =>
      left > right || sampleDuration(within, left, 100) <= sampleDuration(within, right, 100)));
  });

  test('that are late lie above their range, in whole microseconds', () => {
    fc.assert(fc.property(range, word, (within, drawn) => {
      const length = sampleLate(within, drawn);
      return Number.isSafeInteger(length) && length > within.max && length <= within.max + Math.max(9 * within.max, 1_000_000);
    }), { numRuns: 2_000 });
  });

  test('that are skewed lie within the lowest fiftieth half of the time, as the table says', () => {
    const skewed: DurationRange = { min: 0, max: 1_000_000, shape: 'skewed', mayBeLate: false };
    const samples = Array.from({ length: 1_024 }, (_, nth) => sampleDuration(skewed, nth * 4_194_304, 100));
    expect(samples.filter((length) => length <= 20_000).length).toBe(513);
    expect(samples.filter((length) => length > 550_000).length).toBe(64);
  });
});

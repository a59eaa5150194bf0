import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatDuration, parseDuration } from './duration.js';
import { UsageError } from './failure.js';

describe('parseDuration', () => {
  test.each<[string, number]>([
    ['90s', 90_000_000],
    ['250ms', 250_000],
    ['10m', 600_000_000],
    ['2h', 7_200_000_000],
    ['1us', 1],
    ['1µs', 1],
    ['0s', 0],
    ['0.1s', 100_000],
    ['1.5s', 1_500_000],
    ['2.5h', 9_000_000_000],
    ['1h30m', 5_400_000_000],
    ['1h 30m 5s', 5_405_000_000],
    [' 10 min ', 600_000_000],
    ['5S', 5_000_000],
  ])('%j is %i microseconds', (text, microseconds) => {
    expect(parseDuration(text)).toBe(microseconds);
  });

  test.each<[string, string]>([
    ['', 'It is empty.'],
    ['90', 'The unit of 90 is missing.'],
    ['1h30', 'The unit of 30 is missing.'],
    ['s', "'s' is not a number with a unit."],
    ['-5s', 'cannot be negative'],
    ['5 parsecs', "'parsecs' is not a unit."],
    ['1d', "'d' is not a unit."],
    ['1e3s', "'e' is not a unit."],
    ['1s1m', 'from the largest unit to the smallest'],
    ['1s1s', 'each unit once'],
    ['0.5us', 'finer than a microsecond'],
    ['99999999999h', 'longer than 285 years'],
    ['1s,', "',' is not a number with a unit."],
  ])('%j is refused: %s', (text, why) => {
    let caught: unknown;
    try {
      parseDuration(text, '--for');
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(UsageError);
    const error = caught as UsageError;
    expect(error.what).toBe(`'${text}' is not a duration for --for.`);
    expect(error.why).toContain(why);
    expect(error.next).toContain('1h30m');
  });
});

describe('formatDuration', () => {
  test.each<[number, string]>([
    [0, '0s'],
    [1, '1us'],
    [1_500, '1.5ms'],
    [250_000, '250ms'],
    [1_000_000, '1s'],
    [81_250_000, '1m21.25s'],
    [90_000_000, '1m30s'],
    [7_200_000_000, '2h'],
    [3_600_000_001, '1h0.000001s'],
  ])('%i microseconds are %j', (microseconds, text) => {
    expect(formatDuration(microseconds)).toBe(text);
  });

  test('loses nothing: parsing gives the same microseconds back', () => {
    fc.assert(
      fc.property(fc.oneof(fc.maxSafeNat(), fc.nat(), fc.nat({ max: 5000 })), (microseconds) => {
        expect(parseDuration(formatDuration(microseconds))).toBe(microseconds);
      }),
    );
  });

  test('refuses what is no duration', () => {
    for (const wrong of [-1, 0.5, NaN, Infinity]) expect(() => formatDuration(wrong)).toThrow('is no duration');
  });
});

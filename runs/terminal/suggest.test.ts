import { describe, expect, test } from 'vitest';
import { lookUp, nearestName, unknownName } from './suggest.js';

const SCENARIOS = ['omicron-4226', 'omicron-2315', 'sled-expunged', 'two-phase-commit'];

describe('the nearest name', () => {
  test.each<[string, string | undefined]>([
    ['omicron-422', 'omicron-4226'],
    ['Omicron-4226', 'omicron-4226'],
    ['sled-expugned', 'sled-expunged'],
    ['two', 'two-phase-commit'],
    ['sled', 'sled-expunged'],
    ['completely-different-thing', undefined],
    ['zz', undefined],
    ['', undefined],
  ])('to %j is %j', (given, nearest) => {
    expect(nearestName(given, SCENARIOS)).toBe(nearest);
  });

  test('is not one that shares no character with what was given', () => {
    expect(nearestName('a', ['b', 'cd'])).toBeUndefined();
  });
});

describe('an unknown name', () => {
  test('is answered with the nearest one, and with all that are valid', () => {
    const error = unknownName('scenario', 'omicron-422', SCENARIOS, 'whatif list');
    expect(error.message).toBe(
      "unknown scenario 'omicron-422'. Did you mean 'omicron-4226'? " +
        'Valid: omicron-2315, omicron-4226, sled-expunged, two-phase-commit. `whatif list` says what each one is.',
    );
    expect(error.exitCode).toBe(2);
  });

  test('far from all of them gets no guess', () => {
    expect(unknownName('rule', 'banana', ['a-rule']).message).toBe("unknown rule 'banana'. Valid: a-rule.");
  });

  test('among very many gets a list that ends', () => {
    const names = Array.from({ length: 100 }, (_, index) => `name-${100 + index}`);
    expect(unknownName('thing', 'x', names).next).toMatch(/, and 70 more\.$/);
  });

  test('among none says so', () => {
    expect(unknownName('capsule', 'x', []).next).toBe('There is no capsule yet.');
  });
});

test('looking up gives what is known, and throws for what is not', () => {
  const known = new Map([['one', 1], ['zero', 0]]);
  expect(lookUp('number', 'zero', known)).toBe(0);
  expect(() => lookUp('number', 'on', known)).toThrow("Did you mean 'one'?");
});

import { expect, test } from 'vitest';
import { seedName } from './names.js';

test('a run of a campaign is named by the campaign and its number', () => {
  expect(seedName(0, 'friday')).toBe('friday-0');
  expect(seedName(1207, 'friday')).toBe('friday-1207');
});

test('no two runs of a campaign share a seed', () => {
  const seeds = new Set(Array.from({ length: 2000 }, (_, index) => seedName(index, 'a-1')));
  expect(seeds.size).toBe(2000);
});

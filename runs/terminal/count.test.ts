import { expect, test } from 'vitest';
import { counted, formatCount, formatShortCount } from './count.js';

test.each<[number, string]>([[0, '0'], [999, '999'], [1000, '1,000'], [1234567, '1,234,567']])('%i is written %s', (count, text) => {
  expect(formatCount(count)).toBe(text);
});

test.each<[number, string]>([
  [0, '0'], [950, '950'], [999.4, '999'], [999.6, '1.00k'], [1234, '1.23k'], [45_600, '45.6k'], [999_400, '999k'],
  [999_999, '1.00M'], [18_500_000, '18.5M'], [2e9, '2.00G'],
])('%d is %s where there is little room', (count, text) => {
  expect(formatShortCount(count)).toBe(text);
});

test('one is singular, all other counts are plural', () => {
  expect([counted(0, 'run'), counted(1, 'run'), counted(2000, 'run')]).toEqual(['0 runs', '1 run', '2,000 runs']);
  expect(counted(2, 'entry', 'entries')).toBe('2 entries');
});

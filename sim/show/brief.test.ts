import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { brief, clock, lengthOfTime } from './brief.js';
import { wrap } from './wrap.js';

describe('values and times as a person reads them', () => {
  test.each([[0, '0:00.000'], [83_121_999, '1:23.121'], [3_600_000_000, '1:00:00.000'], [14_462_003_000, '4:01:02.003']])(
    'clock %i', (time, text) => expect(clock(time)).toBe(text));
  test.each([[350, '350 us'], [12_400, '12 ms'], [31_240_000, '31.2 s'], [250_000_000, '4 min 10 s']])(
    'length %i', (time, text) => expect(lengthOfTime(time)).toBe(text));
  test('values lose their quotes and are cut', () => {
    expect(brief({ id: 'vmm-1', gen: 3, tags: ['a', ''], none: null })).toBe("{ id: vmm-1, gen: 3, tags: [a, ''], none: null }");
    expect(brief(null)).toBe('');
    expect(brief('x'.repeat(99), 10)).toBe('xxxxxxxxx…');
  });
});

test('wrapping loses nothing but spaces, and no line is too long', () => {
  const words = fc.array(fc.string({ unit: fc.constantFrom(...'abc-'), minLength: 1, maxLength: 30 }), { minLength: 1 });
  fc.assert(fc.property(words, fc.integer({ min: 5, max: 60 }), fc.nat({ max: 4 }), (parts, width, indent) => {
    const lines = wrap(parts.join(' '), width, indent);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
    expect(lines.join('').replaceAll(' ', '')).toBe(parts.join(''));
    for (const line of lines.slice(1)) expect(line.startsWith(' '.repeat(indent))).toBe(true);
  }));
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { visible } from './visible.js';

test('what is shown is one line, without characters that cannot be seen, and readable text is left as it is', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => {
    expect(visible(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
  }), { numRuns: 500, examples: [['\u001b[2J'], ['a\u202eb'], ['a\r\nb'], ['\ud800']] });
  expect(visible('✗ größer als 3 → "ok"')).toBe('✗ größer als 3 → "ok"');
  expect(visible('\u001b[31mred')).toBe('\\u{1b}[31mred');
});

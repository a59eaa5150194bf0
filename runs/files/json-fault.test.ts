import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonFault } from './json-fault.js';

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('where a text stops being JSON', () => {
  test.each([
    ['{"a": 1,\n "b": x}', { line: 2, column: 7, truncated: false }],
    ['{"a": 1,\n "b"', { line: 2, column: 5, truncated: true }],
    ['{"a": "open', { line: 1, column: 7, truncated: true }],
    ['{"a": "line\n"}', { line: 1, column: 7, truncated: false }],
    ['{"a": tru', { line: 1, column: 7, truncated: true }],
    ['{"a": 1.', { line: 1, column: 7, truncated: true }],
    ['[1, 2}', { line: 1, column: 6, truncated: false }],
    ['', { line: 1, column: 1, truncated: true }],
    ['hello', { line: 1, column: 1, truncated: false }],
    ['{} {}', { line: 1, column: 4, truncated: false }],
    ['{"a": 01}', { line: 1, column: 7, truncated: false }],
    ['[1,]', { line: 1, column: 4, truncated: false }],
  ])('%j', (text, fault) => expect(jsonFault(text)).toEqual(fault));

  test('nowhere, exactly when JSON.parse takes it', () => {
    fc.assert(fc.property(fc.json(), fc.nat(), fc.string({ maxLength: 2 }), (json, at, edit) => {
      expect(jsonFault(json)).toBeNull();
      const place = at % (json.length + 1);
      const edited = json.slice(0, place) + edit + json.slice(place + 1);
      expect(jsonFault(edited) === null).toBe(isJson(edited));
    }), { numRuns: 2_000 });
  });

  test('every beginning of a text is either JSON or truncated', () => {
    fc.assert(fc.property(fc.json(), fc.nat(), (json, at) => {
      const beginning = json.slice(0, at % json.length);
      expect(jsonFault(beginning)?.truncated ?? true).toBe(true);
    }), { numRuns: 2_000 });
  });
});

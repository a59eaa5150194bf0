import { writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { temporaryDirectory, transcript } from '../cli/test-surroundings.js';
import { projectRoot } from '../build/model-hash.js';
import { knownAs, readKnownFailures, type KnownFailure } from './known-failures.js';

const directory = temporaryDirectory();
const entry = (fingerprint: string, changes: Partial<KnownFailure> = {}): KnownFailure =>
  ({ fingerprint, reason: 'why', link: 'somewhere', since: '2025-11-25', ...changes });

describe('a failure is known', () => {
  it('by its fingerprint, where the entry applies', () => {
    const known = [entry('a / b', { policy: 'p' }), entry('c / *', { scenario: 's' })];
    expect(knownAs(known, 'a / b', 's', 'p')).toBe(known[0]);
    expect(knownAs(known, 'a / b', 's', 'q')).toBeUndefined();
    expect(knownAs(known, 'a / bb', 's', 'p')).toBeUndefined();
    expect(knownAs(known, 'c / anything', 's', 'q')).toBe(known[1]);
    expect(knownAs(known, 'c / anything', 't', 'q')).toBeUndefined();
    expect(knownAs(known, 'c /', 's', 'q')).toBeUndefined();
  });

  it('where a star stands for any text, and nothing else is special', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', '*', '.', '['), maxLength: 6 });
    fc.assert(fc.property(word, fc.string({ unit: fc.constantFrom('a', 'b', '.', '['), maxLength: 6 }), (pattern, text) => {
      const oracle = new RegExp(`^${pattern.split('*').map((part) => part.replace(/[.[\]]/g, '\\$&')).join('.*')}$`);
      expect(knownAs([entry(pattern)], text, 's', 'p') !== undefined, `${pattern} ${text}`).toBe(oracle.test(text));
    }), { numRuns: 2000 });
  });
});

describe('a known-failures file', () => {
  const read = (content: unknown): readonly KnownFailure[] => {
    const file = path.join(directory, 'known.json');
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
    return readKnownFailures(file);
  };
  const listOf = (...failures: readonly unknown[]): object => ({ format: 'whatif known failures', version: 1, failures });

  it('of the project can be read', () => {
    expect(readKnownFailures(path.join(projectRoot, 'runs', 'known-failures.json'))).toBeInstanceOf(Array);
  });

  it.each([
    ['a field is missing', listOf({ ...entry('a'), reason: undefined }), /with a fault, at \$\.failures\[0\]\.reason\. it is missing\./],
    ['a field is misspelt', listOf({ ...entry('a'), fingerprints: 'b' }), /at \$\.failures\[0\]\. there is no field "fingerprints" there/],
    ['a date is none', listOf(entry('a', { since: 'yesterday' })), /at \$\.failures\[0\]\.since\. a date such as 2025-11-25 is expected/],
    ['a reason is empty', listOf(entry('a', { reason: ' ' })), /at \$\.failures\[0\]\.reason\. it is empty/],
    ['one is listed twice', listOf(entry('a'), entry('b'), entry('a')), /lists the same failure twice, at \$\.failures\[0\] and \$\.failures\[2\]/],
    ['a comma is left over', '{"format":"whatif known failures","version":1,"failures":[],}', /is not JSON: line 1, column 61/],
    ['it is another file', { format: 'whatif results', version: 1 }, /is no known-failures file/],
  ])('is refused with the place where %s', (_, content, message) => {
    expect(() => read(content)).toThrow(message);
  });

  it('is read before the work starts', async () => {
    writeFileSync(path.join(directory, 'bad.json'), '{}');
    expect(await transcript('ci --seeds 1000000 --known bad.json', directory)).toMatchObject({ exitCode: 2, errors: expect.stringContaining('is no known-failures file') });
    expect(await transcript('ci --known nowhere.json', directory)).toMatchObject({ exitCode: 2, errors: expect.stringContaining('There is no such file') });
  });
});

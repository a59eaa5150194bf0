import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashText, hashTextSecond } from './hash.js';
import { Interner } from './interner.js';
import { Shapes } from './shapes.js';
import { canonical, type Value } from './value.js';
import { ValueError } from './value-error.js';

/** Plain data with few keys and leaves, so that equal parts are common. */
const values: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<Value>(null, true, false, 0, 1, -1, '', 'a', '1', '__proto__'),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'c', '1', '__proto__'), tie('value'), { maxKeys: 3 }),
  ),
})).value;

describe('interning', () => {
  it('gives equal values one id, and different values different ones', () => {
    fc.assert(fc.property(fc.array(values, { maxLength: 20 }), (list) => {
      const interner = new Interner();
      const byText = new Map<string, number>();
      for (const value of list) {
        const text = canonical(value);
        const id = interner.intern(value);
        expect(byText.get(text) ?? id).toBe(id);
        byText.set(text, id);
      }
      expect(new Set(byText.values()).size).toBe(byText.size);
    }));
  });

  it('gives back an equal value that nobody can change, with the hashes of its text', () => {
    fc.assert(fc.property(values, (value) => {
      const interner = new Interner();
      const id = interner.intern(value);
      const text = canonical(value);
      expect(canonical(interner.value(id))).toBe(text);
      expect(interner.hash(id)).toBe(hashText(text));
      expect(interner.secondHash(id)).toBe(hashTextSecond(text));
      if (typeof value === 'object' && value !== null) expect(Object.isFrozen(interner.value(id))).toBe(true);
    }));
  });

  it('keeps a copy of its own: what a handler does to its draft later changes nothing', () => {
    const interner = new Interner();
    const draft = { list: [1, 2] };
    const id = interner.intern(draft);
    draft.list.push(3);
    expect(interner.value(id)).toEqual({ list: [1, 2] });
    expect(interner.intern(draft)).not.toBe(id);
  });

  it('shares the parts of values', () => {
    const interner = new Interner();
    const one = interner.value(interner.intern({ part: { deep: [1] }, other: 1 })) as { part: unknown };
    const two = interner.value(interner.intern([{ deep: [1] }])) as unknown[];
    expect(two[0]).toBe(one.part);
  });

  it('names the path of what is no plain data, however often its parts were seen', () => {
    const interner = new Interner();
    interner.intern({ fine: [{}, 0] });
    const cases: [unknown, string][] = [
      [{ a: [1, undefined] }, '$.a[1]'], [{ a: { b: new Map() } }, '$.a.b'], [[[NaN]], '$[0][0]'], [{ a: -0 }, '$.a'],
      [[new Date(0)], '$[0]'], [{ a: [1, , 2] }, '$.a[1]'], // eslint-disable-line no-sparse-arrays
    ];
    for (const [value, path] of cases) {
      const error = (() => {
        try {
          return interner.intern(value as Value);
        } catch (thrown) {
          return thrown;
        }
      })();
      expect(error).toBeInstanceOf(ValueError);
      expect((error as ValueError).path).toBe(path);
    }
    const cycle: { self?: unknown } = {};
    cycle.self = cycle;
    expect(() => interner.intern(cycle as Value)).toThrow(ValueError);
  });
});

describe('shapes', () => {
  it('are the same for every order of the same keys', () => {
    const shapes = new Shapes();
    const one = shapes.of(['b', 'a', 'c']);
    expect(shapes.of(['c', 'b', 'a']).id).toBe(one.id);
    expect(one.keys).toEqual(['a', 'b', 'c']);
    expect(one.places).toEqual([1, 0, 2]);
    expect(shapes.of(['a', 'b']).id).not.toBe(one.id);
  });
});

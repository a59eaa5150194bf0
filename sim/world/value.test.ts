import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonical, deepFreeze, ValueError, VALUE_DEPTH_MAX, type Value } from './value.js';

const text = fc.string({ unit: 'grapheme' });
const anyValue: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constant(null),
    fc.boolean(),
    fc.maxSafeInteger().map((n) => (Object.is(n, -0) ? 0 : n)),
    text,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(text, fc.constantFrom('a', 'b', 'c')), tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;

/** The same value with the keys of each object written in the opposite order. */
function reversed(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return (value as Value[]).map(reversed);
  return Object.fromEntries(Object.entries(value).reverse().map(([key, part]) => [key, reversed(part)]));
}

function deepEqual(left: Value, right: Value): boolean {
  if (typeof left !== 'object' || left === null || typeof right !== 'object' || right === null) return left === right;
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  const keys = Object.keys(left);
  const parts = (value: Value): Record<string, Value> => value as unknown as Record<string, Value>;
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && deepEqual(parts(left)[key] as Value, parts(right)[key] as Value))
  );
}

function refusal(value: unknown): ValueError {
  try {
    canonical(value);
  } catch (error) {
    if (error instanceof ValueError) return error;
    throw error;
  }
  throw new Error('canonical accepted it');
}

describe('the canonical text', () => {
  test('two values have one text exactly when they are deeply equal', () => {
    fc.assert(
      fc.property(anyValue, anyValue, (left, right) => (canonical(left) === canonical(right)) === deepEqual(left, right)),
      { numRuns: 500 },
    );
    const small = fc.oneof(fc.constantFrom<Value>(null, 0, '0', [], {}, [0], { 0: 0 }, { a: 1, b: 2 }, { b: 2, a: 1 }, [null]));
    fc.assert(fc.property(small, small, (left, right) => (canonical(left) === canonical(right)) === deepEqual(left, right)));
  });

  test('the order in which keys were written does not matter', () => {
    fc.assert(fc.property(anyValue, (value) => canonical(reversed(value)) === canonical(value)));
    expect(canonical({ b: 1, a: { d: [], c: null } })).toBe('{"a":{"c":null,"d":[]},"b":1}');
  });

  test('keys are sorted by code unit, not by locale and not as numbers', () => {
    expect(canonical({ 10: 0, 9: 0, Z: 0, a: 0, é: 0, '': 0 })).toBe('{"":0,"10":0,"9":0,"Z":0,"a":0,"é":0}');
  });

  test('JSON.parse gives the value back', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        const parsed = JSON.parse(canonical(value)) as Value;
        expect(deepEqual(parsed, value)).toBe(true);
        expect(canonical(parsed)).toBe(canonical(value));
      }),
    );
  });

  test('strings are written as JSON writes them', () => {
    fc.assert(fc.property(text, (string) => canonical(string) === JSON.stringify(string)));
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (string) => canonical(string) === JSON.stringify(string)));
  });

  test('a key named __proto__ is a key like any other', () => {
    const value = JSON.parse('{"__proto__":{"a":1}}') as Value;
    expect(canonical(value)).toBe('{"__proto__":{"a":1}}');
  });

  test('the extremes of the safe integers are values', () => {
    expect(canonical([Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 0])).toBe('[9007199254740991,-9007199254740991,0]');
  });

  test('nesting up to the limit is accepted, and one level more is refused', () => {
    const nest = (levels: number): unknown => (levels === 0 ? 1 : [nest(levels - 1)]);
    expect(canonical(nest(VALUE_DEPTH_MAX))).toHaveLength(2 * VALUE_DEPTH_MAX + 1);
    expect(refusal(nest(VALUE_DEPTH_MAX + 1)).reason).toContain('nested deeper');
  });
});

describe('what is refused', () => {
  class Counter {
    count = 1;
  }
  const selfish: Record<string, unknown> = { a: {} };
  selfish['a'] = { back: selfish };
  const named: unknown[] & { extra?: number } = [1];
  named.extra = 2;

  test.each<[string, unknown, string, string]>([
    ['undefined', undefined, '$', 'undefined'],
    ['undefined in an object', { a: [0, 1, 2, { b: undefined }] }, '$.a[3].b', 'undefined'],
    ['minus zero', { a: -0 }, '$.a', '-0'],
    ['NaN', [NaN], '$[0]', 'NaN'],
    ['infinity', [0, -Infinity], '$[1]', 'beyond the safe integers'],
    ['a fraction', { 'a b': 0.5 }, '$["a b"]', 'fraction 0.5'],
    ['an unsafe integer', Number.MAX_SAFE_INTEGER + 1, '$', 'beyond the safe integers'],
    ['a bigint', [5n], '$[0]', 'bigint 5n'],
    ['a function', { run: () => 1 }, '$.run', 'a function'],
    ['a symbol', Symbol('s'), '$', 'a symbol'],
    ['a Map', { m: new Map() }, '$.m', 'instance of Map'],
    ['a Set', { s: new Set() }, '$.s', 'instance of Set'],
    ['a Date', new Date(0), '$', 'instance of Date'],
    ['a class instance', [new Counter()], '$[0]', 'instance of Counter'],
    ['a boxed string', Object('a'), '$', 'instance of String'],
    ['a hole', [1, , 3], '$[1]', 'a hole'], // eslint-disable-line no-sparse-arrays
    ['a named property of an array', named, '$.extra', 'named property'],
    ['a subclass of Array', new (class List extends Array {})(), '$', 'subclass of Array'],
    ['a key that is a symbol', { [Symbol('s')]: 1 }, '$', 'Symbol(s)'],
    ['a cycle', selfish, '$.a.back', 'contains itself'],
    ['a lone high surrogate', ['\ud800x'], '$[0]', 'lone surrogate'],
    ['a lone low surrogate', 'x\udc00', '$', 'lone surrogate'],
    ['a lone surrogate in a key', { '\ud800': 1 }, '$["\\ud800"]', 'lone surrogate'],
  ])('%s is refused with its path and the reason', (_what, value, path, reason) => {
    const error = refusal(value);
    expect(error.path).toBe(path);
    expect(error.reason).toContain(reason);
    expect(error.message).toBe(`${path} is not a plain value: ${error.reason}. ${error.next}`);
  });

  test('one bad part, put anywhere into any value, is found at its place', () => {
    const place = fc.array(fc.oneof(fc.nat({ max: 3 }), fc.constantFrom('a', 'key', 'é')), { maxLength: 6 });
    fc.assert(
      fc.property(place, anyValue, (steps, filler) => {
        let value: unknown = undefined;
        let path = '';
        for (const step of [...steps].reverse()) {
          path = (typeof step === 'number' ? `[${step}]` : step === 'é' ? '["é"]' : `.${step}`) + path;
          value = typeof step === 'number' ? [...Array<unknown>(step).fill(filler), value] : { ['0']: filler, [step]: value };
        }
        expect(refusal(value).path).toBe('$' + path);
      }),
    );
  });
});

describe('deepFreeze', () => {
  test('freezes every part and returns the same value', () => {
    const value = { a: [{ b: 1 }], c: { d: {} } };
    expect(deepFreeze(value)).toBe(value);
    for (const part of [value, value.a, value.a[0], value.c, value.c.d]) expect(Object.isFrozen(part)).toBe(true);
  });

  test('leaves primitives alone', () => {
    expect(deepFreeze('text')).toBe('text');
    expect(deepFreeze(null)).toBe(null);
  });
});

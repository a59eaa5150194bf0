/**
 * Values: the plain immutable data that cells, events, answers and rows are made of, and their one canonical text.
 *
 * Two values are equal exactly when their canonical texts are. The text is JSON with keys sorted by code unit and no
 * white space, so `JSON.parse` gives the value back. What JSON would change or drop silently is a `ValueError`.
 * A lone surrogate is one too: no UTF-8 file can hold it, so a capsule could not bring it back.
 *
 * This runs whenever a handler runs: `canonical` walks the value once and only says *that* something is wrong; where
 * and why is found by a second walk, in value-error.ts. What it leaves out: order (compare.ts) and hashes (hash.ts).
 */
import { rejectedValue, VALUE_DEPTH_MAX } from './value-error.js';
import { hasLoneSurrogate } from './lone-surrogate.js';

export { ValueError, VALUE_DEPTH_MAX } from './value-error.js';

/** Plain immutable data. Model code declares its own shapes with `type`, since an `interface` has no index signature. */
export type Value = null | boolean | number | string | readonly Value[] | { readonly [key: string]: Value };

/** Thrown by the fast walk, caught by `canonical`; one instance, so that it costs nothing. */
const REJECTED = new Error('rejected: see ValueError');

/**
 * The canonical text of a value: JSON, keys sorted by code unit.
 *
 * @throws ValueError for anything that is not a `Value`: it names the path and the reason.
 */
export function canonical(value: unknown): string {
  try {
    return encode(value, 0, null);
  } catch (error) {
    if (error !== REJECTED) throw error;
    throw rejectedValue(value);
  }
}

/**
 * The text of an object or array in which the objects and arrays directly within it stand as `#id`: what interning looks
 * values up by. `idOf` gives their ids. Equal values give equal texts, since `#` begins no canonical text.
 *
 * @throws ValueError as `canonical` does.
 */
export function shallowText(value: object, idOf: (part: object) => number): string {
  try {
    return Array.isArray(value) ? encodeArray(value, 0, idOf) : encodeObject(value as Record<string, unknown>, 0, idOf);
  } catch (error) {
    if (error !== REJECTED) throw error;
    throw rejectedValue(value);
  }
}

/** Gives the id of an object or array within another one, or null to have it written out. */
type IdOf = ((part: object) => number) | null;

function encode(value: unknown, depth: number, idOf: IdOf): string {
  if (idOf !== null && typeof value === 'object' && value !== null) return '#' + idOf(value);
  switch (typeof value) {
    case 'string':
      return encodeString(value);
    case 'number':
      if (!Number.isSafeInteger(value) || (value === 0 && 1 / value < 0)) throw REJECTED;
      return String(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value === null) return 'null';
      if (depth >= VALUE_DEPTH_MAX) throw REJECTED;
      return Array.isArray(value)
        ? encodeArray(value, depth, idOf)
        : encodeObject(value as Record<string, unknown>, depth, idOf);
    default:
      throw REJECTED;
  }
}

function encodeArray(array: readonly unknown[], depth: number, idOf: IdOf): string {
  const length = array.length;
  // A hole, a named property and a subclass all show here or as `undefined`. An accessor is read once, like a value.
  if (Object.getPrototypeOf(array) !== Array.prototype || Object.keys(array).length !== length) throw REJECTED;
  if (Object.getOwnPropertySymbols(array).length !== 0) throw REJECTED;
  if (length === 0) return '[]';
  let text = '[';
  for (let index = 0; index < length; index += 1) {
    text += index === 0 ? encode(array[index], depth + 1, idOf) : ',' + encode(array[index], depth + 1, idOf);
  }
  return text + ']';
}

function encodeObject(object: Record<string, unknown>, depth: number, idOf: IdOf): string {
  const prototype: unknown = Object.getPrototypeOf(object);
  if (prototype !== Object.prototype && prototype !== null) throw REJECTED;
  if (Object.getOwnPropertySymbols(object).length !== 0) throw REJECTED;
  const keys = sortedKeys(object);
  let text = '{';
  for (let index = 0; index < keys.length; index += 1) {
    const key = keys[index] as string;
    text += (index === 0 ? '' : ',') + encodeString(key) + ':' + encode(object[key], depth + 1, idOf);
  }
  return text + '}';
}

/** Most objects are written with few keys, often in order already: look before sorting. */
function sortedKeys(object: object): string[] {
  const keys = Object.keys(object);
  for (let index = 1; index < keys.length; index += 1) {
    if ((keys[index - 1] as string) > (keys[index] as string)) return keys.sort();
  }
  return keys;
}

function encodeString(text: string): string {
  const length = text.length;
  for (let index = 0; index < length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit < 0x20 || unit === 0x22 || unit === 0x5c || unit >= 0xd800) {
      if (hasLoneSurrogate(text)) throw REJECTED;
      return JSON.stringify(text);
    }
  }
  return '"' + text + '"';
}

/**
 * Freezes a value and everything in it, and returns it. Stops at what is frozen already, so pass only values that are
 * a `Value` (freezing says nothing about Maps and the like) and that were not frozen shallowly by hand.
 */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const part of Object.values(value)) deepFreeze(part);
  return value;
}

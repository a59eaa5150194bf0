/**
 * Says where and why something is not a value: the slow walk behind `canonical`, made only when it has refused.
 *
 * It leaves out what is allowed (value.ts), and mends nothing.
 */
import { hasLoneSurrogate } from './lone-surrogate.js';

/** Arrays and objects nested deeper than this many levels are an error; a cycle is found by reaching it. */
export const VALUE_DEPTH_MAX = 500;

/** Something that is not plain data was about to enter the world. */
export class ValueError extends Error {
  override readonly name = 'ValueError';

  constructor(
    /** Where, from the value that was handed in: `$` is the value itself, `$.a[3].b` a part of it. */
    readonly path: string,
    /** What stands there, and why it cannot be part of a value. */
    readonly reason: string,
    /** What to write instead. */
    readonly next: string,
  ) {
    super(`${path} is not a plain value: ${reason}. ${next}`);
  }
}

interface Fault {
  readonly path: string;
  readonly reason: string;
  readonly next: string;
}

/** The error for a value that `canonical` has refused: its first fault in the order of the walk. */
export function rejectedValue(value: unknown): ValueError {
  const fault = findFault(value, '$', []) ?? {
    path: '$',
    reason: 'it changed while it was read',
    next: 'Hand over plain data, not a proxy.',
  };
  return new ValueError(fault.path, fault.reason, fault.next);
}

function findFault(value: unknown, path: string, ancestors: readonly object[]): Fault | undefined {
  switch (typeof value) {
    case 'boolean':
      return undefined;
    case 'number':
      return numberFault(value, path);
    case 'string':
      if (!hasLoneSurrogate(value)) return undefined;
      return { path, reason: 'the string has a lone surrogate, which UTF-8 cannot hold', next: 'Cut strings between characters.' };
    case 'undefined':
      return { path, reason: 'undefined', next: 'Leave the key out, or write null.' };
    case 'bigint':
      return { path, reason: `the bigint ${value}n`, next: 'Use a safe integer, or a string of digits.' };
    case 'function':
      return { path, reason: 'a function', next: 'Store the name of a program, and its arguments.' };
    case 'symbol':
      return { path, reason: 'a symbol', next: 'Use a string.' };
    case 'object':
      return value === null ? undefined : objectFault(value, path, ancestors);
  }
}

function numberFault(value: number, path: string): Fault | undefined {
  if (Object.is(value, -0)) return { path, reason: '-0, which JSON turns into 0', next: 'Write 0.' };
  if (Number.isSafeInteger(value)) return undefined;
  if (Number.isNaN(value)) return { path, reason: 'NaN', next: 'Look for arithmetic on something missing.' };
  if (!Number.isInteger(value) && Number.isFinite(value)) {
    return { path, reason: `the fraction ${value}`, next: 'Use an integer in a smaller unit.' };
  }
  return { path, reason: `${value}, beyond the safe integers`, next: 'Use a smaller number, or a string of digits.' };
}

function objectFault(value: object, path: string, ancestors: readonly object[]): Fault | undefined {
  if (ancestors.includes(value)) {
    return { path, reason: 'it contains itself', next: 'Refer to it by its id.' };
  }
  if (ancestors.length >= VALUE_DEPTH_MAX) {
    return { path, reason: `nested deeper than ${VALUE_DEPTH_MAX} levels`, next: 'Store a flat list of entries that refer to each other by id.' };
  }
  return kindFault(value, path) ?? partFault(value, path, [...ancestors, value]);
}

function kindFault(value: object, path: string): Fault | undefined {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (Array.isArray(value)) {
    if (prototype !== Array.prototype) return { path, reason: 'a subclass of Array', next: 'Use a plain array.' };
  } else if (prototype !== Object.prototype && prototype !== null) {
    return { path, reason: `an instance of ${className(prototype)}`, next: plainFormOf(value) };
  }
  const symbol = Object.getOwnPropertySymbols(value)[0];
  if (symbol !== undefined) return { path, reason: `a property named by a symbol, ${String(symbol)}`, next: 'Name it by a string.' };
  return undefined;
}

function partFault(value: object, path: string, ancestors: readonly object[]): Fault | undefined {
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) {
      if (!Object.hasOwn(value, index)) return { path: `${path}[${index}]`, reason: 'a hole in an array', next: 'Fill it, or write null.' };
    }
  }
  for (const key of Object.keys(value).sort(Array.isArray(value) ? byIndex : undefined)) {
    const isIndex = Array.isArray(value) && String(Number(key)) === key;
    const place = isIndex ? `${path}[${key}]` : path + keyPath(key);
    if (Array.isArray(value) && !isIndex) return { path: place, reason: 'a named property of an array', next: 'Use an object, with the array in one of its keys.' };
    if (hasLoneSurrogate(key)) return { path: place, reason: 'its key has a lone surrogate, which UTF-8 cannot hold', next: 'Cut strings between characters.' };
    const fault = findFault((value as Record<string, unknown>)[key], place, ancestors);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function byIndex(left: string, right: string): number {
  return Number(left) - Number(right);
}

function keyPath(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}

function className(prototype: unknown): string {
  const made: unknown = (prototype as { constructor?: unknown }).constructor;
  return typeof made === 'function' && made.name !== '' ? made.name : 'an unnamed class';
}

function plainFormOf(value: object): string {
  if (value instanceof Map) return 'Use an object, or a sorted array of entries.';
  if (value instanceof Set) return 'Use a sorted array.';
  if (Object.prototype.toString.call(value) === '[object Date]') return 'No clock may enter the world: use virtual microseconds.';
  return 'Copy the fields that matter into a plain object.';
}

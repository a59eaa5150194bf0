/**
 * Interning: equal values have one small integer, so that a world is a vector of integers.
 *
 * Ids are private to one interner: two workers give one value two ids. Whatever is observable (hashes, orders,
 * reports) goes by the content hashes that are kept beside each value, never by the ids. Id 0 means "absent".
 */
import { hashText, hashTextSecond } from './hash.js';
import { canonical, deepFreeze, type Value } from './value.js';

export const ABSENT = 0;

export class Interner {
  readonly values: Value[] = [null];
  readonly texts: string[] = [''];
  /** Two independent 32-bit content hashes of each value, by id. */
  readonly hashes: number[] = [0];
  readonly secondHashes: number[] = [0];
  private readonly byText = new Map<string, number>();
  private readonly byObject = new WeakMap<object, number>();

  get size(): number {
    return this.values.length;
  }

  /** The id of a value; throws `ValueError` when it is not plain data. */
  intern(value: Value): number {
    const isObject = typeof value === 'object' && value !== null;
    if (isObject) {
      const known = this.byObject.get(value);
      if (known !== undefined) return known;
    }
    const text = canonical(value);
    const known = this.byText.get(text);
    if (known !== undefined) return known;
    const id = this.values.length;
    // A copy of its own: what a handler still holds must not be able to change what was interned.
    const own = isObject ? (deepFreeze(JSON.parse(text)) as Value) : value;
    this.values.push(own);
    this.texts.push(text);
    this.hashes.push(hashText(text));
    this.secondHashes.push(hashTextSecond(text));
    this.byText.set(text, id);
    if (isObject) this.byObject.set(own as object, id);
    return id;
  }

  /** The value behind an id; null for "absent". */
  value(id: number): Value {
    return this.values[id] as Value;
  }
}

/**
 * Interning: equal values have one small integer, so that a world is a vector of integers.
 *
 * What a value consists of is interned too, so that a value made of known parts is found without writing them out, and
 * shares them. Ids are private to one interner: two workers give one value two ids. Whatever is observable (hashes,
 * orders, reports) goes by the content hashes that are kept beside each value, never by the ids. Id 0 means "absent".
 */
import { hashText, hashTextSecond } from './hash.js';
import { canonical, shallowText, VALUE_DEPTH_MAX, type Value } from './value.js';

export const ABSENT = 0;

export class Interner {
  readonly values: Value[] = [null];
  readonly texts: string[] = [''];
  /** Two independent 32-bit content hashes of each value, by id. */
  readonly hashes: number[] = [0];
  readonly secondHashes: number[] = [0];
  /** By canonical text for primitives, by shallow text for objects and arrays. */
  private readonly byText = new Map<string, number>();
  private readonly byObject = new WeakMap<object, number>();
  private depth = 0;
  private readonly part = (value: object): number => this.internObject(value);

  get size(): number {
    return this.values.length;
  }

  /** The id of a value; throws `ValueError` when it is not plain data. */
  intern(value: Value): number {
    this.depth = 0;
    if (typeof value === 'object' && value !== null) return this.internObject(value);
    const text = canonical(value);
    return this.byText.get(text) ?? this.add(text, text, value);
  }

  /** The value behind an id; null for "absent". */
  value(id: number): Value {
    return this.values[id] as Value;
  }

  private internObject(value: object): number {
    const known = this.byObject.get(value);
    if (known !== undefined) return known;
    if (this.depth >= VALUE_DEPTH_MAX) canonical(value); // Throws: too deep, or a cycle.
    this.depth += 1;
    const shallow = shallowText(value, this.part);
    this.depth -= 1;
    const found = this.byText.get(shallow);
    if (found !== undefined) return found;
    // A copy of its own: what a handler still holds must not be able to change what was interned.
    const own = this.ownCopy(value);
    const id = this.add(shallow, canonical(own), own);
    this.byObject.set(own, id);
    return id;
  }

  /** A frozen copy, in the order of its sorted keys, whose parts are those that are interned. */
  private ownCopy(value: object): Value & object {
    const own = (part: Value): Value =>
      typeof part === 'object' && part !== null ? this.value(this.internObject(part)) : part;
    if (Array.isArray(value)) return Object.freeze(value.map(own));
    const copy: Record<string, Value> = {};
    for (const key of Object.keys(value).sort()) {
      const held = own((value as Record<string, Value>)[key] as Value);
      if (key === '__proto__') Object.defineProperty(copy, key, { value: held, enumerable: true });
      else copy[key] = held;
    }
    return Object.freeze(copy);
  }

  private add(key: string, text: string, value: Value): number {
    const id = this.values.length;
    this.values.push(value);
    this.texts.push(text);
    this.hashes.push(hashText(text));
    this.secondHashes.push(hashTextSecond(text));
    this.byText.set(key, id);
    return id;
  }
}

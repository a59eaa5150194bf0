/**
 * Interning: equal values have one small integer, so that a world is a vector of integers.
 *
 * What a value consists of is interned too (hash-consing): a value is looked up by its shape and the ids of its parts,
 * in one flat table, without being written out. Ids are private to one interner: two workers give one value two ids.
 * Whatever is observable (hashes, orders, reports) goes by the content, never by the ids. Id 0 means "absent".
 */
import { grown } from './flat.js';
import { hashText, hashTextSecond } from './hash.js';
import { Shapes } from './shapes.js';
import { canonical, shallowText, VALUE_DEPTH_MAX, type Value } from './value.js';
import { ValueError } from './value-error.js';

export const ABSENT = 0;

/** The shapes of what is no object: a primitive, and an array (whatever its length). */
const PRIMITIVE = -2;
const ARRAY = -1;

export class Interner {
  readonly values: Value[] = [null];
  private readonly hashes: (number | undefined)[] = [0];
  private readonly secondHashes: (number | undefined)[] = [0];
  private readonly primitives = new Map<Value, number>();
  private readonly objects = new WeakMap<object, number>();
  private readonly shapes = new Shapes();
  /** By id: shape, hash of shape and parts, where the parts begin in the pool, and how many they are. */
  private shapeOf = new Int32Array(1024);
  private structure = new Int32Array(1024);
  private partsAt = new Int32Array(1024);
  private partCount = new Int32Array(1024);
  private pool = new Int32Array(4096);
  private poolUsed = 0;
  /** Open addressing: the id of an object or array, or 0. */
  private table = new Int32Array(4096);
  private tableUsed = 0;
  /** The parts of the objects that are being interned, a stack. */
  private scratch = new Int32Array(1024);
  private top = 0;
  private depth = 0;

  get size(): number {
    return this.values.length;
  }

  /** The id of a value; throws `ValueError` when it is not plain data. */
  intern(value: Value): number {
    if (typeof value === 'object' && value !== null) {
      const known = this.objects.get(value);
      if (known !== undefined) return known;
    }
    this.top = 0;
    this.depth = 0;
    try {
      return this.part(value);
    } catch (error) {
      // Once more from the top, for the path.
      if (error instanceof ValueError) canonical(value);
      throw error;
    }
  }

  /** The value behind an id; null for "absent". */
  value(id: number): Value {
    return this.values[id] as Value;
  }

  /** The first and second 32-bit hash of a value's canonical text: together 64 bits that every engine agrees on. */
  hash(id: number): number {
    return this.hashes[id] ?? (this.hashes[id] = hashText(canonical(this.values[id])));
  }

  secondHash(id: number): number {
    return this.secondHashes[id] ?? (this.secondHashes[id] = hashTextSecond(canonical(this.values[id])));
  }

  private part(value: Value): number {
    if (typeof value !== 'object' || value === null) {
      const known = this.primitives.get(value);
      // A Map takes -0 for 0.
      if (known !== undefined && (value !== 0 || 1 / value > 0)) return known;
      canonical(value);
      const id = this.add(value, PRIMITIVE, 0, 0);
      this.primitives.set(value, id);
      return id;
    }
    return this.objects.get(value) ?? (Array.isArray(value)
      ? this.array(value as readonly Value[])
      : this.object(value as Readonly<Record<string, Value>>));
  }

  private array(value: readonly Value[]): number {
    const base = this.enter(value.length, value);
    for (let at = 0; at < value.length; at += 1) this.scratch[base + at] = this.part(value[at] as Value);
    return this.leave(base, value.length, ARRAY, value, null);
  }

  private object(value: Readonly<Record<string, Value>>): number {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) canonical(value);
    const order = Object.keys(value);
    const { id, keys, places } = this.shapes.of(order);
    const base = this.enter(order.length, value);
    for (let at = 0; at < order.length; at += 1) {
      const part = this.part(value[order[at] as string] as Value);
      this.scratch[base + (places[at] as number)] = part;
    }
    return this.leave(base, order.length, id, value, keys);
  }

  /** Makes room for the parts of one more object; returns where they go. */
  private enter(count: number, value: Value): number {
    if (this.depth >= VALUE_DEPTH_MAX) canonical(value); // Throws: too deep, or a cycle.
    this.depth += 1;
    const base = this.top;
    this.top += count;
    while (this.top > this.scratch.length) this.scratch = grown(this.scratch);
    return base;
  }

  /** Finds or adds the object whose parts lie on the scratch stack. */
  private leave(base: number, count: number, shape: number, value: Value, keys: readonly string[] | null): number {
    this.depth -= 1;
    this.top = base;
    const { scratch, table } = this;
    let hash = Math.imul(shape ^ (count << 16), 0x9e3779b1);
    for (let at = 0; at < count; at += 1) hash = Math.imul((hash ^ (hash >>> 15)) + (scratch[base + at] as number), 0x85ebca77);
    hash ^= hash >>> 13;
    const mask = table.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const id = table[slot] as number;
      if (id === 0) break;
      if (this.structure[id] === hash && this.isMadeOf(id, shape, base, count)) return id;
    }
    // What cannot be seen from its parts (symbols, named properties of arrays) is looked for once.
    shallowText(value as object, () => 0);
    return this.keep(base, count, shape, hash, keys);
  }

  private isMadeOf(id: number, shape: number, base: number, count: number): boolean {
    if (this.shapeOf[id] !== shape || this.partCount[id] !== count) return false;
    const from = this.partsAt[id] as number;
    for (let at = 0; at < count; at += 1) if (this.pool[from + at] !== this.scratch[base + at]) return false;
    return true;
  }

  private keep(base: number, count: number, shape: number, hash: number, keys: readonly string[] | null): number {
    while (this.poolUsed + count > this.pool.length) this.pool = grown(this.pool);
    const from = this.poolUsed;
    for (let at = 0; at < count; at += 1) this.pool[from + at] = this.scratch[base + at] as number;
    this.poolUsed += count;
    // A copy of its own: what a handler still holds must not be able to change what was interned.
    const own = keys === null ? this.ownArray(from, count) : this.ownObject(from, keys);
    const id = this.add(own, shape, from, count);
    this.structure[id] = hash;
    this.objects.set(own as object, id);
    this.tableUsed += 1;
    if (this.tableUsed * 2 > this.table.length) this.growTable();
    else this.place(id, this.table);
    return id;
  }

  private ownArray(from: number, count: number): Value {
    const own: Value[] = [];
    for (let at = 0; at < count; at += 1) own.push(this.values[this.pool[from + at] as number] as Value);
    return Object.freeze(own);
  }

  private ownObject(from: number, keys: readonly string[]): Value {
    const own: Record<string, Value> = {};
    for (let at = 0; at < keys.length; at += 1) {
      const key = keys[at] as string;
      const held = this.values[this.pool[from + at] as number] as Value;
      if (key === '__proto__') Object.defineProperty(own, key, { value: held, enumerable: true });
      else own[key] = held;
    }
    return Object.freeze(own);
  }

  private add(value: Value, shape: number, from: number, count: number): number {
    const id = this.values.push(value) - 1;
    this.hashes.push(undefined);
    this.secondHashes.push(undefined);
    if (id >= this.shapeOf.length) {
      this.shapeOf = grown(this.shapeOf);
      this.structure = grown(this.structure);
      this.partsAt = grown(this.partsAt);
      this.partCount = grown(this.partCount);
    }
    this.shapeOf[id] = shape;
    this.partsAt[id] = from;
    this.partCount[id] = count;
    return id;
  }

  private growTable(): void {
    this.table = new Int32Array(this.table.length * 2);
    for (let id = 1; id < this.values.length; id += 1) {
      if (this.shapeOf[id] !== PRIMITIVE) this.place(id, this.table);
    }
  }

  private place(id: number, table: Int32Array): void {
    const mask = table.length - 1;
    let slot = (this.structure[id] as number) & mask;
    while (table[slot] !== 0) slot = (slot + 1) & mask;
    table[slot] = id;
  }
}

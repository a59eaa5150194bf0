/**
 * The ids that a model declares to be exchangeable, each with a small number (its *element*), and what a permutation of them
 * makes of an id and of a value.
 *
 * A permutation is an array: by element, the element that takes its place. It permutes each set within itself.
 */
import { identity, identityOf } from '../../../process/identity.js';
import { ModelFault } from '../../../process/model-fault.js';
import type { SymmetricSet } from '../../../process/model.js';
import { hashText, mix32 } from '../../../world/hash.js';
import { canonical, type Value } from '../../../world/value.js';

export type Permutation = Int32Array;

const ID = 0x69640a;
const ARRAY = 0x617272;
const OBJECT = 0x6f626a;

export class SymmetricIds {
  readonly sets: readonly SymmetricSet[];
  /** By element. */
  readonly ids: readonly string[];
  readonly setOf: readonly number[];
  /** By set, its first element; and the number of all elements. */
  readonly starts: readonly number[];
  private readonly exchanging: (Permutation | undefined)[] = [];
  private readonly elements = new Map<string, number>();

  /** @throws ModelFault when an id is in two sets. */
  constructor(sets: readonly SymmetricSet[], model: string) {
    this.sets = sets;
    this.ids = sets.flatMap(({ ids }) => ids);
    this.setOf = sets.flatMap(({ ids }, set) => ids.map(() => set));
    this.starts = sets.reduce((starts, { ids }) => [...starts, starts.at(-1)! + ids.length], [0]);
    this.ids.forEach((id, element) => {
      if (this.elements.has(id)) throw new ModelFault(`${id} stands twice in the symmetric sets of ${model}: name each id once`, model);
      this.elements.set(id, element);
    });
  }

  get size(): number {
    return this.ids.length;
  }

  /** The number of permutations; may be Infinity. */
  get order(): number {
    let order = 1;
    for (const { ids } of this.sets) for (let factor = 2; factor <= ids.length; factor += 1) order *= factor;
    return order;
  }

  /** The element that an id is, or was derived from (`instance-1/vmm-2` from `instance-1`); -1 when it is none. */
  elementOf(id: string): number {
    const element = this.elements.get(id);
    if (element !== undefined) return element;
    const parts = identityOf(id);
    return parts === null ? -1 : this.elementOf(parts.parent);
  }

  /** The elements that a value mentions, each once. */
  mentioned(value: Value, found: number[] = []): number[] {
    const note = (text: string): void => {
      const element = this.elementOf(text);
      if (element >= 0 && !found.includes(element)) found.push(element);
    };
    if (typeof value === 'string') note(value);
    else if (Array.isArray(value)) for (const part of value) this.mentioned(part as Value, found);
    else if (typeof value === 'object' && value !== null) {
      for (const [key, part] of Object.entries(value)) {
        note(key);
        this.mentioned(part as Value, found);
      }
    }
    return found;
  }

  /** A value with every id renamed. */
  rename(value: Value, to: Permutation): Value {
    if (typeof value === 'string') return this.renameId(value, to);
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map((part) => this.rename(part as Value, to));
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [this.renameId(key, to), this.rename(part as Value, to)]));
  }

  /**
   * A hash of a value that sees of each id only its colour: a value and the same one with ids of equal colours exchanged have
   * the same hash.
   */
  hash(value: Value, colourOf: (element: number) => number): number {
    if (typeof value === 'string') return this.hashId(value, colourOf);
    if (typeof value !== 'object' || value === null) return hashText(canonical(value));
    if (Array.isArray(value)) {
      return (value as readonly Value[]).reduce<number>((hash, part) => mix32(hash, this.hash(part, colourOf)), mix32(ARRAY, value.length));
    }
    let hash = OBJECT;
    // Keys that are ids have no order among themselves.
    let unordered = 0;
    for (const key of Object.keys(value).sort()) {
      const part = this.hash((value as Record<string, Value>)[key]!, colourOf);
      const entry = mix32(this.hashId(key, colourOf), part);
      if (this.elementOf(key) >= 0) unordered = (unordered + entry) | 0;
      else hash = mix32(hash, entry);
    }
    return mix32(hash, unordered);
  }

  /** Exchanges of neighbours: they generate all permutations. */
  exchanges(): Permutation[] {
    return this.setOf.flatMap((set, element) => (this.setOf[element + 1] === set ? [this.exchange(element, element + 1)] : []));
  }

  /** The permutation that exchanges two elements; not to be changed. */
  exchange(left: number, right: number): Permutation {
    const key = left * this.size + right;
    let exchange = this.exchanging[key];
    if (exchange === undefined) {
      this.exchanging[key] = exchange = this.identity();
      exchange[left] = right;
      exchange[right] = left;
    }
    return exchange;
  }

  identity(): Permutation {
    return Int32Array.from(this.ids, (_, element) => element);
  }

  private renameId(id: string, to: Permutation): string {
    const element = this.elements.get(id);
    if (element !== undefined) return this.ids[to[element]!]!;
    const parts = identityOf(id);
    if (parts === null || this.elementOf(parts.parent) < 0) return id;
    return identity(this.renameId(parts.parent, to), parts.kind, parts.ordinal);
  }

  private hashId(id: string, colourOf: (element: number) => number): number {
    const element = this.elements.get(id);
    if (element !== undefined) return mix32(ID, colourOf(element));
    const parts = identityOf(id);
    if (parts === null || this.elementOf(parts.parent) < 0) return hashText(canonical(id));
    return mix32(this.hashId(parts.parent, colourOf), hashText(canonical([parts.kind, parts.ordinal])));
  }
}

/** Does the second permutation after the first. */
export function composed(first: Permutation, second: Permutation): Permutation {
  return first.map((element) => second[element]!);
}

/**
 * The exact store of states: a fingerprint finds the slot, the packed vector decides. No verdict rests on a hash.
 *
 * States stand in the order in which they were found, [words, fingerprint's first lane, parent] each, so that breadth-
 * first search needs no queue and no list of levels but where each begins. Slots are open addressing with linear
 * probing. A narrow state stands in its slot whole, so that the common comparison touches one cache line; of a wide one
 * the slot holds its number, and the state's own line is touched when the first lane agrees.
 *
 * Both buffers are reserved at the memory bound when the store is made; pages are committed when they are touched. When
 * the bound is reached `FULL` is the answer, and the search ends with the verdict *unknown*.
 */
export const KNOWN = -1;
export const FULL = -2;
/** States of at most this many words stand in their slots. */
export const INLINE_WORDS_MAX = 4;
/** How full the slots may get, in sixteenths. */
const LOAD_MAX = 11;
const FIRST_CAPACITY_BITS = 12;

export class StateStore {
  words: number;
  /** Integers a state. */
  stride: number;
  states: Int32Array;
  slots: Int32Array;
  count = 0;
  capacityBits = FIRST_CAPACITY_BITS;
  private readonly integersMax: number;
  private readonly statesMax: number;

  /** @param bytesMax The bound on what states and slots may take together. */
  constructor(words: number, bytesMax: number, statesMax: number) {
    this.words = words;
    this.stride = words + 2;
    this.statesMax = statesMax;
    const bytesEach = Math.min(bytesMax, 2 ** 33 - 8);
    this.integersMax = Math.floor(bytesMax / 4);
    this.states = reserve(Math.floor(bytesEach / 4));
    this.slots = reserve(Math.floor(bytesEach / 4));
  }

  private get capacity(): number {
    return 1 << this.capacityBits;
  }

  get bytes(): number {
    return (this.count * this.stride + this.slotIntegers(this.capacityBits)) * 4;
  }

  get isInline(): boolean {
    return this.words <= INLINE_WORDS_MAX;
  }

  /** Adds a state; returns its number, KNOWN or FULL. */
  add(words: Int32Array, hash: number, parent: number): number {
    return this.words <= INLINE_WORDS_MAX ? this.addInline(words, hash, parent) : this.addWide(words, hash, parent);
  }

  has(words: Int32Array, hash: number): boolean {
    const { slots, capacityBits } = this;
    const mask = (1 << capacityBits) - 1;
    const width = this.isInline ? this.words : 1;
    for (let slot = hash >>> (32 - capacityBits); ; slot = (slot + 1) & mask) {
      const first = slots[slot * width]!;
      if (first === 0) return false;
      if (this.isInline ? this.sameInline(slot * width, words) : this.sameWide(first - 1, words, hash)) return true;
    }
  }

  parent(state: number): number {
    return this.states[state * this.stride + this.words + 1]!;
  }

  /** Packs every state again, wider: `repack` reads one at an offset and writes it at another, which is not below it. */
  widen(words: number, repack: (states: Int32Array, from: number, to: number) => void): boolean {
    const before = this.stride;
    const wordsBefore = this.words;
    if (this.count * (words + 2) > this.integersMax || this.count * (words + 2) > this.states.length) return false;
    const { states } = this;
    this.words = words;
    this.stride = words + 2;
    for (let state = this.count - 1; state >= 0; state -= 1) {
      const from = state * before;
      const to = state * this.stride;
      const hash = states[from + wordsBefore]!;
      const parent = states[from + wordsBefore + 1]!;
      repack(states, from, to);
      states[to + words] = hash;
      states[to + words + 1] = parent;
    }
    return this.rehash(this.capacityBits);
  }

  private addInline(words: Int32Array, hash: number, parent: number): number {
    const { slots, capacityBits } = this;
    const width = this.words;
    const mask = (1 << capacityBits) - 1;
    const first = words[0]!;
    let slot = hash >>> (32 - capacityBits);
    for (;;) {
      const at = slot * width;
      const held = slots[at]!;
      if (held === first && this.sameInline(at, words)) return KNOWN;
      if (held === 0) break;
      slot = (slot + 1) & mask;
    }
    if (!this.hasRoom()) return FULL;
    const at = slot * width;
    for (let word = 0; word < width; word += 1) slots[at + word] = words[word]!;
    return this.append(words, hash, parent);
  }

  private addWide(words: Int32Array, hash: number, parent: number): number {
    const { slots, capacityBits } = this;
    const mask = (1 << capacityBits) - 1;
    let slot = hash >>> (32 - capacityBits);
    for (;;) {
      const held = slots[slot]!;
      if (held === 0) break;
      if (this.sameWide(held - 1, words, hash)) return KNOWN;
      slot = (slot + 1) & mask;
    }
    if (!this.hasRoom()) return FULL;
    slots[slot] = this.count + 1;
    return this.append(words, hash, parent);
  }

  private append(words: Int32Array, hash: number, parent: number): number {
    const number = this.count;
    const at = number * this.stride;
    const { states } = this;
    const width = this.words;
    for (let word = 0; word < width; word += 1) states[at + word] = words[word]!;
    states[at + width] = hash;
    states[at + width + 1] = parent;
    this.count = number + 1;
    if (this.count * 16 > LOAD_MAX * this.capacity) this.grow();
    return number;
  }

  private sameInline(at: number, words: Int32Array): boolean {
    for (let word = this.words - 1; word >= 0; word -= 1) if (this.slots[at + word] !== words[word]) return false;
    return true;
  }

  private sameWide(state: number, words: Int32Array, hash: number): boolean {
    const { states } = this;
    const at = state * this.stride;
    if (states[at + this.words] !== hash) return false;
    for (let word = this.words - 1; word >= 0; word -= 1) if (states[at + word] !== words[word]) return false;
    return true;
  }

  private slotIntegers(capacityBits: number): number {
    return (1 << capacityBits) * (this.isInline ? this.words : 1);
  }

  private hasRoom(): boolean {
    if (this.count >= this.statesMax) return false;
    const integers = (this.count + 1) * this.stride;
    if (integers > this.states.length || integers + this.slotIntegers(this.capacityBits) > this.integersMax) return false;
    // The slots may fill up beyond their usual load when there is no room for more, but never completely.
    return (this.count + 1) * 20 < 19 * this.capacity;
  }

  private grow(): void {
    const slots = this.slotIntegers(this.capacityBits + 1);
    if (this.capacityBits >= 30 || slots > this.slots.length || this.count * this.stride + slots > this.integersMax) return;
    this.rehash(this.capacityBits + 1);
  }

  private rehash(capacityBits: number): boolean {
    if (this.slotIntegers(capacityBits) > this.slots.length) return false;
    this.capacityBits = capacityBits;
    const { states, slots, stride, words, count } = this;
    const width = this.isInline ? words : 1;
    slots.fill(0, 0, this.slotIntegers(capacityBits));
    const mask = (1 << capacityBits) - 1;
    for (let state = 0, from = 0; state < count; state += 1, from += stride) {
      let slot = states[from + words]! >>> (32 - capacityBits);
      while (slots[slot * width] !== 0) slot = (slot + 1) & mask;
      if (!this.isInline) slots[slot] = state + 1;
      else for (let word = 0; word < width; word += 1) slots[slot * width + word] = states[from + word]!;
    }
    return true;
  }
}

/** As many integers as the machine will promise, at most so many. */
function reserve(integers: number): Int32Array {
  for (let length = integers; ; length = Math.floor(length / 2)) {
    try {
      return new Int32Array(length);
    } catch (error) {
      if (!(error instanceof RangeError) || length < 1024) throw error;
    }
  }
}

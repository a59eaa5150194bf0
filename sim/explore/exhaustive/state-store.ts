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
/** Another worker keeps the state. */
export const ELSEWHERE = -3;
/** States of at most this many words stand in their slots. */
export const INLINE_WORDS_MAX = 4;
/** How full the slots may get, in sixteenths. */
const LOAD_MAX = 11;
const FIRST_CAPACITY_BITS = 12;
/** How many slots are touched together, so that the processor waits for all of them at once. */
const TOGETHER = 64;

export class StateStore {
  words: number;
  /** Integers a state. */
  stride: number;
  states: Int32Array;
  slots: Int32Array;
  count = 0;
  capacityBits = FIRST_CAPACITY_BITS;
  /** Keeps the compiler from dropping loads. */
  touched = 0;
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

  get isAtStatesMax(): boolean {
    return this.count >= this.statesMax;
  }

  /** Integers a slot. */
  get slotWidth(): number {
    return this.words <= INLINE_WORDS_MAX ? this.words : 1;
  }

  /** Adds the state whose words stand at an offset; returns its number, KNOWN or FULL. */
  add(from: Int32Array, at: number, hash: number, parent: number): number {
    const { slots, words, capacityBits } = this;
    const mask = (1 << capacityBits) - 1;
    let slot = hash >>> (32 - capacityBits);
    if (words === 2) {
      const first = from[at]!;
      const second = from[at + 1]!;
      for (;;) {
        const held = slots[slot * 2]!;
        if (held === first && slots[slot * 2 + 1] === second) return KNOWN;
        if (held === 0) break;
        slot = (slot + 1) & mask;
      }
    } else if (words <= INLINE_WORDS_MAX) {
      while (slots[slot * words] !== 0) {
        if (this.sameInline(slot * words, from, at)) return KNOWN;
        slot = (slot + 1) & mask;
      }
    } else {
      while (slots[slot] !== 0) {
        if (this.sameWide(slots[slot]! - 1, from, at, hash)) return KNOWN;
        slot = (slot + 1) & mask;
      }
    }
    return this.insert(slot, from, at, hash, parent);
  }

  /**
   * Adds all states of a batch, words and fingerprint each, that end at an offset. Slots lie anywhere in memory: touching
   * all of them first lets the processor wait for all at once instead of for one after the other. Returns false when one
   * found no room.
   */
  addAll(batch: Int32Array, end: number, parent: number): boolean {
    return this.addRange(batch, 0, end, parent);
  }

  /** The same for a range of integers. */
  addRange(from: Int32Array, start: number, end: number, parent: number): boolean {
    const { slots, slotWidth, words } = this;
    const width = words + 1;
    let touched = 0;
    for (let first = start; first < end; first += TOGETHER * width) {
      const last = Math.min(end, first + TOGETHER * width);
      const shift = 32 - this.capacityBits;
      for (let at = first + words; at < last; at += width) touched |= slots[(from[at]! >>> shift) * slotWidth]!;
      for (let at = first; at < last; at += width) if (this.add(from, at, from[at + words]!, parent) === FULL) return false;
    }
    this.touched = touched;
    return true;
  }

  /** Forgets all states. */
  clear(): void {
    this.count = 0;
    this.rehash(FIRST_CAPACITY_BITS);
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

  /** Whether so many states of so many words, and their slots, find room. */
  hasRoomFor(words: number, count: number, capacityBits: number): boolean {
    const integers = count * (words + 2);
    const slots = (1 << capacityBits) * (words <= INLINE_WORDS_MAX ? words : 1);
    return integers <= this.states.length && slots <= this.slots.length && integers + slots <= this.integersMax && count <= this.statesMax;
  }

  /** The states stand in `states` already, as they were saved: there is room for them. */
  restore(words: number, count: number, capacityBits: number): void {
    this.words = words;
    this.stride = words + 2;
    this.count = count;
    this.rehash(capacityBits);
  }

  private insert(slot: number, from: Int32Array, at: number, hash: number, parent: number): number {
    if (!this.hasRoom()) return FULL;
    const { states, slots, words, slotWidth } = this;
    const number = this.count;
    const to = number * this.stride;
    if (slotWidth === words) for (let word = 0; word < words; word += 1) slots[slot * words + word] = from[at + word]!;
    else slots[slot] = number + 1;
    for (let word = 0; word < words; word += 1) states[to + word] = from[at + word]!;
    states[to + words] = hash;
    states[to + words + 1] = parent;
    this.count = number + 1;
    if (this.count * 16 > LOAD_MAX * this.capacity) this.grow();
    return number;
  }

  private sameInline(slotAt: number, from: Int32Array, at: number): boolean {
    const { slots, words } = this;
    for (let word = 0; word < words; word += 1) if (slots[slotAt + word] !== from[at + word]) return false;
    return true;
  }

  private sameWide(state: number, from: Int32Array, at: number, hash: number): boolean {
    const { states, words } = this;
    const held = state * this.stride;
    if (states[held + words] !== hash) return false;
    for (let word = 0; word < words; word += 1) if (states[held + word] !== from[at + word]) return false;
    return true;
  }

  private slotIntegers(capacityBits: number): number {
    return (1 << capacityBits) * this.slotWidth;
  }

  private hasRoom(): boolean {
    if (this.count >= this.statesMax) return false;
    const integers = (this.count + 1) * this.stride;
    if (integers > this.states.length || integers + this.slotIntegers(this.capacityBits) > this.integersMax) return false;
    // The slots may fill up beyond their usual load when there is no room for more, but never completely.
    return (this.count + 1) * 20 < 19 * this.capacity;
  }

  private grow(): void {
    // Small tables grow fourfold: what is moved seldom costs less.
    for (const more of this.capacityBits < 21 ? [2, 1] : [1]) {
      const slots = this.slotIntegers(Math.min(30, this.capacityBits + more));
      if (this.capacityBits >= 30 || slots > this.slots.length || this.count * this.stride + slots > this.integersMax) continue;
      this.rehash(this.capacityBits + more);
      return;
    }
  }

  private rehash(capacityBits: number): boolean {
    if (this.slotIntegers(capacityBits) > this.slots.length) return false;
    this.capacityBits = capacityBits;
    const { states, slots, stride, words, count } = this;
    const width = this.slotWidth;
    const isInline = width === words;
    slots.fill(0, 0, this.slotIntegers(capacityBits));
    const mask = (1 << capacityBits) - 1;
    const shift = 32 - capacityBits;
    let touched = 0;
    for (let first = 0; first < count; first += TOGETHER) {
      const end = Math.min(count, first + TOGETHER);
      for (let at = first * stride + words; at < end * stride; at += stride) touched |= slots[(states[at]! >>> shift) * width]!;
      for (let state = first, from = first * stride; state < end; state += 1, from += stride) {
        let slot = states[from + words]! >>> shift;
        while (slots[slot * width] !== 0) slot = (slot + 1) & mask;
        if (!isInline) slots[slot] = state + 1;
        else for (let word = 0; word < width; word += 1) slots[slot * width + word] = states[from + word]!;
      }
    }
    this.touched = touched;
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

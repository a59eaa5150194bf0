/**
 * Layout: where each component stands in the packed words of a state. A field never straddles two words.
 *
 * Bit 0 of word 0 is set in every state, so that a slot of the store whose first word is 0 is empty. A component that
 * gets its second value takes free bits, where every stored state holds zeros: its local 0. One that outgrows its field
 * asks for a new layout, and all stored states are packed again (see state-store.ts).
 */
import type { Components } from './components.js';

const SPARE_BITS = 8;

export class Layout {
  words = 1;
  /** By component: its word, the shift and width of its field. Width 0: it has one value so far, and no field. */
  wordOf: Int32Array;
  shiftOf: Int32Array;
  widthOf: Int32Array;
  /** The components of each word. */
  readonly inWord: number[][] = [];
  private readonly components: Components;
  /** Free bits at the top of each word. */
  private readonly free: number[] = [];

  /** A layout for the present values, with spare bits for what is likely to come, and at least so many words. */
  constructor(components: Components, wordsMin: number) {
    this.components = components;
    const size = Math.max(256, components.size * 2);
    this.wordOf = new Int32Array(size);
    this.shiftOf = new Int32Array(size);
    this.widthOf = new Int32Array(size);
    const widths = components.counts.map((count) => (count === 1 ? 0 : bitsFor(count)));
    const bits = 1 + widths.reduce((sum, width) => sum + width, 0);
    const words = Math.max(wordsMin, Math.ceil((bits + Math.max(SPARE_BITS, bits >> 3)) / 32));
    for (let word = 0; word < words; word += 1) this.addWord();
    // What is left over is room to grow for those whose fields are full.
    let left = words * 32 - bits - SPARE_BITS;
    widths.forEach((width, component) => {
      if (width === 0 || left <= 0 || components.counts[component]! < 1 << width || components.isTruth(component)) return;
      widths[component] = width + 1;
      left -= 1;
    });
    const order = widths.map((_, component) => component).filter((component) => widths[component]! > 0)
      .sort((left, right) => widths[right]! - widths[left]! || left - right);
    for (const component of order) this.place(component, widths[component]!, true);
  }

  /** A component got another value. Returns false when it does not fit: a new layout is needed. */
  admit(component: number): boolean {
    this.ensure(component);
    const width = this.widthOf[component]!;
    const count = this.components.counts[component]!;
    if (count === 1 || count <= 1 << width) return true;
    if (width > 0) return false;
    return this.place(component, bitsFor(count), false);
  }

  /** Packs locals into words. */
  pack(locals: Int32Array, words: Int32Array): void {
    words.fill(0, 0, this.words);
    words[0] = 1;
    for (let component = 0; component < this.components.size; component += 1) {
      const local = locals[component]!;
      if (local !== 0) words[this.wordOf[component]!]! += local << this.shiftOf[component]!;
    }
  }

  /** Unpacks the words at an offset into locals. */
  unpack(words: Int32Array, at: number, locals: Int32Array): void {
    for (let component = 0; component < this.components.size; component += 1) {
      const width = this.widthOf[component]!;
      locals[component] = width === 0 ? 0
        : (words[at + this.wordOf[component]!]! >>> this.shiftOf[component]!) & maskOf(width);
    }
  }

  private place(component: number, width: number, mayGrow: boolean): boolean {
    let word = this.free.findIndex((free) => free >= width);
    if (word < 0) {
      if (!mayGrow) return false;
      word = this.addWord();
    }
    this.wordOf[component] = word;
    this.shiftOf[component] = 32 - this.free[word]!;
    this.widthOf[component] = width;
    this.free[word]! -= width;
    this.inWord[word]!.push(component);
    return true;
  }

  private addWord(): number {
    this.free.push(this.free.length === 0 ? 31 : 32);
    this.inWord.push([]);
    this.words = this.free.length;
    return this.words - 1;
  }

  private ensure(component: number): void {
    if (component < this.wordOf.length) return;
    const grow = (array: Int32Array): Int32Array => {
      const larger = new Int32Array(Math.max(component + 1, array.length * 2));
      larger.set(array);
      return larger;
    };
    this.wordOf = grow(this.wordOf);
    this.shiftOf = grow(this.shiftOf);
    this.widthOf = grow(this.widthOf);
  }
}

export function bitsFor(count: number): number {
  return 32 - Math.clz32(count - 1);
}

export function maskOf(width: number): number {
  return width === 32 ? -1 : (1 << width) - 1;
}

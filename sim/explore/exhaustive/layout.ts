/**
 * Layout: where each component stands in the packed words of a state. A field never straddles two words.
 *
 * Bit 0 of word 0 is set in every state, so that a slot of the store whose first word is 0 is empty. A component that
 * gets its second value takes free bits, where every stored state holds zeros: its local 0. One that outgrows its field
 * takes a further bit elsewhere, the high one, which is zero in every stored state as it should be: its field is *split*.
 * When there are no free bits a new layout is needed, and all stored states are packed again (see state-store.ts).
 */
import type { Components } from './components.js';

const SPARE_BITS = 8;

/** A layout as data. */
export interface SavedLayout {
  /** By component: word, shift and width of its field. */
  readonly fields: readonly (readonly [word: number, shift: number, width: number])[];
  /** By word: the free bits at its top. */
  readonly free: readonly number[];
  readonly parts: readonly (readonly [component: number, parts: readonly Part[]])[];
}

/** A higher part of a split field. */
interface Part {
  readonly word: number;
  readonly shift: number;
  /** How many bits of the local are below this one. */
  readonly low: number;
}

export class Layout {
  words = 1;
  /** By component: its word, the shift and width of its field. Width 0: it has one value so far, and no field. */
  wordOf: Int32Array;
  shiftOf: Int32Array;
  widthOf: Int32Array;
  /** By bit, the component that has it in a field that is not split; -1 for all other bits. */
  componentAt = new Int32Array(0);
  /** 1 for the components whose fields are split. */
  isSplit: Int32Array;
  readonly split: number[] = [];
  /** Components whose fields were placed or split, in order: whoever uses the layout may remember how many it has seen. */
  readonly changed: number[] = [];
  private readonly parts = new Map<number, Part[]>();
  private readonly components: Components;
  /** Free bits at the top of each word. */
  private readonly free: number[] = [];

  /** A layout for the present values, with spare bits for what is likely to come, and at least so many words. */
  constructor(components: Components, wordsMin: number, isCostly: boolean) {
    this.components = components;
    const size = Math.max(256, components.size * 2);
    this.wordOf = new Int32Array(size);
    this.shiftOf = new Int32Array(size);
    this.widthOf = new Int32Array(size);
    this.isSplit = new Int32Array(size);
    const widths = components.counts.map((count) => (count === 1 ? 0 : bitsFor(count)));
    const bits = 1 + widths.reduce((sum, width) => sum + width, 0);
    const words = Math.max(wordsMin, Math.ceil((bits + Math.max(SPARE_BITS, bits >> (isCostly ? 2 : 3))) / 32));
    for (let word = 0; word < words; word += 1) this.addWord();
    // What is left over is room to grow for those whose fields are full.
    let left = words * 32 - bits - Math.max(SPARE_BITS, isCostly ? bits >> 3 : 0);
    widths.forEach((width, component) => {
      if (width === 0 || left <= 0 || components.counts[component]! < 1 << width || !components.mayGrow(component)) return;
      widths[component] = width + 1;
      left -= 1;
    });
    const order = widths.map((_, component) => component).filter((component) => widths[component]! > 0)
      .sort((left, right) => widths[right]! - widths[left]! || left - right);
    for (const component of order) this.place(component, widths[component]!, true);
  }

  /** This layout as data. */
  saved(): SavedLayout {
    const fields = this.components.kinds.map((_, component) =>
      [this.wordOf[component] ?? 0, this.shiftOf[component] ?? 0, this.widthOf[component] ?? 0] as const);
    return { fields, free: [...this.free], parts: [...this.parts] };
  }

  /** The layout that was saved, for the same components. */
  static restored(components: Components, { fields, free, parts }: SavedLayout): Layout {
    const layout = new Layout(components, 1, false);
    layout.free.length = 0;
    layout.componentAt = new Int32Array(0);
    for (const left of free) layout.free[layout.addWord()] = left;
    fields.forEach(([word, shift, width], component) => {
      layout.ensure(component);
      layout.wordOf[component] = word;
      layout.shiftOf[component] = shift;
      layout.widthOf[component] = width;
      layout.componentAt.fill(component, word * 32 + shift, word * 32 + shift + width);
    });
    for (const [component, of] of parts) {
      layout.parts.set(component, [...of]);
      layout.isSplit[component] = 1;
      layout.split.push(component);
      const [word, shift, width] = fields[component]!;
      layout.componentAt.fill(-1, word * 32 + shift, word * 32 + shift + width);
    }
    return layout;
  }

  /** A component got another value. Returns false when it does not fit: a new layout is needed. */
  admit(component: number): boolean {
    this.ensure(component);
    const count = this.components.counts[component]!;
    if (count === 1) return true;
    const width = this.widthOf[component]!;
    if (width === 0) return this.place(component, bitsFor(count), false);
    const parts = this.parts.get(component) ?? [];
    return bitsFor(count) <= width + parts.length || this.splitOff(component, parts);
  }

  /** Packs locals into words. */
  pack(locals: Int32Array, words: Int32Array): void {
    words.fill(0, 0, this.words);
    words[0] = 1;
    for (let component = 0; component < this.components.size; component += 1) {
      const local = locals[component]!;
      if (local !== 0) this.change(words, 0, component, 0, local);
    }
  }

  /** Unpacks the words at an offset into locals. */
  unpack(words: Int32Array, at: number, locals: Int32Array): void {
    for (let component = 0; component < this.components.size; component += 1) locals[component] = this.localAt(words, at, component);
  }

  /** The local of a component in the words at an offset. */
  localAt(words: Int32Array, at: number, component: number): number {
    const width = this.widthOf[component]!;
    if (width === 0) return 0;
    let local = (words[at + this.wordOf[component]!]! >>> this.shiftOf[component]!) & maskOf(width);
    if (this.isSplit[component] === 0) return local;
    for (const { word, shift, low } of this.parts.get(component)!) local |= ((words[at + word]! >>> shift) & 1) << low;
    return local;
  }

  /** Changes a component from one local to another in the words at an offset. */
  change(words: Int32Array, at: number, component: number, from: number, to: number): void {
    const shift = this.shiftOf[component]!;
    if (this.isSplit[component] === 0) {
      words[at + this.wordOf[component]!]! += (to - from) << shift;
      return;
    }
    const mask = maskOf(this.widthOf[component]!);
    words[at + this.wordOf[component]!]! += ((to & mask) - (from & mask)) << shift;
    for (const part of this.parts.get(component)!) {
      words[at + part.word]! += (((to >> part.low) & 1) - ((from >> part.low) & 1)) << part.shift;
    }
  }

  private splitOff(component: number, parts: Part[]): boolean {
    const word = this.free.findIndex((free) => free >= 1);
    if (word < 0) return false;
    parts.push({ word, shift: 32 - this.free[word]!, low: this.widthOf[component]! + parts.length });
    this.free[word]! -= 1;
    this.parts.set(component, parts);
    this.changed.push(component);
    if (this.isSplit[component] === 1) return true;
    this.isSplit[component] = 1;
    this.split.push(component);
    const bit = this.wordOf[component]! * 32 + this.shiftOf[component]!;
    this.componentAt.fill(-1, bit, bit + this.widthOf[component]!);
    return true;
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
    this.changed.push(component);
    const bit = word * 32 + this.shiftOf[component]!;
    this.componentAt.fill(component, bit, bit + width);
    return true;
  }

  private addWord(): number {
    this.free.push(this.free.length === 0 ? 31 : 32);
    this.words = this.free.length;
    const bits = new Int32Array(this.words * 32).fill(-1);
    bits.set(this.componentAt);
    this.componentAt = bits;
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
    this.isSplit = grow(this.isSplit);
  }
}

export function bitsFor(count: number): number {
  return 32 - Math.clz32(count - 1);
}

export function maskOf(width: number): number {
  return width === 32 ? -1 : (1 << width) - 1;
}

/**
 * Packs states from one layout into another, one after the other: of each only what differs from the state before it, since
 * states that were found one after the other differ in little.
 */
import type { Components } from './components.js';
import { maskOf, type Layout } from './layout.js';

export class Repacking {
  private readonly before: Layout;
  private readonly after: Layout;
  /** The last state: its words in the old layout and in the new one, and its locals. */
  private readonly words: Int32Array;
  private readonly packed: Int32Array;
  private readonly locals: Int32Array;

  constructor(components: Components, before: Layout, after: Layout) {
    this.before = before;
    this.after = after;
    this.words = new Int32Array(before.words);
    this.packed = new Int32Array(after.words);
    this.locals = new Int32Array(components.size);
    // All locals 0, to begin with.
    after.pack(this.locals, this.packed);
    this.words[0] = 1;
  }

  /** Reads a state at one offset and writes it at another. */
  repack(states: Int32Array, from: number, to: number): void {
    const { words, packed, before, after } = this;
    const { componentAt, shiftOf, widthOf } = before;
    for (let word = 0; word < before.words; word += 1) {
      const held = states[from + word]!;
      let differing = held ^ words[word]!;
      words[word] = held;
      while (differing !== 0) {
        const bit = 31 - Math.clz32(differing);
        const component = componentAt[word * 32 + bit]!;
        if (component < 0) {
          differing &= ~(1 << bit);
          continue;
        }
        const shift = shiftOf[component]!;
        const mask = maskOf(widthOf[component]!);
        differing &= ~(mask << shift);
        this.change(component, (held >>> shift) & mask);
      }
    }
    for (const component of before.split) this.change(component, before.localAt(words, 0, component));
    for (let word = 0; word < after.words; word += 1) states[to + word] = packed[word]!;
  }

  private change(component: number, local: number): void {
    const { after, packed, locals } = this;
    if (local === locals[component]) return;
    after.change(packed, 0, component, locals[component]!, local);
    locals[component] = local;
  }
}

/**
 * The state at hand: the one whose successors are being worked out. Its components' values stand unpacked in
 * `components.current` and packed in `words`; loading a state unpacks only what differs from the one before.
 *
 * It also keeps the layout: when a value is met for the first time the fields may be too narrow for it, and then all
 * stored states are packed again.
 */
import type { Components } from './components.js';
import { Layout, maskOf } from './layout.js';
import { Repacking } from './repacking.js';
import type { StateStore } from './state-store.js';

/** With more states than this a new layout is made with more room. */
export const COSTLY = 10_000;

export class StateAtHand {
  readonly components: Components;
  readonly store: StateStore;
  layout: Layout;
  /** Its packed words, the first lane of its fingerprint, and its number. */
  words = new Int32Array(1);
  hash = 0;
  state = 0;
  /** Something was met for the first time: `refresh` before anything is packed. */
  isStale = true;
  /** Components that differ from the state that was at hand before, as the bits of `watchers`. */
  dirty = -1;
  watchers = new Int32Array(256);
  /** How often all states were packed again. */
  relayouts = 0;
  /** Lays out the components again, together with whoever uses the same layout. Returns false when there is no room. */
  layOutAgain: () => boolean = () => this.relayout(this.store.count > COSTLY);
  /** Called before all states are packed again: who holds packed states must store them. */
  beforeLayout: () => void = () => undefined;
  /** Called after each refresh: fields were added, moved or widened. */
  onRefresh: () => void = () => undefined;
  needsLayout = false;
  private isLoaded = false;

  constructor(components: Components, store: StateStore) {
    this.components = components;
    this.store = store;
    this.layout = new Layout(components, 1, false);
    components.onValue = (component) => {
      this.isStale = true;
      if (!this.layout.admit(component)) this.needsLayout = true;
    };
  }

  /** Makes a stored state the one at hand. */
  load(state: number): void {
    if (this.isStale) this.refresh();
    const { store } = this;
    this.state = state;
    this.loadFrom(store.states, state * store.stride);
  }

  /** Makes a state the one at hand whose words and fingerprint stand at an offset. Not while stale. */
  loadFrom(states: Int32Array, at: number): void {
    const { store, layout, components, words, watchers } = this;
    const { current } = components;
    const { widthOf, shiftOf, componentAt } = layout;
    let { dirty } = this;
    for (let word = 0; word < store.words; word += 1) {
      const packed = states[at + word]!;
      let differing = this.isLoaded ? packed ^ words[word]! : -1;
      words[word] = packed;
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
        current[component] = (packed >>> shift) & mask;
        dirty |= watchers[component]!;
      }
    }
    this.dirty = dirty;
    for (const component of layout.split) {
      const local = layout.localAt(words, 0, component);
      if (local === current[component]) continue;
      current[component] = local;
      this.dirty |= watchers[component]!;
    }
    this.hash = states[at + store.words]!;
    this.isLoaded = true;
  }

  /** From now on states stand packed by a layout that was saved; none is at hand. */
  restore(layout: Layout): void {
    this.layout = layout;
    this.words = new Int32Array(layout.words);
    this.needsLayout = false;
    this.isStale = true;
    this.isLoaded = false;
  }

  /** Packs what somebody set by hand in `components.current`; returns the words, and has worked out the fingerprint. */
  pack(): Int32Array {
    if (this.isStale) this.refresh();
    const { layout, components, words } = this;
    layout.pack(components.current, words);
    this.hash = components.fingerprint(components.current);
    this.isLoaded = false;
    return words;
  }

  /** From now on `dirty` has the bits of an observer whenever that component changed. */
  watch(component: number, bits: number): void {
    if (component >= this.watchers.length) this.watchers = longer(this.watchers, component * 2);
    this.watchers[component]! |= bits;
  }

  /** Lays out the components again if need be. Returns false when there is no room for what that takes. */
  refresh(): boolean {
    const hasRoom = !this.needsLayout || this.layOutAgain();
    this.isStale = false;
    if (this.watchers.length < this.components.current.length) this.watchers = longer(this.watchers, this.components.current.length);
    this.onRefresh();
    return hasRoom;
  }

  /** Packs all states again. `isCostly`: with more room than what is needed now. */
  relayout(isCostly: boolean): boolean {
    this.needsLayout = false;
    this.beforeLayout();
    this.relayouts += 1;
    const before = this.layout;
    const { components, store } = this;
    const after = new Layout(components, store.words, isCostly);
    const repacking = new Repacking(components, before, after);
    const hasRoom = store.widen(after.words, (states, from, to) => repacking.repack(states, from, to));
    if (!hasRoom) return false;
    this.layout = after;
    this.words = new Int32Array(after.words);
    after.pack(components.current, this.words);
    return true;
  }
}

function longer(array: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(length);
  larger.set(array);
  return larger;
}

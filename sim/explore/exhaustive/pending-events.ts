/**
 * Which events may fire in a packed state, in the order of their contents: so the order in which a search finds its
 * states, and with it the counterexample that it reports, depends on no id.
 *
 * The actions of a spec are pending in every state, and most of them are blocked by the first cell that they read. For
 * these there is, for each value of such a cell, a mask of the events that are not: see `ReadyMasks`.
 */
import type { Transitions } from '../../step/transitions.js';
import { PENDING, type Components } from './components.js';
import { FROM_PENDING } from './leaf-programs.js';
import type { EventTrees } from './event-trees.js';
import { maskOf, type Layout } from './layout.js';
import type { DenseTrees } from './dense-trees.js';
import { ReadyMasks } from './ready-masks.js';

export class PendingEvents {
  /** The entries pending in the state that was listed last, `count` of them. */
  entries = new Int32Array(256);
  count = 0;
  private readonly transitions: Transitions;
  private readonly components: Components;
  private readonly events: EventTrees;
  /** By entry, its place in the order of contents. */
  private ranks = new Int32Array(256);
  private readonly ordered: { readonly text: string; readonly entry: number }[] = [];
  private readonly entryOf: number[] = [];
  private known = 0;
  /** Those that are pending in every state so far. */
  private readonly always: ReadyMasks;
  /** By word: the bits of fields that hold counts. */
  private masks = new Int32Array(0);
  private componentAt = new Int32Array(0);
  private layout: Layout | null = null;
  /** How many of the layout's changes are taken account of. */
  private seen = 0;
  private readonly alwaysPending = new Set<number>();
  /** Components of which one field's bits do not tell whether there are copies. */
  private readonly loose = new Set<number>();
  private looseComponents: readonly number[] = [];

  constructor(transitions: Transitions, components: Components, trees: DenseTrees, events: EventTrees) {
    this.transitions = transitions;
    this.components = components;
    this.events = events;
    this.always = new ReadyMasks(components, trees, events);
  }

  /** Call when a component was added, got a value, or the layout changed. */
  invalidate(layout: Layout): void {
    const from = this.known;
    this.admitNew();
    if (layout !== this.layout || layout.words * 32 !== this.componentAt.length) {
      this.layout = layout;
      this.seen = 0;
      this.masks = new Int32Array(layout.words);
      this.componentAt = new Int32Array(layout.words * 32);
      this.alwaysPending.clear();
      this.loose.clear();
      for (let component = 0; component < this.components.size; component += 1) this.register(component, layout);
    } else {
      for (let component = from; component < this.components.size; component += 1) this.register(component, layout);
      for (; this.seen < layout.changed.length; this.seen += 1) this.register(layout.changed[this.seen]!, layout);
    }
    this.seen = layout.changed.length;
    this.looseComponents = [...this.loose];
    const always = [...this.alwaysPending].map((component) => this.entryOf[component]!);
    this.always.assign(always.sort((left, right) => this.ranks[left]! - this.ranks[right]!));
  }

  /** How a component's field tells whether there are copies: it has been added, or its field has changed. */
  private register(component: number, layout: Layout): void {
    if (this.components.kinds[component] !== PENDING) return;
    this.alwaysPending.delete(component);
    const width = layout.widthOf[component]!;
    if (width === 0) {
      if (this.components.value(component, 0) === 0) return;
      // What has a place in the order is listed even when it is held back.
      if (this.components.classes[component] === 0) this.alwaysPending.add(component);
      else this.loose.add(component);
      return;
    }
    const word = layout.wordOf[component]!;
    const shift = layout.shiftOf[component]!;
    const isLoose = layout.isSplit[component] === 1 || this.components.value(component, 0) > 0;
    if (isLoose) {
      this.loose.add(component);
      this.masks[word]! &= ~(maskOf(width) << shift);
    } else {
      this.masks[word]! |= maskOf(width) << shift;
      for (let bit = shift; bit < shift + width; bit += 1) this.componentAt[word * 32 + bit] = component;
    }
  }

  /** Lists what is pending in the packed words of the state at hand. */
  list(words: Int32Array): void {
    const layout = this.layout!;
    const { masks, componentAt, entries, ranks } = this;
    let count = this.always.list(entries);
    for (let word = 0; word < layout.words; word += 1) {
      let bits = words[word]! & masks[word]!;
      while (bits !== 0) {
        const component = componentAt[word * 32 + 31 - Math.clz32(bits)]!;
        bits &= ~(maskOf(layout.widthOf[component]!) << layout.shiftOf[component]!);
        if (this.components.value(component, this.components.current[component]!) === 0) continue;
        count = this.insert(entries, ranks, count, this.entryOf[component]!);
      }
    }
    for (const component of this.looseComponents) {
      if (this.components.value(component, this.components.current[component]!) > 0) count = this.insert(entries, ranks, count, this.entryOf[component]!);
    }
    this.count = count;
  }

  /** The first cell that an event reads, with this local, blocks it. */
  blocked(entry: number, local: number): void {
    this.always.blocked(entry, local);
  }

  private insert(entries: Int32Array, ranks: Int32Array, count: number, entry: number): number {
    const rank = ranks[entry]!;
    let at = count;
    while (at > 0 && ranks[entries[at - 1]!]! > rank) {
      entries[at] = entries[at - 1]!;
      at -= 1;
    }
    entries[at] = entry;
    return count + 1;
  }

  private admitNew(): void {
    const { components } = this;
    const before = this.ordered.length;
    for (; this.known < components.size; this.known += 1) {
      if (components.kinds[this.known] !== PENDING) continue;
      const content = components.subjects[this.known]!;
      const entry = this.events.entry(content, FROM_PENDING, this.known);
      this.entryOf[this.known] = entry;
      const timingClass = components.timing?.classes[components.classes[this.known]!];
      this.ordered.push({ text: `${this.transitions.contents.text(content)} ${JSON.stringify(timingClass ?? null)}`, entry });
    }
    if (this.ordered.length === before) return;
    this.ordered.sort((left, right) => (left.text < right.text ? -1 : 1));
    const size = this.events.contents.length;
    if (size > this.ranks.length) this.ranks = new Int32Array(size * 2);
    this.ordered.forEach(({ entry }, rank) => (this.ranks[entry] = rank));
    if (this.ordered.length > this.entries.length) this.entries = new Int32Array(this.ordered.length * 2);
  }
}

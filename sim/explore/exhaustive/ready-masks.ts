/**
 * Of the events that are always pending, those that the first cell they read does not block: one look-up for each such
 * cell instead of one for each event.
 *
 * An event whose tree begins otherwise, or whose first branch is not known yet, counts as ready.
 */
import type { Components } from './components.js';
import { leafCode, type DenseTrees } from './dense-trees.js';
import type { EventTrees } from './event-trees.js';
import { NO_PROGRAM } from './leaf-programs.js';

const BLOCKED = leafCode(NO_PROGRAM);
/** A cell with more values than this is no guard: there are no masks for it. */
const VALUES_MAX = 64;

/** Up to 32 events, a bit each. */
interface Group {
  readonly entries: readonly number[];
  /** The bits of events that do not begin with a cell. */
  readonly others: number;
  /** The cells that the others begin with, and where the masks for their locals begin. */
  readonly components: Int32Array;
  readonly masksAt: Int32Array;
}

export class ReadyMasks {
  private groups: Group[] = [];
  private masks = new Int32Array(256);
  private used = 0;
  /** By entry: its bit, and where the masks of the cell begin that it reads first. */
  private readonly bits: number[] = [];
  private readonly masksAt: (number | undefined)[] = [];
  private readonly components: Components;
  private readonly trees: DenseTrees;
  private readonly events: EventTrees;

  constructor(components: Components, trees: DenseTrees, events: EventTrees) {
    this.components = components;
    this.trees = trees;
    this.events = events;
  }

  /** These events are always pending, in this order. */
  assign(entries: readonly number[]): void {
    this.used = 0;
    this.masksAt.length = 0;
    this.groups = [];
    for (let at = 0; at < entries.length; at += 32) this.groups.push(this.group(entries.slice(at, at + 32)));
  }

  /** Lists those that are ready in the state at hand; returns how many. */
  list(into: Int32Array): number {
    const { groups, masks } = this;
    const { current } = this.components;
    let count = 0;
    for (let nth = 0; nth < groups.length; nth += 1) {
      const { entries, others, components, masksAt } = groups[nth]!;
      let bits = others;
      for (let at = 0; at < components.length; at += 1) bits |= masks[masksAt[at]! + current[components[at]!]!]!;
      while (bits !== 0) {
        into[count] = entries[31 - Math.clz32(bits & -bits)]!;
        count += 1;
        bits &= bits - 1;
      }
    }
    return count;
  }

  /** It turned out that an event is blocked by the first cell that it reads, when that has this local. */
  blocked(entry: number, local: number): void {
    const at = this.masksAt[entry];
    if (at !== undefined) this.masks[at + local]! &= ~this.bits[entry]!;
  }

  private group(entries: readonly number[]): Group {
    const places = new Map<number, number>();
    let others = 0;
    entries.forEach((entry, nth) => {
      this.bits[entry] = 1 << nth;
      const root = this.events.roots[entry]!;
      if (root <= 0 || this.components.capacities[this.trees.nodes[root]!]! > VALUES_MAX) others |= 1 << nth;
      else this.masksAt[entry] = this.place(places, this.trees.nodes[root]!);
    });
    for (const entry of entries) this.fill(entry);
    return { entries, others, components: Int32Array.from(places.keys()), masksAt: Int32Array.from(places.values()) };
  }

  private place(places: Map<number, number>, component: number): number {
    let at = places.get(component);
    if (at !== undefined) return at;
    at = this.used;
    this.used += this.components.capacities[component]!;
    if (this.used > this.masks.length) {
      const larger = new Int32Array(this.used * 2);
      larger.set(this.masks);
      this.masks = larger;
    }
    this.masks.fill(0, at, this.used);
    places.set(component, at);
    return at;
  }

  private fill(entry: number): void {
    const at = this.masksAt[entry];
    if (at === undefined) return;
    const root = this.events.roots[entry]!;
    const component = this.trees.nodes[root]!;
    const branchesAt = this.trees.nodes[root + 1]!;
    for (let local = 0; local < this.components.capacities[component]!; local += 1) {
      if (this.trees.branches[branchesAt + local] !== BLOCKED) this.masks[at + local]! |= this.bits[entry]!;
    }
  }
}

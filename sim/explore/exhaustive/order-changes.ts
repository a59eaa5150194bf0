/**
 * What a step changes in the order of pending events: whom each waiter waits for, and which events are free of their place.
 * The plain way, for any step; the quick way for most is in quick-order.ts.
 *
 * An event that is armed while an equal one is pending shares its place, the weaker of the two.
 */
import type { Components } from './components.js';
import { boundAtArming, boundHandedOn, NONE, weaker } from './timing-bounds.js';
import type { TimingClass, TimingClasses } from './timing-classes.js';

/** A step, as far as the order is concerned. Events are given by their components. */
export interface OrderedStep {
  /** The event that fires and hands its place on; -1 when none does. */
  readonly handsOn: number;
  /** What is taken off, one by one, or (all equal ones at once) carried over under another content. */
  readonly gone: readonly (readonly [event: number, carriedOver: number | null])[];
  /** What is armed then, one by one. */
  readonly armed: readonly number[];
  /** Pending events that lose their place before the step: they are late, or held back. */
  readonly freed: readonly number[];
}

export class OrderChanges {
  private readonly components: Components;
  private readonly timing: TimingClasses;
  /** The order while it is being worked out: bounds of the events in each waiter's set, and the free events. */
  private sets = new Map<number, Map<number, number>>();
  private free = new Set<number>();
  private copies = new Map<number, number>();

  constructor(components: Components, timing: TimingClasses) {
    this.components = components;
    this.timing = timing;
  }

  /** Adds to the changes of components what the step makes of the order in the state at hand. */
  add(step: OrderedStep, changes: Map<number, number>): void {
    this.load();
    this.apply(step, changes);
  }

  /** The same for the step that writes the first world. */
  begin(armed: readonly number[], changes: Map<number, number>): void {
    this.clear();
    this.apply({ gone: [], armed, handsOn: -1, freed: [] }, changes);
  }

  private apply(step: OrderedStep, changes: Map<number, number>): void {
    for (const event of step.freed) this.lose(event);
    const handed = new Map([...this.sets].map(([waiter, bounds]) => [waiter, bounds.get(step.handsOn) ?? NONE]));
    for (const [event, carriedOver] of step.gone) {
      if (carriedOver === null) this.remove(event);
      else this.rename(event, carriedOver);
    }
    const old = [...this.sets.keys()];
    const before = new Map(this.copies);
    for (const event of step.armed) {
      this.copies.set(event, this.countOf(event) + 1);
      for (const waiter of old) this.place(event, waiter, this.handOn(step.handsOn, handed.get(waiter) ?? NONE, event, waiter), before);
    }
    for (const waiter of step.armed) {
      if (this.components.waitsOf[waiter]! >= 0 && (before.get(waiter) ?? 0) === 0) this.sets.set(waiter, this.allWaitedFor(waiter));
    }
    this.store(changes);
  }

  private clear(): void {
    this.sets = new Map();
    this.free = new Set();
    this.copies = new Map();
  }

  private load(): void {
    this.clear();
    const { components } = this;
    const { current } = components;
    for (let component = 0; component < components.size; component += 1) {
      if ((components.classes[component] ?? 0) === 0) continue;
      const copies = components.value(component, current[component]!);
      if (copies === 0) continue;
      this.copies.set(component, copies);
      const waits = components.waitsOf[component]!;
      const free = components.freeOf[component]!;
      if (waits >= 0) {
        const { members, bounds } = components.waitSets.set(components.value(waits, current[waits]!));
        this.sets.set(component, new Map(members.map((member, nth) => [member, bounds[nth]!])));
      }
      if (free >= 0 && components.value(free, current[free]!) === 1) this.free.add(component);
    }
  }

  private store(changes: Map<number, number>): void {
    const { components } = this;
    for (let component = 0, { size } = components; component < size; component += 1) {
      if ((components.classes[component] ?? 0) === 0) continue;
      const waits = components.waitsOf[component]!;
      const free = components.freeOf[component]!;
      if (waits >= 0) this.set(changes, waits, components.waitSets.number(this.sets.get(component) ?? new Map()));
      if (free >= 0) this.set(changes, free, this.free.has(component) ? 1 : 0);
    }
  }

  private set(changes: Map<number, number>, component: number, value: number): void {
    const { components } = this;
    if (components.value(component, components.current[component] ?? 0) !== value) changes.set(component, components.local(component, value));
  }

  private lose(event: number): void {
    if (this.components.freeOf[event]! >= 0) this.free.add(event);
    for (const bounds of this.sets.values()) bounds.delete(event);
  }

  /** Equal to one that is pending already, it shares that one's place. */
  private place(event: number, waiter: number, bound: number, before: ReadonlyMap<number, number>): void {
    const bounds = this.sets.get(waiter)!;
    const shared = (before.get(event) ?? 0) > 0 ? weaker(bounds.get(event) ?? NONE, bound) : bound;
    if (shared === NONE || this.free.has(event)) bounds.delete(event);
    else bounds.set(event, shared);
  }

  private handOn(fired: number, bound: number, armed: number, waiter: number): number {
    if (fired < 0 || bound === NONE) return NONE;
    return boundHandedOn(this.timing, this.classOf(fired), bound, this.classOf(armed), this.classOf(waiter));
  }

  /** What a waiter that is armed now waits for: whatever is pending. */
  private allWaitedFor(waiter: number): Map<number, number> {
    const bounds = new Map<number, number>();
    for (const [event, copies] of this.copies) {
      const bound = copies === 0 || this.free.has(event) ? NONE : boundAtArming(this.timing, this.classOf(event), this.classOf(waiter));
      if (bound !== NONE) bounds.set(event, bound);
    }
    return bounds;
  }

  private rename(from: number, to: number): void {
    const isShared = this.countOf(to) > 0;
    const becomesFree = this.free.has(from) || (isShared && this.free.has(to));
    for (const bounds of this.sets.values()) {
      const bound = bounds.get(from) ?? NONE;
      const joined = isShared ? weaker(bound, bounds.get(to) ?? NONE) : bound;
      bounds.delete(from);
      if (joined === NONE || becomesFree) bounds.delete(to);
      else bounds.set(to, joined);
    }
    this.free.delete(from);
    if (becomesFree) this.free.add(to);
    const own = this.sets.get(from);
    if (own !== undefined) {
      const other = isShared ? this.sets.get(to)! : own;
      this.sets.set(to, new Map([...own].map(([event, bound]) => [event, weaker(bound, other.get(event) ?? NONE)] as const)
        .filter(([, bound]) => bound !== NONE)));
      this.sets.delete(from);
    }
    this.copies.set(to, this.countOf(to) + this.countOf(from));
    this.copies.delete(from);
  }

  private remove(event: number): void {
    const left = this.countOf(event) - 1;
    this.copies.set(event, left);
    if (left > 0) return;
    for (const bounds of this.sets.values()) bounds.delete(event);
    this.sets.delete(event);
    this.free.delete(event);
  }

  private countOf(event: number): number {
    return this.copies.get(event) ?? 0;
  }

  private classOf(component: number): TimingClass {
    return this.timing.classes[this.components.classes[component]!]!;
  }
}

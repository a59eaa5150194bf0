/**
 * What most steps change in the order of pending events, found in a table: a waiter's set before, what the leaf does, and
 * whether the event that fires hands its place on, give the set after. Steps that are not simple (see `isSimple`) are worked
 * out by order-changes.ts.
 */
import { mix32 } from '../../world/hash.js';
import type { Components } from './components.js';
import type { LeafTiming } from './leaf-timing.js';
import { boundAtArming, boundHandedOn, NONE } from './timing-bounds.js';
import type { TimingClass, TimingClasses } from './timing-classes.js';

const FIRST_SIZE = 1 << 12;
/** Integers a row: component, set before, timing and whether places are handed on, set after. */
const ROW = 4;

export class QuickOrder {
  private readonly components: Components;
  private readonly timing: TimingClasses;
  private readonly timings: readonly LeafTiming[];
  private rows = new Int32Array(FIRST_SIZE * ROW).fill(-1);
  private mask = FIRST_SIZE - 1;
  private used = 0;
  /** The set that is being made. */
  private readonly members: number[] = [];
  private readonly bounds: number[] = [];
  /** By class of event and of waiter. */
  private readonly atArming: readonly (readonly number[])[];

  constructor(components: Components, timing: TimingClasses, timings: readonly LeafTiming[]) {
    this.components = components;
    this.timing = timing;
    this.timings = timings;
    this.atArming = timing.classes.map((event) => timing.classes.map((waiter) => boundAtArming(timing, event, waiter)));
  }

  /** Whether the table serves: nothing equal is pending beside what comes or goes, and what goes has its place. */
  isSimple(timing: number): boolean {
    const { components } = this;
    const { current } = components;
    const { removed, armed, repeats } = this.timings[timing]!;
    if (repeats) return false;
    for (const event of removed) {
      if (components.value(event, current[event]!) !== 1) return false;
      const free = components.freeOf[event]!;
      if (free >= 0 && current[free] !== 0) return false;
    }
    for (const event of armed) if (components.value(event, current[event] ?? 0) !== 0 && !removed.includes(event)) return false;
    return true;
  }

  /** The local of a waiter's set after a step; the waiters that the step arms are left as they are. */
  after(waits: number, local: number, timing: number, handsOn: boolean): number {
    const what = timing * 2 + (handsOn ? 1 : 0);
    let row = this.rowOf(waits, local, what);
    const { rows } = this;
    while (rows[row] !== -1) {
      if (rows[row] === waits && rows[row + 1] === local && rows[row + 2] === what) return rows[row + 3]!;
      row = (row + ROW) & (rows.length - 1);
    }
    const after = this.workOut(waits, local, this.timings[timing]!, handsOn);
    this.insert(waits, local, what, after);
    return after;
  }

  /** The local of the set of a waiter that a step arms, if these events are pending before it. */
  fresh(waiter: number, timing: number, pending: readonly number[]): number {
    const { components } = this;
    const { removed, armed } = this.timings[timing]!;
    const { members, bounds } = this;
    members.length = bounds.length = 0;
    for (const event of pending) if (!removed.includes(event)) this.addArmed(event, components.classes[waiter]!);
    for (const event of armed) this.addArmed(event, components.classes[waiter]!);
    return components.local(components.waitsOf[waiter]!, components.waitSets.numberOf(members, bounds));
  }

  /** Adds an event to the set of a waiter that is armed now, where it stands by its component. */
  private addArmed(event: number, waiterClass: number): void {
    const bound = this.atArming[this.components.classes[event]!]![waiterClass]!;
    if (bound === NONE) return;
    const { members, bounds } = this;
    let at = members.length;
    for (; at > 0 && members[at - 1]! > event; at -= 1) {
      members[at] = members[at - 1]!;
      bounds[at] = bounds[at - 1]!;
    }
    members[at] = event;
    bounds[at] = bound;
  }

  private workOut(waits: number, local: number, { fired, removed, armed, waiters }: LeafTiming, handsOn: boolean): number {
    const { components, timing } = this;
    const waiter = components.subjects[waits]!;
    if (waiters.includes(waiter)) return local;
    if (removed.includes(waiter)) return components.local(waits, 0);
    const set = components.waitSets.set(components.value(waits, local));
    const bounds = new Map(set.members.map((member, nth) => [member, set.bounds[nth]!]));
    const handed = handsOn ? bounds.get(fired) ?? NONE : NONE;
    for (const event of removed) bounds.delete(event);
    for (const event of armed) {
      const bound = boundHandedOn(timing, this.classOf(fired), handed, this.classOf(event), this.classOf(waiter));
      if (bound !== NONE) bounds.set(event, bound);
    }
    return components.local(waits, components.waitSets.number(bounds));
  }

  private classOf(component: number): TimingClass {
    return this.timing.classes[component < 0 ? 0 : this.components.classes[component]!]!;
  }

  private rowOf(waits: number, local: number, what: number): number {
    return (mix32(Math.imul(waits, 0x9e3779b1) ^ local, what) & this.mask) * ROW;
  }

  private insert(waits: number, local: number, what: number, after: number): void {
    if (this.used * 2 > this.mask) this.grow();
    const { rows } = this;
    let row = this.rowOf(waits, local, what);
    while (rows[row] !== -1) row = (row + ROW) & (rows.length - 1);
    rows[row] = waits;
    rows[row + 1] = local;
    rows[row + 2] = what;
    rows[row + 3] = after;
    this.used += 1;
  }

  private grow(): void {
    const before = this.rows;
    this.rows = new Int32Array(before.length * 2).fill(-1);
    this.mask = this.rows.length / ROW - 1;
    this.used = 0;
    for (let row = 0; row < before.length; row += ROW) {
      if (before[row] !== -1) this.insert(before[row]!, before[row + 1]!, before[row + 2]!, before[row + 3]!);
    }
  }
}

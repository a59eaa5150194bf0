/**
 * The order that ranges impose on what is pending in the state at hand: which events may fire, and at what price.
 *
 * An event waits for each quicker one in its set that is ready. A timing fault makes such a one late, if its range says that
 * it may be: it is free of its place from then on, and nobody waits for it. What is held back (it is not ready) is free, too,
 * and for nothing: a clock does not wait for it.
 */
import type { ChoiceWalk } from './choice-walk.js';
import type { Components } from './components.js';
import { leafCode } from './dense-trees.js';
import type { EventTrees } from './event-trees.js';
import { NO_PROGRAM, type LeafPrograms } from './leaf-programs.js';
import { OrderChanges, type OrderedStep } from './order-changes.js';
import { QuickOrder } from './quick-order.js';
import type { TimingClasses } from './timing-classes.js';

const BLOCKED = leafCode(NO_PROGRAM);
const NOBODY: readonly number[] = [];

export class PendingOrder {
  /** Of the state that was looked at last: where each entry's tree leads without a choice, in the order of the entries. */
  codes = new Int32Array(256);
  /** The sets of waiters that are not empty, by component, `waitingCount` of them. */
  waiting = new Int32Array(64);
  waitingCount = 0;
  /** The pending events that others may wait for, once they are armed. */
  readonly placed: number[] = [];
  /** Of the event that is being fired: whether it is late, the events that are made late for it, and all that lose their place. */
  isLate = false;
  overtaken: readonly number[] = NOBODY;
  freed: readonly number[] = NOBODY;
  readonly quick: QuickOrder;
  readonly changes: OrderChanges;
  private readonly components: Components;
  private readonly events: EventTrees;
  private readonly walk: ChoiceWalk;
  private readonly programs: LeafPrograms;
  private readonly timing: TimingClasses;
  private readonly mayBeLate: boolean;
  private heldBack: readonly number[] = NOBODY;
  /** By component of a pending event, the look at a state in which it was ready last. */
  private readyAt = new Int32Array(256);
  private looks = 0;

  /** `mayBeLate`: whether timing faults may strike. */
  constructor(components: Components, events: EventTrees, programs: LeafPrograms, walk: ChoiceWalk, timing: TimingClasses, mayBeLate: boolean) {
    this.components = components;
    this.events = events;
    this.programs = programs;
    this.walk = walk;
    this.timing = timing;
    this.mayBeLate = mayBeLate;
    this.quick = new QuickOrder(components, timing, programs.timings);
    this.changes = new OrderChanges(components, timing);
  }

  /** Looks at the state at hand, in which these entries are pending. */
  look(entries: Int32Array, count: number): void {
    if (count > this.codes.length) this.codes = new Int32Array(count * 2);
    this.looks += 1;
    this.waitingCount = 0;
    this.placed.length = 0;
    this.heldBack = NOBODY;
    const { events, components } = this;
    for (let nth = 0; nth < count; nth += 1) {
      const entry = entries[nth]!;
      const code = this.walk.reach(entry);
      this.codes[nth] = code;
      const event = events.pending[entry]!;
      const free = components.freeOf[event]!;
      if (free >= 0 && components.current[free] === 0) {
        this.placed.push(event);
        if (code === BLOCKED) this.heldBack = [...this.heldBack, event];
        else this.markReady(event);
      }
      const waits = components.waitsOf[event]!;
      if (waits >= 0 && components.current[waits] !== 0) this.addWaiting(waits);
    }
  }

  /**
   * Makes ready to fire an event that is pending, or comes of its own accord (`entry` null). Returns how many faults it costs
   * that it does not wait; -1 when it must.
   */
  prepare(entry: number | null): number {
    this.isLate = false;
    this.overtaken = NOBODY;
    this.freed = this.heldBack;
    if (entry === null) return 0;
    const { components } = this;
    const event = this.events.pending[entry]!;
    const waits = components.waitsOf[event]!;
    if (waits < 0 || components.current[waits] === 0) return 0;
    const { members } = components.waitSets.set(components.value(waits, components.current[waits]!));
    const overtaken: number[] = [];
    for (let nth = 0; nth < members.length; nth += 1) {
      const other = members[nth]!;
      if (this.readyAt[other] !== this.looks) continue;
      if (!this.mayBeLate || !this.timing.classes[components.classes[other]!]!.mayBeLate) return -1;
      overtaken.push(other);
    }
    if (overtaken.length > 0) {
      this.overtaken = overtaken;
      this.freed = [...this.heldBack, ...overtaken];
    }
    return overtaken.length;
  }

  /** Whether it makes a difference if an event is late when it fires: what it arms then has no place before any waiter. */
  canBeLate(entry: number): boolean {
    if (!this.mayBeLate || this.waitingCount === 0) return false;
    const { components } = this;
    const event = this.events.pending[entry]!;
    const { mayBeLate, handsOn } = this.timing.classes[components.classes[event]!]!;
    if (!mayBeLate || handsOn === 'nothing' || components.current[components.freeOf[event]!] !== 0) return false;
    for (let nth = 0; nth < this.waitingCount; nth += 1) {
      const waits = this.waiting[nth]!;
      if (components.waitSets.bound(components.value(waits, components.current[waits]!), event) >= 0) return true;
    }
    return false;
  }

  /** Whether a leaf's step hands places on. */
  handsOn(timing: number): boolean {
    const { fired } = this.programs.timings[timing]!;
    if (fired < 0 || this.isLate) return false;
    const free = this.components.freeOf[fired]!;
    return free >= 0 && this.components.current[free] === 0;
  }

  /** Adds to the changes of components what a step makes of the order, in the plain way. */
  addChanges(step: Pick<OrderedStep, 'gone' | 'armed'>, fired: number, changes: Map<number, number>): void {
    const free = fired < 0 ? -1 : this.components.freeOf[fired]!;
    const handsOn = this.isLate || free < 0 || this.components.current[free] !== 0 ? -1 : fired;
    this.changes.add({ ...step, handsOn, freed: this.freed }, changes);
  }

  private markReady(event: number): void {
    if (event >= this.readyAt.length) {
      const larger = new Int32Array(event * 2);
      larger.set(this.readyAt);
      this.readyAt = larger;
    }
    this.readyAt[event] = this.looks;
  }

  private addWaiting(waits: number): void {
    if (this.waitingCount === this.waiting.length) {
      const larger = new Int32Array(this.waiting.length * 2);
      larger.set(this.waiting);
      this.waiting = larger;
    }
    this.waiting[this.waitingCount] = waits;
    this.waitingCount += 1;
  }
}

/**
 * Components: what a state consists of, each with a small dense number for every value it was ever seen to have.
 *
 * A component is a cell, how many copies of an event content are pending, or how often a source of spontaneous events
 * was used; where ranges order events, also whom a pending event waits for, and whether it is free of its place. A value's number (its *local*) is valid for its component alone; local 0 is what the component holds in
 * every state in which nobody has looked at it yet. So a component of one value needs no bit in a stored state, and a
 * new one changes no state that is already stored. Locals are private to one search; fingerprints go by content.
 */
import type { Transitions } from '../../step/transitions.js';
import { hashText, mix32 } from '../../world/hash.js';
import { ABSENT } from '../../world/interner.js';
import { NEVER, type TimingClasses } from './timing-classes.js';
import { WaitSets } from './wait-sets.js';

export const CELL = 0;
export const PENDING = 1;
export const USED = 2;
/** The set of events that a pending event waits for, or may come to wait for (see wait-sets.ts). */
export const WAITS = 3;
/** 1 for a pending event that nobody waits for any more: it was late, or held back. */
export const FREE = 4;

/** More copies of one event than this are a model that floods its network. */
export const COPIES_MAX = 255;
const FIRST_CAPACITY = 4;

/** Numbers components and values alike for several workers: see team/shared-numbering.ts. It calls `admit...` for each. */
export interface Numbering {
  component(kind: number, subject: number, value: number, timingClass: number): void;
  value(component: number, value: number): void;
}

export class Components {
  readonly kinds: number[] = [];
  /** The cell, content or source that each component stands for; of WAITS and FREE, the pending event's component. */
  readonly subjects: number[] = [];
  /** Where a component's values begin in `values` and `hashes`, by component. */
  bases = new Int32Array(256);
  /** How many values a component was seen to have. */
  readonly counts: number[] = [];
  /** Interned values of cells; numbers of the others. */
  values = new Int32Array(1024);
  /** What each value adds to the fingerprint's first lane. Absence adds nothing. */
  hashes = new Int32Array(1024);
  /** For counts: the local of one more and of one less, or -1 when that was never seen. */
  more = new Int32Array(1024).fill(-1);
  less = new Int32Array(1024).fill(-1);
  /** Called when a component got one more value, before anyone uses it. */
  onValue: (component: number) => void = () => undefined;
  /** Called when a component's room for values was doubled. */
  onCapacity: (component: number, capacity: number) => void = () => undefined;
  readonly capacities: number[] = [];
  /** Who gives the numbers, when others have to use the same ones; null: they are given here. */
  numbering: Numbering | null = null;
  /** The locals of the state at hand. Replaced by a larger one when components are added. */
  current = new Int32Array(256);
  /** By component of a pending event: its timing class, and the components that go with it, or -1. */
  readonly classes: number[] = [];
  readonly waitsOf: number[] = [];
  readonly freeOf: number[] = [];
  readonly waitSets = new WaitSets((component) => this.pendingHash(component));
  /** What ranges say about order; null when any order goes. */
  readonly timing: TimingClasses | null;
  /** Called when a content that was armed with one duration is armed with one that orders differently. */
  onSecondClass: (content: number) => void = () => undefined;
  private readonly transitions: Transitions;
  private readonly byCell: number[] = [];
  private readonly byContent: number[][] = [];
  private readonly bySource: number[] = [];
  private readonly locals: Map<number, number>[] = [];
  private used = 0;

  constructor(transitions: Transitions, timing: TimingClasses | null = null) {
    this.transitions = transitions;
    this.timing = timing;
  }

  get size(): number {
    return this.kinds.length;
  }

  /** The component of a cell; a new one holds `value` in all states so far. */
  ofCell(cell: number, value = ABSENT): number {
    return this.byCell[cell] ?? this.add(CELL, cell, value);
  }

  /** The component of an event content that is armed with a duration of a class; a new one was never pending so far. */
  ofPending(content: number, timingClass: number, copies = 0): number {
    const known = this.find(PENDING, content, timingClass);
    const component = known >= 0 ? known : this.add(PENDING, content, copies, timingClass);
    const ordered = this.timing?.classes[timingClass];
    if (ordered === undefined) return component;
    if (ordered.min > 0 && this.waitsOf[component] === -1) this.add(WAITS, component, 0);
    if (ordered.max < NEVER && this.freeOf[component] === -1) this.add(FREE, component, 0);
    return component;
  }

  /** The class of an event that is armed with a duration (its name's id). */
  classOf(content: number, duration: number): number {
    const { contents, names } = this.transitions;
    return this.timing === null ? 0 : this.timing.of(contents.events[content]!, names.name(duration));
  }

  ofSource(source: number): number {
    return this.bySource[source] ?? this.add(USED, source, 0);
  }

  /** The components of a content that was pending in some state, one for each class of its durations. */
  allPending(content: number): readonly number[] {
    return this.byContent[content] ?? [];
  }

  findCell(cell: number): number {
    return this.byCell[cell] ?? -1;
  }

  /** The local of a value, which may be new to the component. */
  local(component: number, value: number): number {
    const known = this.locals[component]!.get(value);
    if (known !== undefined) return known;
    if (this.numbering === null) return this.admitValue(component, value);
    this.numbering.value(component, value);
    return this.locals[component]!.get(value)!;
  }

  /** The local of a value; -1 when the component was never seen to have it. */
  findLocal(component: number, value: number): number {
    return this.locals[component]!.get(value) ?? -1;
  }

  value(component: number, local: number): number {
    return this.values[this.bases[component]! + local]!;
  }

  /** Whether it is likely to get more values: not what held two truth values, nor an event that was pending once or not. */
  mayGrow(component: number): boolean {
    if (this.kinds[component] !== CELL) return this.counts[component]! > 2;
    return this.counts[component] !== 2 ||
      [0, 1].some((local) => typeof this.transitions.interner.value(this.value(component, local)) !== 'boolean');
  }

  /** The first lane of a state's fingerprint: the sum of what its values add. */
  fingerprint(locals: Int32Array): number {
    let hash = 0;
    for (let component = 0; component < this.size; component += 1) {
      hash = (hash + this.hashes[this.bases[component]! + locals[component]!]!) | 0;
    }
    return hash;
  }

  /** The component of a subject (of a pending event, with its class); -1 when there is none yet. */
  find(kind: number, subject: number, timingClass = 0): number {
    switch (kind) {
      case CELL:
        return this.byCell[subject] ?? -1;
      case PENDING:
        return this.allPending(subject).find((component) => this.classes[component] === timingClass) ?? -1;
      case USED:
        return this.bySource[subject] ?? -1;
      default:
        return (kind === WAITS ? this.waitsOf : this.freeOf)[subject] ?? -1;
    }
  }

  private add(kind: number, subject: number, value: number, timingClass = 0): number {
    if (this.numbering === null) return this.admitComponent(kind, subject, value, timingClass);
    this.numbering.component(kind, subject, value, timingClass);
    return this.find(kind, subject, timingClass);
  }

  private enter(component: number, kind: number, subject: number, timingClass: number): void {
    this.classes[component] = timingClass;
    this.waitsOf[component] = -1;
    this.freeOf[component] = -1;
    if (kind === CELL) this.byCell[subject] = component;
    else if (kind === USED) this.bySource[subject] = component;
    else if (kind === PENDING) (this.byContent[subject] ??= []).push(component);
    else (kind === WAITS ? this.waitsOf : this.freeOf)[subject] = component;
  }

  /** Adds a component that has the next number. */
  admitComponent(kind: number, subject: number, value: number, timingClass: number): number {
    const component = this.kinds.length;
    this.enter(component, kind, subject, timingClass);
    this.kinds.push(kind);
    this.subjects.push(subject);
    this.counts.push(0);
    this.capacities.push(FIRST_CAPACITY);
    this.locals.push(new Map());
    if (component >= this.bases.length) this.bases = doubled(this.bases);
    if (component >= this.current.length) this.current = doubled(this.current);
    this.bases[component] = this.reserve(FIRST_CAPACITY);
    this.admitValue(component, value);
    if (kind === PENDING && this.byContent[subject]!.length === 2) this.onSecondClass(subject);
    return component;
  }

  /** Adds a value that has its component's next number. */
  admitValue(component: number, value: number): number {
    const local = this.counts[component]!;
    if (local === this.capacities[component]) this.grow(component);
    const at = this.bases[component]! + local;
    this.values[at] = value;
    this.hashes[at] = this.hash(component, value);
    this.counts[component] = local + 1;
    this.locals[component]!.set(value, local);
    if (this.kinds[component] === PENDING || this.kinds[component] === USED) this.link(component, local, value);
    this.onValue(component);
    return local;
  }

  private link(component: number, local: number, value: number): void {
    const base = this.bases[component]!;
    const above = this.locals[component]!.get(value + 1);
    const below = this.locals[component]!.get(value - 1);
    this.more[base + local] = above ?? -1;
    this.less[base + local] = below ?? -1;
    if (above !== undefined) this.less[base + above] = local;
    if (below !== undefined) this.more[base + below] = local;
  }

  private grow(component: number): void {
    const capacity = this.capacities[component]!;
    const from = this.bases[component]!;
    const to = this.reserve(capacity * 2);
    for (const array of [this.values, this.hashes, this.more, this.less]) array.copyWithin(to, from, from + capacity);
    this.bases[component] = to;
    this.capacities[component] = capacity * 2;
    this.onCapacity(component, capacity * 2);
  }

  private reserve(count: number): number {
    const at = this.used;
    this.used += count;
    while (this.used > this.values.length) {
      this.values = doubled(this.values);
      this.hashes = doubled(this.hashes);
      this.more = doubled(this.more);
      this.less = doubled(this.less);
    }
    return at;
  }

  /** By what its event and its class are, not by their numbers. */
  private pendingHash(component: number): number {
    const content = this.transitions.contents.hashes[this.subjects[component]!]!;
    const timingClass = this.classes[component]!;
    return timingClass === 0 ? content : mix32(content, this.timing!.hashes[timingClass]!);
  }

  private hash(component: number, value: number): number {
    if (value === 0) return 0;
    const { cells, interner, model } = this.transitions;
    const subject = this.subjects[component]!;
    switch (this.kinds[component]) {
      case CELL:
        return mix32(cells.hashes[subject]!, interner.hash(value)) | 0;
      case PENDING:
        return Math.imul(mix32(0x70656e64, this.pendingHash(component)), value);
      case WAITS:
        return mix32(mix32(0x77616974, this.pendingHash(subject)), this.waitSets.hash(value)) | 0;
      case FREE:
        return mix32(0x66726565, this.pendingHash(subject)) | 0;
      default:
        return mix32(hashText(model.stimuli[subject]!.name), value) | 0;
    }
  }
}

export function doubled(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}

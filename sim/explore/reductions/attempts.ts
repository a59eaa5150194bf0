/**
 * What may become of each *thread* in a state: a pending event, a source of stimuli, or the faults that begin of their own
 * accord. For every way in which its choices can come out there is one attempt: a step, or none (its guard is false, it
 * would change nothing, or lead out of the boundary). Either way it is known what was read to find that out.
 *
 * A step is visible to whoever observes the states (an invariant, an example, the boundary) when it writes what they read:
 * it counts as reading all that they read before and after it. So two steps that change what one observer sees depend on
 * each other, and every order of independent steps shows it the same.
 */
import { PENDING } from '../exhaustive/components.js';
import type { DenseReading } from '../exhaustive/dense-reading.js';
import { numberOf, UNKNOWN } from '../exhaustive/dense-trees.js';
import { FROM_FAULT, FROM_PENDING, NO_PROGRAM, SYMBOLIC } from '../exhaustive/leaf-programs.js';
import { ProgramChanges } from '../exhaustive/program-changes.js';
import { SpontaneousEvents } from '../exhaustive/spontaneous-events.js';
import { Places, type Accesses } from './accesses.js';
import { DependenceError } from './dependence-error.js';
import type { Relation } from './relation.js';

/** A step that a thread may take, or why it may not. */
export interface Attempt {
  readonly thread: number;
  /** The event, and how its choices come out: together they are the step's label. */
  readonly entry: number;
  readonly options: readonly number[];
  readonly isStep: boolean;
  /** Whether it would be a step if it changed anything. */
  readonly isIdle: boolean;
  /** In faults. */
  readonly cost: number;
  readonly program: number;
  /** By which it depends on other steps: what it touches, or whose step it is. */
  readonly accesses: Accesses;
  /** What it touches. */
  readonly touches: Accesses;
}

/** By what two steps depend on each other: what they were seen to read and write, or that the same actor executes them. */
export type Dependence = 'observed' | 'actor';

/** The part of an attempt that is the same in every state in which the event's tree leads to this leaf. */
interface Leaf {
  readonly options: readonly number[];
  readonly cost: number;
  readonly program: number;
  readonly reads: readonly number[];
  /** The attempts of a pending event that end here, where no observer has a part in it: a step, and none. */
  step: Attempt | null;
  none: Attempt | null;
}

/** Threads that are no pending event are negative. */
const FAULTS = -1;
const FIRST_SOURCE = -2;

export class Attempts {
  readonly places: Places;
  readonly changes: ProgramChanges;
  /** Threads that may step without having been armed: the faults, then the sources. */
  readonly spontaneous: readonly number[];
  private readonly relation: Relation;
  private readonly dependence: Dependence;
  private readonly events: SpontaneousEvents;
  private readonly boundary: DenseReading<boolean> | null;
  private readonly observers: readonly DenseReading<unknown>[];
  /** What each observer reads in the state at hand; null when that was not looked at yet. */
  private seen: (readonly number[] | null)[] = [];
  /** The texts of events, by entry. */
  private readonly texts: string[] = [];
  /** By thread of a pending event: the attempt where it is not pending. */
  private readonly notPending: Attempt[] = [];
  private readonly leaves = new Map<number, Leaf>();

  /** `observers` look at every state; the boundary is one of them, too. */
  constructor(
    relation: Relation, allows: (kind: string) => boolean, boundary: DenseReading<boolean> | null, observers: readonly DenseReading<unknown>[],
    dependence: Dependence = 'observed',
  ) {
    this.relation = relation;
    this.dependence = dependence;
    this.places = new Places(relation.transitions, relation.components);
    this.changes = new ProgramChanges(relation.transitions, relation.components, relation.programs);
    this.events = new SpontaneousEvents(relation.place, relation.events, allows);
    this.boundary = boundary;
    this.observers = boundary === null ? observers : [boundary, ...observers];
    this.spontaneous = [FAULTS, ...Array.from({ length: this.events.sourceCount }, (_, source) => FIRST_SOURCE - source)];
  }

  /** Another state is at hand (`components.current`). */
  begin(): void {
    this.seen = this.observers.map(() => null);
  }

  /** The thread that an event belongs to. */
  threadOf(entry: number): number {
    const origin = this.relation.events.origins[entry]!;
    return origin === FROM_PENDING ? entry : origin === FROM_FAULT ? FAULTS : FIRST_SOURCE - origin;
  }

  /** The thread of a pending event, by its component. */
  threadOfPending(component: number): number {
    return this.relation.events.entry(this.relation.components.subjects[component]!, FROM_PENDING, component);
  }

  /** All that may become of a thread in the state at hand, in the order of contents and options; at least one attempt. */
  of(thread: number): Attempt[] {
    if (thread >= 0) return this.ofPending(thread);
    const isFault = thread === FAULTS;
    const source = FIRST_SOURCE - thread;
    const entries = isFault ? this.events.faults() : this.events.stimuli(source);
    const reads = isFault ? this.events.faultReads() : this.events.stimuliReads(source);
    const attempts = this.inOrder(entries).flatMap((entry) => this.walk(thread, entry, isFault ? 1 : 0, reads));
    return attempts.length > 0 ? attempts : [this.none(thread, -1, reads)];
  }

  /** The components that hold how many copies of each event are pending, in the order of contents, of those that are pending. */
  pendingThreads(): number[] {
    const { components } = this.relation;
    const entries: number[] = [];
    for (let component = 0; component < components.size; component += 1) {
      if (components.kinds[component] !== PENDING || components.value(component, components.current[component]!) === 0) continue;
      entries.push(this.threadOfPending(component));
    }
    return this.inOrder(entries);
  }

  private ofPending(entry: number): Attempt[] {
    const { components, events } = this.relation;
    const pending = events.pending[entry]!;
    if (components.value(pending, components.current[pending]!) === 0) {
      return [(this.notPending[entry] ??= this.none(entry, entry, [pending]))];
    }
    return this.walk(entry, entry, 0, [pending]);
  }

  private none(thread: number, entry: number, reads: readonly number[]): Attempt {
    return this.finished({ thread, entry, options: [], cost: 0, program: NO_PROGRAM }, false, reads);
  }

  private finished(
    made: Pick<Attempt, 'thread' | 'entry' | 'options' | 'cost' | 'program'>, isStep: boolean, reads: readonly number[],
    writes: readonly number[] = [], isIdle = false,
  ): Attempt {
    const touches: Accesses = { reads: this.withWholes(reads, writes), writes };
    return { ...made, isStep, isIdle, touches, accesses: this.dependence === 'observed' ? touches : this.byActor(made.entry, touches) };
  }

  /** An actor's steps are ordered, and those that arm an event come before it. */
  private byActor(entry: number, { reads, writes }: Accesses): Accesses {
    const { transitions: { contents, model }, events, components } = this.relation;
    const executor = entry < 0 ? null : contents.traits[events.contents[entry]!]!.executor;
    if (executor === null) {
      if (entry < 0 && reads.length === 0) return { reads, writes };
      throw new DependenceError(`${entry < 0 ? 'What happens of its own accord' : contents.text(events.contents[entry]!)} in ${model.name} is nobody's step.`);
    }
    const isPending = (place: number): boolean => components.kinds[place] === PENDING;
    const actor = this.places.actor(executor);
    return { reads: [actor, ...reads.filter(isPending)], writes: writes.length === 0 ? [] : [actor, ...writes.filter(isPending)] };
  }

  private inOrder(entries: readonly number[]): number[] {
    const { transitions: { contents }, events } = this.relation;
    const text = (entry: number): string => (this.texts[entry] ??= contents.text(events.contents[entry]!));
    return [...entries].sort((left, right) => (text(left) < text(right) ? -1 : 1));
  }

  private walk(thread: number, entry: number, costBefore: number, before: readonly number[]): Attempt[] {
    const { events } = this.relation;
    const attempts: Attempt[] = [];
    const options: number[] = [];
    const descend = (from: number, firstPosition: number, cost: number, readsBefore: readonly number[]): void => {
      const { trees, components } = this.relation;
      const reads = [...readsBefore];
      let code = from;
      let position = firstPosition;
      while (code > 0) {
        const component = trees.nodes[code]!;
        reads.push(component);
        position = trees.nodes[code + 1]! + (components.current[component] ?? 0);
        const next = trees.branches[position]!;
        code = next !== UNKNOWN ? next : events.branch(entry, code, components.current, options, options.length);
      }
      if ((code & 1) !== 0) {
        const leaf = this.leafAt(position, () => ({ options: [...options], cost: cost - costBefore, program: numberOf(code), reads: [...new Set(reads)], step: null, none: null }));
        attempts.push(this.attempt(thread, entry, leaf, costBefore, before));
        return;
      }
      const choice = numberOf(code);
      events.optionCosts[choice]!.forEach((more, option) => {
        if (more < 0) return;
        options.push(option);
        const at = events.optionsAt[choice]! + option;
        const known = trees.branches[at]!;
        const below = known !== UNKNOWN ? known : events.option(entry, choice, components.current, options, options.length);
        descend(below, at, cost + more, reads);
        options.pop();
      });
    };
    const root = events.roots[entry]!;
    descend(root !== UNKNOWN ? root : events.root(entry, this.relation.components.current), -1 - entry, costBefore, []);
    return attempts;
  }

  /** Leaves by the place of the branch that leads to them. */
  private leafAt(position: number, make: () => Leaf): Leaf {
    let leaf = this.leaves.get(position);
    if (leaf === undefined) this.leaves.set(position, (leaf = make()));
    return leaf;
  }

  private attempt(thread: number, entry: number, leaf: Leaf, costBefore: number, before: readonly number[]): Attempt {
    const { options, program } = leaf;
    const { components, events, programs } = this.relation;
    const made = { thread, entry, options, cost: costBefore + leaf.cost, program };
    const reads = (): number[] => [...before, ...leaf.reads];
    const keep = thread >= 0 && programs.code[program] !== SYMBOLIC;
    if (program === NO_PROGRAM) return (keep ? leaf.none : null) ?? (leaf.none = this.finished(made, false, reads()));
    const changes = this.changes.of(program, events.contents[entry]!);
    let isNone = true;
    for (const [component, after] of changes) if (components.current[component] !== after) isNone = false;
    if (isNone) return (keep ? leaf.none : null) ?? (leaf.none = this.finished(made, false, [...reads(), ...changes.keys()], [], true));
    const observed = this.observe(changes);
    const writes = (): number[] => [...changes.keys(), ...this.ended(program)];
    if (observed === null) return (keep ? leaf.step : null) ?? (leaf.step = this.finished(made, true, reads(), writes()));
    if (observed.isWithin) return this.finished(made, true, [...reads(), ...observed.reads], writes());
    return this.finished(made, false, [...reads(), ...observed.reads, ...changes.keys()]);
  }

  /** What the observers read for whom these changes are visible, before and after, and whether it stays within the boundary. */
  private observe(changes: ReadonlyMap<number, number>): { reads: number[]; isWithin: boolean } | null {
    if (this.observers.length === 0) return null;
    const { current } = this.relation.components;
    const visible = this.observers.filter((observer, index) =>
      (this.seen[index] ??= this.readsOf(observer)).some((component) => changes.has(component)));
    if (visible.length === 0) return null;
    const reads = this.observers.flatMap((observer, index) => (visible.includes(observer) ? this.seen[index]! : []));
    const before = [...changes.keys()].map((component) => current[component]!);
    for (const [component, after] of changes) current[component] = after;
    for (const observer of visible) reads.push(...this.readsOf(observer));
    const isWithin = this.boundary === null || !visible.includes(this.boundary) || this.boundary.evaluate(this.relation.components.current);
    [...changes.keys()].forEach((component, nth) => (this.relation.components.current[component] = before[nth]!));
    return { reads, isWithin };
  }

  private readsOf(observer: DenseReading<unknown>): number[] {
    observer.evaluate(this.relation.components.current);
    return observer.readsIn(this.relation.components.current);
  }

  /** The wholes of the processes that a leaf ends. */
  private ended(program: number): number[] {
    return this.relation.programs.processesEnded(program).map((process) => this.places.whole(process));
  }

  private withWholes(reads: readonly number[], writes: readonly number[]): number[] {
    const all = new Set(reads);
    for (const places of [reads, writes]) for (const place of places) for (const whole of this.places.wholesOf(place)) all.add(whole);
    return [...all];
  }
}

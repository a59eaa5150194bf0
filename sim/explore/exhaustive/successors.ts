/**
 * The successors of the state at hand: each is worked out by its leaf's program, packed, and put into a batch that the
 * store looks up at once. Nothing is allocated but when something is met for the first time.
 *
 * Where ids are symmetric, `append` puts the canonical form in a successor's place: there it is complete, with its words and
 * its fingerprint, and nobody has looked it up yet.
 */
import type { DenseReading } from './dense-reading.js';
import type { EventTrees } from './event-trees.js';
import { PROGRAM_HEADER, SET, SYMBOLIC, type LeafPrograms } from './leaf-programs.js';
import type { PendingOrder } from './pending-order.js';
import type { ProgramChanges } from './program-changes.js';
import type { StateAtHand } from './state-at-hand.js';
import type { Symmetry } from './symmetry/symmetry.js';

/** Successors that are looked up together. */
const BATCH_MAX = 64;

/** Where successors go: to the store, or first to the worker who keeps them. Returns false when there is no room. */
export interface SuccessorSink {
  addAll(batch: Int32Array, end: number, parent: number): boolean;
}

/**
 * Told each successor instead of storing it: to rebuild a path, or to go over the edges of what is known. `words` is null for
 * one outside the boundary.
 */
export type OnSuccessor = (entry: number, options: readonly number[], words: Int32Array | null, hash: number) => void;

export class Successors {
  /** Successors inside the boundary, and outside of it; no initial states among them. */
  generated = 0;
  outside = 0;
  /** Out of memory, or of the states that were allowed: the search cannot go on. */
  isFull = false;
  /** The options of the choices that lead to the successor that is being taken: the first `depth` of them. */
  readonly options: number[] = [];
  sink: SuccessorSink;
  /** The order among pending events; null when any order goes. */
  order: PendingOrder | null = null;
  private onSuccessor: OnSuccessor | null = null;
  /** Somebody looks at every successor. */
  private isWatched: boolean;
  /** Successors are told as they are, and not in their canonical form. */
  private isLiteral = false;
  private readonly hand: StateAtHand;
  readonly programs: LeafPrograms;
  private readonly events: EventTrees;
  private readonly changes: ProgramChanges;
  private readonly boundary: DenseReading<boolean> | null;
  private readonly symmetry: Symmetry | null;
  /** Successors that are not looked up yet: their words and their fingerprint's first lane each. */
  private batch = new Int32Array(0);
  private batchAt = 0;
  /** Whether a step changed the order among pending events. */
  private hasMoved = false;

  constructor(
    hand: StateAtHand, programs: LeafPrograms, events: EventTrees, changes: ProgramChanges, boundary: DenseReading<boolean> | null,
    symmetry: Symmetry | null,
  ) {
    this.hand = hand;
    this.sink = hand.store;
    this.programs = programs;
    this.events = events;
    this.changes = changes;
    this.boundary = boundary;
    this.symmetry = symmetry;
    this.isWatched = boundary !== null;
    hand.beforeLayout = () => this.flush();
  }

  /**
   * Tells each successor that `body` takes instead of storing and counting it. With symmetry it is told in the form in which
   * it would be stored, or, `literally`, as it is.
   */
  telling(onSuccessor: OnSuccessor, body: () => void, literally = false): void {
    const { generated, outside, isFull } = this;
    this.onSuccessor = onSuccessor;
    this.isWatched = true;
    this.isLiteral = literally;
    // Nothing is stored: that the store is full is no hindrance.
    this.isFull = false;
    body();
    this.onSuccessor = null;
    this.isWatched = this.boundary !== null;
    this.isLiteral = false;
    this.generated = generated;
    this.outside = outside;
    this.isFull ||= isFull;
  }

  /** Gives each batch of successors that `body` takes to somebody else, and does not count them. */
  diverting(sink: SuccessorSink, body: () => void): void {
    const { generated, outside, sink: former } = this;
    this.flush();
    this.sink = sink;
    body();
    this.flush();
    this.sink = former;
    this.generated = generated;
    this.outside = outside;
  }

  /** Works out one successor, and puts it into the batch of this state's successors. */
  take(entry: number, program: number, depth: number): void {
    const { code } = this.programs;
    const operations = code[program]!;
    if (operations === SYMBOLIC || this.isWatched || (this.order !== null && !this.isSimple(code[program + 1]!))) {
      return this.takeSlowly(entry, program, depth);
    }
    const { hand } = this;
    const { components, words, layout } = hand;
    const width = words.length;
    if (this.batchAt + width + 1 > this.batch.length) this.makeRoom(width + 1);
    const { batch, batchAt } = this;
    const { current, bases, hashes } = components;
    const { wordOf, shiftOf, isSplit } = layout;
    for (let word = 0; word < width; word += 1) batch[batchAt + word] = words[word]!;
    let hash = hand.hash;
    let isSame = true;
    for (let at = program + PROGRAM_HEADER, end = at + operations * 2; at < end; at += 2) {
      const component = code[at]! >> 1;
      const base = bases[component]!;
      const local = current[component]!;
      let after = code[at + 1]!;
      if ((code[at]! & 1) !== SET) {
        after = after === 1 ? components.more[base + local]! : after === -1 ? components.less[base + local]! : -1;
        if (after < 0) {
          after = this.changes.count(component, code[at + 1]!, this.events.contents[entry]!);
          if (hand.isStale) break;
        }
      }
      if (after === local) continue;
      isSame = false;
      hash = (hash + hashes[base + after]! - hashes[base + local]!) | 0;
      if (isSplit[component] === 0) batch[batchAt + wordOf[component]!]! += (after - local) << shiftOf[component]!;
      else layout.change(batch, batchAt, component, local, after);
    }
    if (this.order !== null && code[program + 1] !== 0 && !hand.isStale) {
      this.hasMoved = false;
      hash = this.moveOrder(this.order, code[program + 1]!, hash);
      isSame &&= !this.hasMoved;
    }
    // A value was met for the first time, here or when the program was made: the words may be too narrow for it.
    if (hand.isStale) {
      if (this.refresh()) this.take(entry, program, depth);
      return;
    }
    this.generated += 1;
    if (isSame || this.append(hash)) return;
    this.generated -= 1;
    if (this.refresh()) this.take(entry, program, depth);
  }

  /** Whether a leaf's step changes the order among pending events in a way that a table has. */
  private isSimple(timing: number): boolean {
    const { freed, quick } = this.order!;
    return freed.length === 0 && (timing === 0 || quick.isSimple(timing));
  }

  /** Changes the order in the batch's last candidate, whose fingerprint is given; returns the new one. */
  private moveOrder(order: PendingOrder, timing: number, hashBefore: number): number {
    const { components } = this.hand;
    const handsOn = order.handsOn(timing);
    let hash = hashBefore;
    for (let nth = 0; nth < order.waitingCount; nth += 1) {
      const waits = order.waiting[nth]!;
      const local = components.current[waits]!;
      hash = this.change(waits, local, order.quick.after(waits, local, timing, handsOn), hash);
    }
    for (const waiter of this.programs.timings[timing]!.waiters) {
      const waits = components.waitsOf[waiter]!;
      hash = this.change(waits, components.current[waits]!, order.quick.fresh(waiter, timing, order.placed), hash);
    }
    return hash;
  }

  private change(component: number, local: number, after: number, hash: number): number {
    // What is new has no room yet: the state will be worked out again.
    if (after === local || this.hand.isStale) return hash;
    this.hasMoved = true;
    const { bases, hashes } = this.hand.components;
    this.hand.layout.change(this.batch, this.batchAt, component, local, after);
    return (hash + hashes[bases[component]! + after]! - hashes[bases[component]! + local]!) | 0;
  }

  /** Has the store look up all successors that were taken so far. */
  flush(): void {
    const { batch, batchAt, hand } = this;
    this.batchAt = 0;
    if (batchAt > 0 && !this.sink.addAll(batch, batchAt, hand.state)) this.isFull = true;
  }

  /** A successor that changes whatever its process owned, or that somebody looks at before it is stored. */
  private takeSlowly(entry: number, program: number, depth: number): void {
    const { hand } = this;
    const changes = this.changes.of(program, this.events.contents[entry]!);
    if (hand.isStale) {
      if (this.refresh()) this.takeSlowly(entry, program, depth);
      return;
    }
    const { components, words, layout } = hand;
    const { current } = components;
    if (this.batchAt + words.length + 1 > this.batch.length) this.makeRoom(words.length + 1);
    const { batch, batchAt } = this;
    batch.set(words, batchAt);
    let { hash } = hand;
    for (const [component, after] of changes) {
      const base = components.bases[component]!;
      const local = current[component]!;
      hash = (hash + components.hashes[base + after]! - components.hashes[base + local]!) | 0;
      layout.change(batch, batchAt, component, local, after);
    }
    if (this.boundary !== null && !this.isWithin(this.boundary, changes)) {
      this.outside += 1;
      this.onSuccessor?.(entry, this.options.slice(0, depth), null, 0);
      return;
    }
    this.generated += 1;
    const isNew = this.onSuccessor !== null || [...changes].some(([component, after]) => current[component] !== after);
    if (!isNew || (this.onSuccessor === null ? this.append(hash) : this.tell(entry, depth, hash))) return;
    this.generated -= 1;
    if (this.refresh()) this.takeSlowly(entry, program, depth);
  }

  /** Tells the batch's last candidate. Returns false when its canonical form has something that was never met: once more. */
  private tell(entry: number, depth: number, hash: number): boolean {
    const { batch, batchAt, hand, symmetry } = this;
    const lane = symmetry === null || this.isLiteral ? hash : symmetry.represent(batch, batchAt, hash);
    if (hand.isStale) return false;
    this.onSuccessor!(entry, this.options.slice(0, depth), batch.slice(batchAt, batchAt + hand.words.length), lane);
    return true;
  }

  /** The batch's last candidate is complete. Returns false when its canonical form has something that was never met: once more. */
  private append(hash: number): boolean {
    const { batchAt, hand, symmetry } = this;
    const { length } = hand.words;
    let lane = hash;
    if (symmetry !== null) {
      lane = symmetry.represent(this.batch, batchAt, hash);
      if (hand.isStale) return false;
    }
    this.batch[batchAt + length] = lane;
    this.batchAt = batchAt + length + 1;
    return true;
  }

  /** The batch is full, or states have become wider. */
  private makeRoom(width: number): void {
    this.flush();
    if (this.batch.length !== width * BATCH_MAX) this.batch = new Int32Array(width * BATCH_MAX);
  }

  /** Returns false when the search cannot go on. */
  private refresh(): boolean {
    if (!this.hand.refresh()) this.isFull = true;
    return !this.isFull;
  }

  private isWithin(boundary: DenseReading<boolean>, changes: ReadonlyMap<number, number>): boolean {
    const { current } = this.hand.components;
    const before = [...changes.keys()].map((component) => current[component]!);
    for (const [component, after] of changes) current[component] = after;
    const within = boundary.evaluate(current);
    let nth = 0;
    for (const component of changes.keys()) current[component] = before[nth++]!;
    return within;
  }
}

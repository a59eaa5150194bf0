/**
 * One world that moves: cells, pending events, and the step that is applied to both. It knows virtual time only as a
 * number on each event; which event is next, and what each choice comes out as, is for its driver to say.
 */
import { afterCrash, resetReply, MESSAGE, type Exchange } from '../network/rpc.js';
import type { CallId, Event } from '../process/event.js';
import { ModelFault } from '../process/model-fault.js';
import { handlerOf, type Chooser, type Transitions } from '../step/transitions.js';
import {
  BLOCKED, LEAF_ARMS, LEAF_CANCELS, LEAF_FLAGS, LEAF_FORGOTTEN, LEAF_HEADER, LEAF_MARKS, LEAF_READS, LEAF_RULE,
  LEAF_WRITES,
} from '../step/leaf-pool.js';
import type { CellName } from '../world/cell.js';
import { mix32 } from '../world/hash.js';
import { ABSENT } from '../world/interner.js';
import type { Value } from '../world/value.js';
import { Agenda } from './agenda.js';
import { CoverageCounter } from './coverage.js';
import type { InvariantChecker, InvariantVerdict } from './invariant.js';

/** What a driver adds: how long an armed event takes, and what each choice comes out as. */
export interface Driver extends Chooser {
  /** Arms an event: puts it on the agenda with a time of the driver's making. */
  arm(content: number, duration: number): void;
}

/** A violation, at the step that completed it. */
export interface Violation {
  readonly invariant: number;
  readonly step: number;
  readonly evidence: string;
  readonly fingerprint: string;
}

export class Simulation {
  readonly transitions: Transitions;
  readonly checker: InvariantChecker;
  readonly agenda: Agenda;
  readonly coverage: CoverageCounter;
  world = new Int32Array(1024);
  /** The rule behind the last write of each cell (a name's id), or -1. */
  rules = new Int32Array(1024).fill(-1);
  /** Steps fired, and those of them that count as events. */
  steps = 0;
  events = 0;
  now = 0;
  hash = 0;
  secondHash = 0;
  readonly violations: Violation[] = [];
  /** Bits of the invariants that were put to the test. */
  tested = 0;
  /** How often each mark was reached, by name id, and the step that reached it first. */
  marks = new Int32Array(256);
  markSteps = new Int32Array(256);
  /** The leaf of the last step. */
  leaf = 0;
  /** What was drawn while the first world was written: choice and option alternate. */
  readonly firstChoices: number[] = [];
  /** Every how many steps the handler runs again and is compared with what was learned; 0 for never. */
  auditEvery = 0;
  /** Told of each verdict of an invariant; the same object for the same readings. */
  onVerdict: ((verdict: InvariantVerdict) => void) | null = null;
  private dirty = 0;
  private broken = 0;
  /** Parked nodes by the cells that their step read, and the other way round. */
  private readonly watchers = new Map<number, number[]>();
  private readonly watched = new Map<number, readonly number[]>();
  private watching = 0;

  constructor(transitions: Transitions, checker: InvariantChecker) {
    this.transitions = transitions;
    this.checker = checker;
    this.agenda = new Agenda(transitions.contents.hashes);
    this.coverage = new CoverageCounter(transitions);
  }

  /** An empty world. */
  reset(): void {
    this.world.fill(ABSENT);
    this.rules.fill(-1);
    this.marks.fill(0);
    this.agenda.clear();
    this.coverage.beginRun();
    this.watchers.clear();
    this.watched.clear();
    this.ensureCapacity();
    this.watching = 0;
    this.violations.length = 0;
    this.steps = 0;
    this.events = 0;
    this.now = 0;
    this.hash = 0x2545f491;
    this.secondHash = 0x6c078965;
    this.tested = 0;
    this.dirty = this.checker.alwaysMask;
    this.broken = 0;
  }

  /** The world of cells that was given, and nothing pending. Its driver arms what is pending in it. */
  restore(world: Int32Array): void {
    this.reset();
    if (world.length > this.world.length) {
      this.world = new Int32Array(world.length * 2);
      this.rules = new Int32Array(world.length * 2).fill(-1);
    }
    this.world.set(world);
  }

  /** Writes the model's first world. */
  begin(driver: Driver): void {
    this.firstChoices.length = 0;
    const leaf = this.transitions.begin(this.world, {
      choose: (choice, nth) => {
        const option = driver.choose(choice, nth);
        this.firstChoices.push(choice, option);
        return option;
      },
    });
    this.leaf = leaf;
    this.ensureCapacity();
    this.apply(leaf, driver);
    this.checkInvariants(0);
  }

  /**
   * Fires an event that is already off the agenda. Returns false when it is blocked; the caller parks it then, with
   * `park`. A blocked event is no step.
   */
  fire(content: number, driver: Driver): boolean {
    // Another simulation of the same engine, or a proposal, may have named new cells.
    this.ensureCapacity();
    const leaf = this.transitions.fire(content, this.world, driver);
    this.leaf = leaf;
    this.ensureCapacity();
    const data = this.transitions.leaves.data;
    if (((data[leaf + LEAF_FLAGS] as number) & BLOCKED) !== 0) return false;
    if (this.auditEvery > 0 && this.steps % this.auditEvery === 0) this.transitions.audit(content, this.world, leaf);
    this.steps += 1;
    const contents = this.transitions.contents;
    if (contents.counted[content] === true) this.events += 1;
    this.coverage.step(content, data[leaf + LEAF_RULE] as number, this.world);
    this.roll(content);
    this.apply(leaf, driver);
    if (this.dirty !== 0) this.checkInvariants(content);
    return true;
  }

  /** Puts a blocked event aside until a cell changes that its step read. */
  park(node: number): void {
    this.agenda.park(node);
    const data = this.transitions.leaves.data;
    const leaf = this.leaf;
    const count = data[leaf + LEAF_READS] as number;
    const start = readsOf(data, leaf);
    const cells = [...data.subarray(start, start + count)];
    for (const cell of cells) {
      const list = this.watchers.get(cell);
      if (list === undefined) this.watchers.set(cell, [node]);
      else list.push(node);
    }
    this.watched.set(node, cells);
    this.watching += 1;
  }

  /** Evaluates the invariants that speak of a world at rest. */
  checkAtRest(): void {
    this.checker.invariants.forEach(({ when }, index) => {
      this.ensureCapacity();
      if (when === 'at rest') this.judge(index, this.checker.evaluate(index, this.world));
    });
  }

  /** The rule behind the last write of a cell, or `no rule`. */
  private ruleBehind(name: CellName): string {
    const cell = this.transitions.cells.find(name);
    const rule = cell < 0 ? -1 : (this.rules[cell] ?? -1);
    return rule < 0 ? 'no rule' : this.transitions.names.name(rule);
  }

  /** A violation that no check finds: the world did not come to rest, or a search found no way out. */
  report(invariant: number, evidence: string, fingerprint: string): void {
    this.violations.push({ invariant, step: this.steps, evidence, fingerprint });
  }

  private roll(content: number): void {
    const contents = this.transitions.contents;
    let choices = 0;
    const taken = this.transitions.taken;
    for (let at = 0; at < taken.length; at += 1) choices = (Math.imul(choices, 31) + (taken[at] as number) + 1) | 0;
    this.hash = mix32(this.hash ^ (contents.hashes[content] as number), choices);
    this.secondHash = mix32(this.secondHash ^ (contents.secondHashes[content] as number), (this.now % 4294967296) | 0);
  }

  private apply(leaf: number, driver: Driver): void {
    const data = this.transitions.leaves.data;
    const writes = data[leaf + LEAF_WRITES] as number;
    const arms = data[leaf + LEAF_ARMS] as number;
    const cancels = data[leaf + LEAF_CANCELS] as number;
    const forgotten = data[leaf + LEAF_FORGOTTEN] as number;
    const marks = data[leaf + LEAF_MARKS] as number;
    const rule = data[leaf + LEAF_RULE] as number;
    let at = leaf + LEAF_HEADER;
    const armsAt = at + writes * 2;
    const cancelsAt = armsAt + arms * 2;
    const forgottenAt = cancelsAt + cancels;
    for (let n = 0; n < forgotten; n += 1) {
      // What the step wrote before the process went is part of the world that the process leaves.
      const before = leaf + LEAF_HEADER + (data[forgottenAt + n * 2 + 1] as number) * 2;
      for (; at < before; at += 2) this.write(data[at] as number, data[at + 1] as number, rule);
      this.forget(data[forgottenAt + n * 2] as number, rule, driver);
    }
    for (; at < armsAt; at += 2) this.write(data[at] as number, data[at + 1] as number, rule);
    for (let n = 0; n < cancels; n += 1) this.cancel(data[cancelsAt + n] as number);
    // Arming may learn new contents (a crash's resets), never new leaves: `data` stays the pool.
    for (at = armsAt; at < cancelsAt; at += 2) driver.arm(data[at] as number, data[at + 1] as number);
    for (let n = 0; n < marks; n += 1) this.countMark(data[forgottenAt + forgotten * 2 + n] as number);
  }

  private write(cell: number, value: number, rule: number): void {
    if (this.world[cell] === value) return;
    this.world[cell] = value;
    this.rules[cell] = rule;
    if (cell < this.checker.masks.length) this.dirty |= this.checker.masks[cell] as number;
    if (this.watching > 0) this.wake(cell);
  }

  private wake(cell: number): void {
    const list = this.watchers.get(cell);
    if (list === undefined) return;
    for (const node of [...list]) {
      this.unwatch(node);
      this.agenda.release(node, this.now);
    }
  }

  /** A parked node is tried again, or ends: it watches nothing any more. */
  private unwatch(node: number): void {
    for (const cell of this.watched.get(node) ?? []) {
      const rest = (this.watchers.get(cell) as number[]).filter((other) => other !== node);
      if (rest.length === 0) this.watchers.delete(cell);
      else this.watchers.set(cell, rest);
    }
    this.watched.delete(node);
    this.watching -= 1;
  }

  private cancel(content: number): void {
    const node = this.agenda.find(content);
    if (node < 0) {
      const { events } = this.transitions.contents;
      const handler = handlerOf(events[content] as Event);
      throw new ModelFault(
        `A step cancels an event that is not pending: ${this.transitions.contents.text(content)}. Cancel only what was ` +
          'armed and has not fired yet.', handler);
    }
    if (this.agenda.isParked(node)) this.unwatch(node);
    this.agenda.end(node);
  }

  private countMark(name: number): void {
    if (name >= this.marks.length) {
      const larger = new Int32Array(Math.max(name + 1, this.marks.length * 2));
      larger.set(this.marks);
      this.marks = larger;
      const steps = new Int32Array(larger.length);
      steps.set(this.markSteps);
      this.markSteps = steps;
    }
    if (this.marks[name] === 0) this.markSteps[name] = this.steps;
    this.marks[name]! += 1;
  }

  /** A process is gone: its volatile cells, its own events, its side of each exchange. */
  private forget(name: number, rule: number, driver: Driver): void {
    const process = this.transitions.names.name(name);
    const { cells, contents } = this.transitions;
    for (const cell of cells.volatile.get(process) ?? []) this.write(cell, ABSENT, rule);
    for (const cell of this.present(cells.calling.get(process))) this.cutOff(cell, 'client', rule, driver);
    for (const cell of this.present(cells.called.get(process))) this.cutOff(cell, 'server', rule, driver);
    const agenda = this.agenda;
    for (let node = 0, count = agenda.count; node < count; node += 1) {
      if (!agenda.isPending(node)) continue;
      const content = agenda.contents[node] as number;
      const orphan = contents.orphan(content, process);
      if (contents.traits[content]?.privateTo !== process && orphan < 0) continue;
      if (agenda.isParked(node)) this.unwatch(node);
      agenda.end(node);
      if (orphan >= 0) {
        agenda.add(agenda.times[node] as number, agenda.tie(node), orphan, agenda.occurrences[node] as number,
          agenda.durations[node] as number);
      }
    }
  }

  /** The present ones among these cells, in the order of their content: what follows must not depend on ids. */
  private present(ids: readonly number[] | undefined): number[] {
    const present = (ids ?? []).filter((cell) => this.world[cell] !== ABSENT);
    const texts = this.transitions.cells.texts;
    return present.sort((left, right) => ((texts[left] as string) < (texts[right] as string) ? -1 : 1));
  }

  private cutOff(cell: number, side: 'client' | 'server', rule: number, driver: Driver): void {
    const { interner, cells, contents, names } = this.transitions;
    const exchange = interner.value(this.world[cell] as number) as unknown as Exchange;
    const after = afterCrash(exchange, side);
    this.write(cell, after.exchange === null ? ABSENT : interner.intern(after.exchange as unknown as Value), rule);
    if (!after.reset) return;
    const call = (cells.names[cell] as readonly Value[]).slice(1) as unknown as CallId;
    driver.arm(contents.id(resetReply(call)), names.id(MESSAGE));
  }

  private checkInvariants(_content: number): void {
    let dirty = this.dirty & this.checker.alwaysMask & ~this.broken;
    this.dirty = 0;
    while (dirty !== 0) {
      const index = 31 - Math.clz32(dirty & -dirty);
      dirty &= dirty - 1;
      this.judge(index, this.checker.evaluate(index, this.world));
    }
    // An invariant may have named new cells.
    this.ensureCapacity();
  }

  private judge(index: number, verdict: InvariantVerdict): void {
    if (this.onVerdict !== null) this.onVerdict(verdict);
    if (verdict.tested) this.tested |= 1 << index;
    if (verdict.broken === null) return;
    this.broken |= 1 << index;
    const name = this.checker.invariants[index]?.name ?? '';
    const fingerprint = `${name} / ${this.ruleBehind(verdict.broken.blame)}`;
    this.violations.push({ invariant: index, step: this.steps, evidence: verdict.broken.evidence, fingerprint });
  }

  private ensureCapacity(): void {
    const size = this.transitions.cells.size;
    if (size <= this.world.length) return;
    const world = new Int32Array(size * 2);
    world.set(this.world);
    this.world = world;
    const rules = new Int32Array(size * 2).fill(-1);
    rules.set(this.rules);
    this.rules = rules;
  }
}

/** Where the list of cells read begins in a leaf. */
export function readsOf(data: Int32Array, leaf: number): number {
  return leaf + LEAF_HEADER + (data[leaf + LEAF_WRITES] as number) * 2 + (data[leaf + LEAF_ARMS] as number) * 2 +
    (data[leaf + LEAF_CANCELS] as number) + (data[leaf + LEAF_FORGOTTEN] as number) * 2 + (data[leaf + LEAF_MARKS] as number);
}

/**
 * The learning step: runs a handler once while recording what it reads, draws and does.
 *
 * The record is a path (the tests of a decision tree, in order) and a leaf (what the step does). Reads of what the step
 * itself wrote are not recorded: they follow from the path.
 */
import { ABSENT } from '../world/interner.js';
import { calledProcess, callingProcess, volatileOwner, type CellName } from '../world/cell.js';
import type { Value } from '../world/value.js';
import { afterCrash, type Exchange } from '../network/rpc.js';
import { ModelFault } from '../process/model-fault.js';
import { DRAWS_CHOICE, READS_PRESENCE, READS_VALUE } from './decision-trees.js';
import type { Cells } from './cells.js';
import type { Choices, Contents, Names } from './registry.js';
import type { Choice, Running, Step } from './step.js';
import type { Interner } from '../world/interner.js';

/** The most accesses in one step before the engine believes that the handler never ends. */
export const ACCESSES_MAX = 100_000;

/** What a learning step needs of the engine. */
export interface Registries {
  readonly interner: Interner;
  readonly cells: Cells;
  readonly contents: Contents;
  readonly choices: Choices;
  readonly names: Names;
}

export class LearningStep implements Step {
  /** The path: alternating subject (see decision-trees) and value. */
  readonly path: number[] = [];
  /** Since the last `forget`. */
  readonly writes = new Map<number, number>();
  /** Alternating cell and value: the writes that were made before a `forget`, in order. */
  readonly writesBefore: number[] = [];
  /** Alternating content and duration name. */
  readonly arms: number[] = [];
  readonly cancels: number[] = [];
  /** Alternating name and how many of `writesBefore` came before it. */
  readonly forgotten: number[] = [];
  readonly marks: number[] = [];
  rule = -1;
  blocked = false;
  private readonly registries: Registries;
  private readonly seen = new Set<number>();
  private world: Int32Array = new Int32Array(0);
  private draw: (choice: number, nth: number) => number = () => 0;
  private draws = 0;
  private accesses = 0;
  private handler = '';

  constructor(registries: Registries) {
    this.registries = registries;
  }

  /** Forgets the last step. `draw` answers the nth choice of this step. */
  reset(world: Int32Array, handler: string, draw: (choice: number, nth: number) => number): void {
    this.discard();
    this.path.length = 0;
    this.seen.clear();
    this.world = world;
    this.handler = handler;
    this.draw = draw;
    this.draws = 0;
    this.accesses = 0;
  }

  /** Takes back what the step did so far; what it read and drew stays on the path. */
  discard(): void {
    this.writes.clear();
    this.writesBefore.length = 0;
    this.arms.length = 0;
    this.cancels.length = 0;
    this.forgotten.length = 0;
    this.marks.length = 0;
    this.rule = -1;
    this.blocked = false;
  }

  get(name: CellName): Value {
    const cell = this.access(name);
    return this.registries.interner.value(this.writes.get(cell) ?? this.unwritten(cell));
  }

  has(name: CellName): boolean {
    const cell = this.access(name);
    const written = this.writes.get(cell);
    if (written !== undefined) return written !== ABSENT;
    if (this.forgotten.length > 0) return this.unwritten(cell) !== ABSENT;
    const present = (this.world[cell] ?? ABSENT) === ABSENT ? 0 : 1;
    this.test((cell << 2) | READS_PRESENCE, present);
    return present === 1;
  }

  set(name: CellName, value: Value): void {
    const cell = this.access(name);
    const id = this.registries.interner.intern(value);
    // Writing back what was read there changes nothing: the path says so.
    if (this.forgotten.length === 0 && !this.writes.has(cell) && (this.world[cell] ?? ABSENT) === id &&
      this.seen.has((cell << 2) | READS_VALUE)) return;
    this.writes.set(cell, id);
  }

  remove(name: CellName): void {
    this.writes.set(this.access(name), ABSENT);
  }

  choose(choice: Choice): number {
    this.count();
    if (choice.options.length <= 1) return 0;
    const id = this.registries.choices.id(choice);
    const option = this.draw(id, this.draws);
    this.draws += 1;
    this.path.push((id << 2) | DRAWS_CHOICE, option);
    return option;
  }

  arm(event: Value, duration: string): void {
    this.count();
    this.arms.push(this.registries.contents.id(event), this.registries.names.id(duration));
  }

  cancel(event: Value): void {
    this.count();
    const content = this.registries.contents.id(event);
    for (let at = this.arms.length - 2; at >= 0; at -= 2) {
      if (this.arms[at] !== content) continue;
      this.arms.splice(at, 2);
      return;
    }
    this.cancels.push(content);
  }

  block(): void {
    this.blocked = true;
  }

  forget(process: string): void {
    this.count();
    const { cells, contents, names } = this.registries;
    for (const [cell, value] of this.writes) {
      if (volatileOwner(cells.names[cell] as CellName) !== process) this.writesBefore.push(cell, value);
    }
    this.writes.clear();
    this.forgotten.push(names.id(process), this.writesBefore.length / 2);
    const isPrivate = (content: number): boolean => contents.traits[content]?.privateTo === process;
    const cancels = this.cancels.filter((content) => !isPrivate(content));
    this.cancels.splice(0, Infinity, ...cancels);
    const arms = this.arms.splice(0);
    for (let at = 0; at < arms.length; at += 2) {
      const content = arms[at] as number;
      const orphan = contents.orphan(content, process);
      if (!isPrivate(content)) this.arms.push(orphan < 0 ? content : orphan, arms[at + 1] as number);
    }
  }

  mark(name: string): void {
    this.count();
    this.marks.push(this.registries.names.id(name));
  }

  because(rule: string): void {
    this.rule = this.registries.names.id(rule);
  }

  settle(value: Value): Value {
    const { interner } = this.registries;
    return typeof value === 'object' && value !== null ? interner.value(interner.intern(value)) : value;
  }

  begin(_task: CellName, start: () => Running): Running {
    return start();
  }

  resume(_task: CellName, start: () => Running, answers: readonly Value[]): Running {
    const running = start();
    let next = this.skipMarks(running, running.next());
    for (const answer of answers) {
      if (next.done === true) break;
      next = this.skipMarks(running, running.next(answer));
    }
    if (next.done === true) {
      throw new ModelFault(
        `${this.handler} is not a function of its arguments and answers: replayed over its ${answers.length} answers it ` +
          'ended, though it had waited for another one. It looked at something outside (a variable that changes, a clock).',
        this.handler);
    }
    return running;
  }

  private skipMarks(running: Running, next: IteratorResult<unknown, Value>): IteratorResult<unknown, Value> {
    while (next.done !== true && (next.value as { effect?: string }).effect === 'mark') next = running.next(null);
    return next;
  }

  /** What a cell holds that was not written since the last `forget`: a crash takes effect at once. */
  private unwritten(cell: number): number {
    const { cells, interner, names } = this.registries;
    const name = cells.names[cell] as CellName;
    let value = -1;
    for (let nth = 0, at = 0; nth < this.forgotten.length; nth += 2) {
      for (; at < (this.forgotten[nth + 1] as number); at += 1) {
        if (this.writesBefore[at * 2] === cell) value = this.writesBefore[at * 2 + 1] as number;
      }
      const process = names.name(this.forgotten[nth] as number);
      if (volatileOwner(name) === process) value = ABSENT;
      const sides = [callingProcess(name) === process ? 'client' : null, calledProcess(name) === process ? 'server' : null];
      for (const side of sides) {
        if (side === null) continue;
        if (value < 0) value = this.inWorld(cell);
        if (value === ABSENT) continue;
        const { exchange } = afterCrash(interner.value(value) as unknown as Exchange, side as 'client' | 'server');
        value = exchange === null ? ABSENT : interner.intern(exchange as unknown as Value);
      }
    }
    return value < 0 ? this.inWorld(cell) : value;
  }

  private inWorld(cell: number): number {
    const value = this.world[cell] ?? ABSENT;
    this.test((cell << 2) | READS_VALUE, value);
    return value;
  }

  private test(subject: number, value: number): void {
    if (this.seen.has(subject)) return;
    this.seen.add(subject);
    this.path.push(subject, value);
  }

  private access(name: CellName): number {
    this.count();
    return this.registries.cells.id(name);
  }

  private count(): void {
    this.accesses += 1;
    if (this.accesses > ACCESSES_MAX) {
      throw new ModelFault(
        `${this.handler} does not end: more than ${ACCESSES_MAX} accesses in one step`, this.handler);
    }
  }
}

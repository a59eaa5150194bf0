/**
 * The learning step: runs a handler once while recording what it reads, draws and does.
 *
 * The record is a path (the tests of a decision tree, in order) and a leaf (what the step does). Reads of what the step
 * itself wrote are not recorded: they follow from the path.
 */
import { ABSENT } from '../world/interner.js';
import type { CellName } from '../world/cell.js';
import type { Value } from '../world/value.js';
import { ModelFault } from '../process/model-fault.js';
import { DRAWS_CHOICE, READS_PRESENCE, READS_VALUE } from './decision-trees.js';
import type { Cells, Choices, Contents, Names } from './registry.js';
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
  readonly writes = new Map<number, number>();
  /** Alternating content and duration name. */
  readonly arms: number[] = [];
  readonly cancels: number[] = [];
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
    this.arms.length = 0;
    this.cancels.length = 0;
    this.forgotten.length = 0;
    this.marks.length = 0;
    this.rule = -1;
    this.blocked = false;
  }

  get(name: CellName): Value {
    const cell = this.access(name);
    const written = this.writes.get(cell);
    if (written !== undefined) return this.registries.interner.value(written);
    const value = this.world[cell] ?? ABSENT;
    this.test((cell << 2) | READS_VALUE, value);
    return this.registries.interner.value(value);
  }

  has(name: CellName): boolean {
    const cell = this.access(name);
    const written = this.writes.get(cell);
    if (written !== undefined) return written !== ABSENT;
    const present = (this.world[cell] ?? ABSENT) === ABSENT ? 0 : 1;
    this.test((cell << 2) | READS_PRESENCE, present);
    return present === 1;
  }

  set(name: CellName, value: Value): void {
    this.writes.set(this.access(name), this.registries.interner.intern(value));
  }

  remove(name: CellName): void {
    this.writes.set(this.access(name), ABSENT);
  }

  choose(choice: Choice): number {
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
    this.cancels.push(this.registries.contents.id(event));
  }

  block(): void {
    this.blocked = true;
  }

  forget(process: string): void {
    this.forgotten.push(this.registries.names.id(process));
  }

  mark(name: string): void {
    this.marks.push(this.registries.names.id(name));
  }

  because(rule: string): void {
    this.rule = this.registries.names.id(rule);
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

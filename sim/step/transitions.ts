/**
 * The transition relation of a model, learned on demand. Every mode (timed runs, replay, checking) fires events through
 * it; they differ only in who picks the event and who answers the choices.
 */
import { fire } from '../process/dispatch.js';
import type { Event } from '../process/event.js';
import type { Model } from '../process/model.js';
import { ModelFault } from '../process/model-fault.js';
import { ABSENT, Interner } from '../world/interner.js';
import type { Value } from '../world/value.js';
import { DecisionTrees, insertPath, DRAWS_CHOICE, READS_VALUE, UNKNOWN } from './decision-trees.js';
import { LeafPool } from './leaf-pool.js';
import { LearningStep, type Registries } from './learning-step.js';
import { Cells } from './cells.js';
import { Choices, Contents, Names } from './registry.js';
import { forbidden } from './forbidden.js';

/** Answers choices: the option of the nth choice of the step that is being fired. */
export interface Chooser {
  choose(choice: number, nth: number): number;
}

/** Runs the body of a handler, and throws a `ModelFault` that names the handler when it does not return. */
export type HandlerGuard = (handler: string, body: () => void) => void;

export class Transitions implements Registries {
  readonly interner = new Interner();
  readonly cells = new Cells();
  readonly contents = new Contents(this.interner);
  readonly choices = new Choices();
  readonly names = new Names();
  readonly trees = new DecisionTrees();
  readonly leaves = new LeafPool();
  readonly model: Model;
  /** How often handler code ran. */
  handlerRuns = 0;
  /** The options drawn by the last step, in order. */
  readonly taken: number[] = [];
  /** Called before handler code runs, with the handler's name: a watchdog's only hint when it never returns. */
  onHandler: ((handler: string) => void) | null = null;
  /** Runs handler code with a limit of time; null for none. The engine itself knows no clock. */
  guard: HandlerGuard | null = null;
  private readonly roots: number[] = [];
  private firstRoot = UNKNOWN;
  private readonly step: LearningStep;

  constructor(model: Model) {
    this.model = model;
    this.step = new LearningStep(this);
    // Text ids that every engine has, whatever it meets first.
    this.interner.intern('');
  }

  /** The leaf (its offset in `leaves`) of one event in a world of value ids by cell. */
  fire(content: number, world: Int32Array, chooser: Chooser): number {
    const taken = this.taken;
    if (taken.length > 0) taken.length = 0;
    const trees = this.trees;
    const nodes = trees.nodes;
    let at = this.roots[content] ?? UNKNOWN;
    while (at > 0) {
      const subject = nodes[at] as number;
      const what = subject & 3;
      let value: number;
      if (what === DRAWS_CHOICE) {
        value = chooser.choose(subject >> 2, taken.length);
        taken.push(value);
      } else {
        value = (world[subject >> 2] as number) | 0;
        if (what !== READS_VALUE && value !== 0) value = 1;
      }
      if (nodes[at + 1] === value && nodes[at + 2] !== UNKNOWN) at = nodes[at + 2] as number;
      else at = trees.branch(at, value);
    }
    return at < 0 ? -at : this.learn(content, world, chooser);
  }

  /** The code of the root of an event's tree: for modes that walk every branch. */
  root(content: number): number {
    return this.roots[content] ?? UNKNOWN;
  }

  /** Runs the handler, records the step and adds it to the tree. The choices taken so far are given again. */
  private learn(content: number, world: Int32Array, chooser: Chooser): number {
    this.run(content, world, this.again(chooser));
    const leaf = this.leaves.add(this.step);
    const handler = handlerOf(this.contents.events[content] as Event);
    this.roots[content] = this.insert(this.roots[content] ?? UNKNOWN, this.step.path, -leaf, handler);
    return leaf;
  }

  /** Runs the handler again where its step is already learned, and compares: the determinism audit. */
  audit(content: number, world: Int32Array, leaf: number): void {
    const taken = [...this.taken];
    this.run(content, world, (_, nth) => taken[nth] ?? 0);
    const again = this.leaves.add(this.step);
    const data = this.leaves.data;
    const length = this.leaves.size - again;
    this.leaves.truncate(again);
    for (let at = 0; at < length; at += 1) {
      if (data[again + at] !== data[leaf + at]) {
        const handler = handlerOf(this.contents.events[content] as Event);
        throw new ModelFault(
          `${handler} is not a function of the cells it read and the choices it drew: run again in the same world it did ` +
            'something else. It looked at something outside (a variable that changes, a clock).', handler);
      }
    }
  }

  /** Writes the model's first world through a step; returns its leaf. */
  begin(world: Int32Array, chooser: Chooser): number {
    const taken = this.taken;
    if (taken.length > 0) taken.length = 0;
    let at = this.firstRoot;
    while (at > 0) {
      const subject = this.trees.nodes[at] as number;
      let value = ABSENT;
      if ((subject & 3) === DRAWS_CHOICE) taken.push((value = chooser.choose(subject >> 2, taken.length)));
      at = this.trees.branch(at, value);
    }
    if (at < 0) return -at;
    const handler = `the beginning of ${this.model.name}`;
    this.runHandler(handler, world, this.again(chooser), () => this.model.begin(this.step));
    const leaf = this.leaves.add(this.step);
    this.firstRoot = this.insert(this.firstRoot, this.step.path, -leaf, handler);
    return leaf;
  }

  /** Answers the choices that were taken already once more, and has the others drawn. */
  private again(chooser: Chooser): (choice: number, nth: number) => number {
    const taken = this.taken;
    return (choice, nth) => {
      if (nth === taken.length) taken.push(chooser.choose(choice, nth));
      return taken[nth] as number;
    };
  }

  private run(content: number, world: Int32Array, draw: (choice: number, nth: number) => number): void {
    const event = this.contents.events[content] as Event;
    this.runHandler(handlerOf(event), world, draw, () => fire(this.model, event, this.step));
  }

  private runHandler(
    handler: string, world: Int32Array, draw: (choice: number, nth: number) => number, body: () => void,
  ): void {
    this.handlerRuns += 1;
    this.onHandler?.(handler);
    this.step.reset(world, handler, draw);
    forbidden.enter(handler);
    try {
      if (this.guard === null) body();
      else this.guard(handler, body);
    } catch (error) {
      if (error instanceof ModelFault) throw error;
      throw new ModelFault(`${handler} threw ${describe(error)}`, handler, { cause: error });
    } finally {
      forbidden.leave();
    }
    forbidden.rethrow();
  }

  /** Adds a path below a root; returns the root's code. A path that does not fit the tree is no function's. */
  insert(root: number, path: readonly number[], leaf: number, handler: string): number {
    const first = insertPath(this.trees, root, path, leaf);
    if (first !== UNKNOWN) return first;
    throw new ModelFault(
      `${handler} is not deterministic: after the same reads and choices it looked at something else than before`, handler);
  }

  /** The value of a cell in a world. */
  read(world: Int32Array, name: import('../world/cell.js').CellName): Value {
    const cell = this.cells.find(name);
    return cell < 0 ? null : this.interner.value(world[cell] ?? ABSENT);
  }

  /** Whether a cell is present in a world. */
  has(world: Int32Array, name: import('../world/cell.js').CellName): boolean {
    const cell = this.cells.find(name);
    return cell >= 0 && (world[cell] ?? ABSENT) !== ABSENT;
  }
}

/** How a report names the code that an event runs. */
export function handlerOf(event: Event): string {
  switch (event.kind) {
    case 'request':
      return `${event.call[1]} ${event.call[2]}`;
    case 'reply':
    case 'expire':
      return `${event.call[0]} after ${event.call[2]}`;
    case 'message':
      return `${event.to} ${event.name}`;
    case 'timer':
    case 'stimulus':
      return `${event.process} ${event.name}`;
    case 'wake':
    case 'begin':
      return `${event.task[0]} ${event.task[1]}`;
    case 'answer':
      return `${event.task[0]} ${event.task[1]} after ${event.statement}`;
    case 'statement':
      return `statement ${event.statement}`;
    case 'action':
      return `action ${event.action}`;
    case 'fault':
      return `fault ${event.fault}`;
    case 'healing':
      return `healing ${event.healing}`;
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

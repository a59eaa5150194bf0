/**
 * The transition relation of a model, learned on demand. Every mode (timed runs, replay, checking) fires events through
 * it; they differ only in who picks the event and who answers the choices.
 */
import { ProcessAbort } from '../process/abort.js';
import { crashProcess } from '../process/crash.js';
import { fire } from '../process/dispatch.js';
import type { Event } from '../process/event.js';
import type { Model } from '../process/model.js';
import { ModelFault } from '../process/model-fault.js';
import { Interner } from '../world/interner.js';
import type { Value } from '../world/value.js';
import { DecisionTrees, DRAWS_CHOICE, READS_VALUE, UNKNOWN } from './decision-trees.js';
import { LeafPool } from './leaf-pool.js';
import { LearningStep, type Registries } from './learning-step.js';
import { Cells, Choices, Contents, Names } from './registry.js';
import { forbidden } from './forbidden.js';

/** Answers choices: the option of the nth choice of the step that is being fired. */
export interface Chooser {
  choose(choice: number, nth: number): number;
}

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
  private readonly roots: number[] = [];
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
    taken.length = 0;
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
        value = world[subject >> 2] as number;
        if (what !== READS_VALUE && value !== 0) value = 1;
      }
      at = nodes[at + 2] !== UNKNOWN && nodes[at + 1] === value ? (nodes[at + 2] as number) : trees.branch(at, value);
    }
    return at < 0 ? -at : this.learn(content, world, chooser);
  }

  /** Runs the handler, records the step and adds it to the tree. The choices taken so far are given again. */
  private learn(content: number, world: Int32Array, chooser: Chooser): number {
    const taken = this.taken;
    this.run(content, world, (choice, nth) => {
      if (nth < taken.length) return taken[nth] as number;
      const option = chooser.choose(choice, nth);
      taken.push(option);
      return option;
    });
    const leaf = this.leaves.add(this.step);
    this.roots[content] = this.insert(this.roots[content] ?? UNKNOWN, this.step.path, -leaf, content);
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
  begin(world: Int32Array, draw: (choice: number, nth: number) => number): number {
    this.step.reset(world, `${this.model.name} begins`, draw);
    this.model.begin(this.step);
    return this.leaves.add(this.step);
  }

  private run(content: number, world: Int32Array, draw: (choice: number, nth: number) => number): void {
    const event = this.contents.events[content] as Event;
    const handler = handlerOf(event);
    this.handlerRuns += 1;
    this.onHandler?.(handler);
    this.step.reset(world, handler, draw);
    forbidden.enter(handler);
    try {
      fire(this.model, event, this.step);
    } catch (error) {
      const process = this.contents.traits[content]?.executor ?? null;
      if (error instanceof ProcessAbort && process !== null) {
        this.step.discard();
        this.step.because(error.message);
        crashProcess(this.step, process, 'aborted');
      } else if (error instanceof ModelFault) {
        throw error;
      } else {
        throw new ModelFault(`${handler} threw ${describe(error)}`, handler, { cause: error });
      }
    } finally {
      forbidden.leave();
    }
  }

  /** Adds a path below a root; returns the root's code. */
  insert(root: number, path: readonly number[], leaf: number, content: number): number {
    const trees = this.trees;
    if (path.length === 0) return leaf;
    const first = root === UNKNOWN ? trees.addNode(path[0] as number) : root;
    let node = first;
    for (let at = 0; ; at += 2) {
      if (node < 0 || trees.nodes[node] !== path[at]) {
        const handler = content < 0 ? 'an invariant' : handlerOf(this.contents.events[content] as Event);
        throw new ModelFault(
          `${handler} is not deterministic: after the same reads and choices it looked at something else than before`,
          handler);
      }
      const value = path[at + 1] as number;
      if (at + 2 === path.length) {
        trees.setBranch(node, value, leaf);
        return first;
      }
      let child = trees.branch(node, value);
      if (child === UNKNOWN) {
        child = trees.addNode(path[at + 2] as number);
        trees.setBranch(node, value, child);
      }
      node = child;
    }
  }

  /** The value of a cell in a world. */
  read(world: Int32Array, name: import('../world/cell.js').CellName): Value {
    const cell = this.cells.find(name);
    return cell < 0 ? null : this.interner.value(world[cell] ?? 0);
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

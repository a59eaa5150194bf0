/**
 * A function of the cells that it reads, learned as a decision tree: an invariant's verdict, what may happen of its own
 * accord. It draws no choices and changes nothing.
 */
import { ModelFault } from '../process/model-fault.js';
import { DecisionTrees, insertPath, READS_VALUE, UNKNOWN } from './decision-trees.js';
import { forbidden } from './forbidden.js';
import { LearningStep } from './learning-step.js';
import type { Reader } from './step.js';
import type { Transitions } from './transitions.js';

export class LearnedReading<T> {
  private readonly name: string;
  private readonly compute: (world: Reader) => T;
  private readonly transitions: Transitions;
  private readonly trees = new DecisionTrees();
  private readonly results: T[] = [];
  private readonly step: LearningStep;
  private root = UNKNOWN;

  /** `name` is how a report names it when it throws or looks outside. */
  constructor(transitions: Transitions, name: string, compute: (world: Reader) => T) {
    this.transitions = transitions;
    this.name = name;
    this.compute = compute;
    this.step = new LearningStep(transitions);
  }

  /** Integers in use, for eviction decisions. */
  get size(): number {
    return this.trees.size;
  }

  /** The result in a world of value ids by cell. The same object for the same readings. */
  evaluate(world: Int32Array, onLearned?: (cells: readonly number[]) => void): T {
    const trees = this.trees;
    let at = this.root;
    while (at > 0) {
      const subject = trees.nodes[at] as number;
      // A cell that was named just now may lie beyond the world's end: it is absent.
      let value = (world[subject >> 2] as number) | 0;
      if ((subject & 3) !== READS_VALUE && value !== 0) value = 1;
      at = trees.branch(at, value);
    }
    return at < 0 ? (this.results[-at - 1] as T) : this.learn(world, onLearned);
  }

  private learn(world: Int32Array, onLearned?: (cells: readonly number[]) => void): T {
    this.step.reset(world, this.name, () => {
      throw new Error('it draws a choice, which only steps may');
    });
    const result = this.run();
    this.results.push(result);
    const root = insertPath(this.trees, this.root, this.step.path, -this.results.length);
    if (root === UNKNOWN) {
      throw new ModelFault(
        `${this.name} is not deterministic: after the same reads it looked at something else than before`, this.name);
    }
    this.root = root;
    onLearned?.(this.step.path.filter((_, at) => at % 2 === 0).map((subject) => subject >> 2));
    return result;
  }

  private run(): T {
    this.transitions.onHandler?.(this.name);
    forbidden.enter(this.name);
    try {
      return this.compute(this.step);
    } catch (error) {
      if (error instanceof ModelFault) throw error;
      const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      throw new ModelFault(`${this.name} threw ${what}`, this.name, { cause: error });
    } finally {
      forbidden.leave();
      forbidden.rethrow();
    }
  }
}

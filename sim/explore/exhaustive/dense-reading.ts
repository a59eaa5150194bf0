/**
 * A function of the cells that it reads, learned as a dense tree: invariants, boundaries, proposals of spontaneous
 * events. The sparse counterpart is `LearnedReading`.
 */
import { ModelFault } from '../../process/model-fault.js';
import { forbidden } from '../../step/forbidden.js';
import { LearningStep } from '../../step/learning-step.js';
import type { Reader } from '../../step/step.js';
import type { Transitions } from '../../step/transitions.js';
import type { Components } from './components.js';
import { leafCode, numberOf, UNKNOWN, type DenseTrees } from './dense-trees.js';

/** What readings of one search share. */
export interface ReadingPlace {
  readonly transitions: Transitions;
  readonly components: Components;
  readonly trees: DenseTrees;
  worldOf(locals: Int32Array): Int32Array;
  /** Code is about to run. */
  count(): void;
}

export class DenseReading<T> {
  private root = UNKNOWN;
  private readonly results: T[] = [];
  private readonly step: LearningStep;
  private readonly place: ReadingPlace;
  private readonly name: string;
  private readonly compute: (world: Reader) => T;
  /** Called with each component that the function was ever seen to read. */
  private readonly onRead: (component: number) => void;

  constructor(place: ReadingPlace, name: string, compute: (world: Reader) => T, onRead: (component: number) => void = () => undefined) {
    this.place = place;
    this.name = name;
    this.compute = compute;
    this.onRead = onRead;
    this.step = new LearningStep(place.transitions);
  }

  /** The result in a state; the same object for the same readings. */
  evaluate(locals: Int32Array): T {
    const { nodes, branches } = this.place.trees;
    let code = this.root;
    while (code > 0) code = branches[nodes[code + 1]! + locals[nodes[code]!]!]!;
    return code === UNKNOWN ? this.learn(locals) : this.results[numberOf(code)]!;
  }

  /** The components that the function looked at in a state in which it was evaluated, in order. */
  readsIn(locals: Int32Array): number[] {
    const { nodes, branches } = this.place.trees;
    const reads: number[] = [];
    for (let code = this.root; code > 0; code = branches[nodes[code + 1]! + locals[nodes[code]!]!]!) reads.push(nodes[code]!);
    return reads;
  }

  private learn(locals: Int32Array): T {
    const { components, trees } = this.place;
    this.step.reset(this.place.worldOf(locals), this.name, () => {
      throw new Error('it draws a choice, which only steps may');
    });
    const result = this.run();
    const leaf = leafCode(this.results.push(result) - 1);
    const path = this.step.path.filter((_, at) => at % 2 === 0).map((subject) => components.ofCell(subject >> 2));
    let node = UNKNOWN;
    for (const component of path) {
      this.onRead(component);
      const code = this.codeBelow(node, locals);
      if (code < 0 || (code > 0 && trees.nodes[code] !== component)) throw this.nondeterministic();
      if (code === UNKNOWN) this.setBelow(node, locals, trees.addNode(component));
      node = this.codeBelow(node, locals);
    }
    if (this.codeBelow(node, locals) !== UNKNOWN) throw this.nondeterministic();
    this.setBelow(node, locals, leaf);
    return result;
  }

  private codeBelow(node: number, locals: Int32Array): number {
    const { nodes, branches } = this.place.trees;
    return node === UNKNOWN ? this.root : branches[nodes[node + 1]! + (locals[nodes[node]!] ?? 0)]!;
  }

  private setBelow(node: number, locals: Int32Array, code: number): void {
    const { nodes, branches } = this.place.trees;
    if (node === UNKNOWN) this.root = code;
    else branches[nodes[node + 1]! + (locals[nodes[node]!] ?? 0)] = code;
  }

  private nondeterministic(): ModelFault {
    return new ModelFault(`${this.name} is not deterministic: after the same reads it looked at something else than before`, this.name);
  }

  private run(): T {
    this.place.count();
    forbidden.enter(this.name);
    const { guard } = this.place.transitions;
    try {
      if (guard === null) return this.compute(this.step);
      let result: T | undefined;
      guard(this.name, () => void (result = this.compute(this.step)));
      return result as T;
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

/**
 * The learned trees of events as dense trees: each branch is copied, or learned, when the first state needs it.
 *
 * An *entry* is an event content together with where it comes from: a pending one also with its component. All options of its choices are branches.
 */
import { DRAWS_CHOICE, READS_VALUE, UNKNOWN as UNLEARNED } from '../../step/decision-trees.js';
import type { Transitions } from '../../step/transitions.js';
import { CELL, type Components } from './components.js';
import { choiceCode, leafCode, UNKNOWN, type DenseTrees } from './dense-trees.js';
import type { LeafPrograms } from './leaf-programs.js';

export class EventTrees {
  /** By entry. */
  readonly contents: number[] = [];
  readonly origins: number[] = [];
  /** The component of a pending event; -1 of all others. */
  readonly pending: number[] = [];
  readonly roots: number[] = [];
  /** By choice node: how many options, where their branches begin, and which of them are faults (1) or barred (-1). */
  readonly optionCounts: number[] = [];
  readonly optionsAt: number[] = [];
  readonly optionCosts: (readonly number[])[] = [];
  private readonly transitions: Transitions;
  private readonly components: Components;
  private readonly trees: DenseTrees;
  private readonly programs: LeafPrograms;
  private readonly allows: (kind: string) => boolean;
  private readonly entries = new Map<string, number>();
  /** The learned node behind each dense node and each choice node. */
  private readonly learnedNode = new Map<number, number>();
  private readonly learnedChoice: number[] = [];
  /** By entry: codes of the learned trees to dense codes. */
  private readonly converted: Map<number, number>[] = [];
  private world = new Int32Array(256);

  /** `allows` says which kinds of fault may strike. */
  constructor(
    transitions: Transitions, components: Components, trees: DenseTrees, programs: LeafPrograms,
    allows: (kind: string) => boolean,
  ) {
    this.transitions = transitions;
    this.components = components;
    this.trees = trees;
    this.programs = programs;
    this.allows = allows;
  }

  get modelName(): string {
    return this.transitions.model.name;
  }

  entry(content: number, origin: number, pending = -1): number {
    const key = `${content} ${origin} ${pending}`;
    let entry = this.entries.get(key);
    if (entry === undefined) {
      entry = this.contents.length;
      this.entries.set(key, entry);
      this.contents.push(content);
      this.origins.push(origin);
      this.pending.push(pending);
      this.roots.push(UNKNOWN);
      this.converted.push(new Map());
    }
    return entry;
  }

  /** The root of an entry's tree, learned in this state if need be. */
  root(entry: number, locals: Int32Array): number {
    const learned = (): number => this.transitions.root(this.contents[entry]!);
    if (learned() === UNLEARNED) this.learn(entry, locals, [], 0);
    return (this.roots[entry] = this.convert(entry, learned()));
  }

  /** The branch of a node that this state takes. `options` are those of the choices before it. */
  branch(entry: number, node: number, locals: Int32Array, options: readonly number[], depth: number): number {
    const component = this.trees.nodes[node]!;
    const { trees } = this.transitions;
    const learnedNode = this.learnedNode.get(node)!;
    const value = this.components.value(component, locals[component] ?? 0);
    const tested = (trees.nodes[learnedNode]! & 3) === READS_VALUE ? value : Number(value !== 0);
    if (trees.branch(learnedNode, tested) === UNLEARNED) this.learn(entry, locals, options, depth);
    const code = this.convert(entry, trees.branch(learnedNode, tested));
    this.trees.branches[this.trees.nodes[node + 1]! + (locals[component] ?? 0)] = code;
    return code;
  }

  /** The branch of one option of a choice; `options[depth - 1]` is that option. */
  option(entry: number, choice: number, locals: Int32Array, options: readonly number[], depth: number): number {
    const option = options[depth - 1]!;
    const { trees } = this.transitions;
    const learnedNode = this.learnedChoice[choice]!;
    if (trees.branch(learnedNode, option) === UNLEARNED) this.learn(entry, locals, options, depth);
    const code = this.convert(entry, trees.branch(learnedNode, option));
    this.trees.branches[this.optionsAt[choice]! + option] = code;
    return code;
  }

  /** The values of all cells in a state, by cell id. */
  worldOf(locals: Int32Array): Int32Array {
    const { components } = this;
    if (this.world.length < this.transitions.cells.size) this.world = new Int32Array(this.transitions.cells.size * 2);
    this.world.fill(0);
    for (let component = 0; component < components.size; component += 1) {
      if (components.kinds[component] !== CELL) continue;
      this.world[components.subjects[component]!] = components.value(component, locals[component] ?? 0);
    }
    return this.world;
  }

  private learn(entry: number, locals: Int32Array, options: readonly number[], depth: number): void {
    const { choices } = this.transitions.choices;
    const world = this.worldOf(locals);
    const leaf = this.transitions.fire(this.contents[entry]!, world, {
      choose: (choice, nth) => (nth < depth ? options[nth]! : Math.max(0, choices[choice]!.options.findIndex(({ fault }) => fault === null))),
    });
    // Steps are learned seldom: each is run twice, so that one that looks outside the world is found at once.
    this.transitions.audit(this.contents[entry]!, world, leaf);
  }

  private compile(entry: number, leaf: number): number {
    return this.programs.compile(leaf, this.contents[entry]!, this.origins[entry]!, this.pending[entry]!);
  }

  private convert(entry: number, code: number): number {
    const converted = this.converted[entry]!;
    let dense = converted.get(code);
    if (dense === undefined) {
      dense = code < 0 ? leafCode(this.compile(entry, -code)) : this.convertNode(code);
      converted.set(code, dense);
    }
    return dense;
  }

  private convertNode(learnedNode: number): number {
    const subject = this.transitions.trees.nodes[learnedNode]!;
    if ((subject & 3) === DRAWS_CHOICE) {
      const { options } = this.transitions.choices.choices[subject >> 2]!;
      this.learnedChoice.push(learnedNode);
      this.optionsAt.push(this.trees.addOptions(options.length));
      this.optionCosts.push(options.map(({ fault }) => (fault === null ? 0 : this.allows(fault) ? 1 : -1)));
      return choiceCode(this.optionCounts.push(options.length) - 1);
    }
    const node = this.trees.addNode(this.components.ofCell(subject >> 2));
    this.learnedNode.set(node, learnedNode);
    return node;
  }
}

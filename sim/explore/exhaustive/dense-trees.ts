/**
 * Decision trees for the inner loop: a node's branches stand side by side, indexed by its component's local value, so
 * that a test is two loads. They are filled from the learned trees as states are met that need them.
 *
 * Codes: 0 unknown; positive a node; negative and odd a leaf, negative and even a choice (see `leafCode`, `choiceCode`).
 */
import { doubled, type Components } from './components.js';

export const UNKNOWN = 0;

export function leafCode(leaf: number): number {
  return -(2 * leaf + 1);
}

export function choiceCode(choice: number): number {
  return -(2 * choice + 2);
}

export function isLeaf(code: number): boolean {
  return code < 0 && (code & 1) !== 0;
}

/** The leaf or choice that a negative code stands for. */
export function numberOf(code: number): number {
  return (-code - 1) >> 1;
}

export class DenseTrees {
  /** [component, where its branches begin] a node; node 0 is none. */
  nodes = new Int32Array(1024);
  branches = new Int32Array(4096);
  private readonly components: Components;
  private readonly nodesOf: number[][] = [];
  private nodesUsed = 2;
  private branchesUsed = 0;

  constructor(components: Components) {
    this.components = components;
  }

  /** Integers in use. */
  get size(): number {
    return this.nodesUsed + this.branchesUsed;
  }

  addNode(component: number): number {
    if (this.nodesUsed + 2 > this.nodes.length) this.nodes = doubled(this.nodes);
    const node = this.nodesUsed;
    this.nodesUsed += 2;
    this.nodes[node] = component;
    this.nodes[node + 1] = this.reserve(this.components.capacities[component]!);
    (this.nodesOf[component] ??= []).push(node);
    return node;
  }

  /** Room for the options of a choice; returns where they begin in `branches`. */
  addOptions(count: number): number {
    return this.reserve(count);
  }

  /** A component has room for twice as many values: so must its nodes. */
  widen(component: number, capacity: number): void {
    for (const node of this.nodesOf[component] ?? []) {
      const from = this.nodes[node + 1]!;
      const to = this.reserve(capacity);
      this.branches.copyWithin(to, from, from + capacity / 2);
      this.nodes[node + 1] = to;
    }
  }

  private reserve(count: number): number {
    const at = this.branchesUsed;
    this.branchesUsed += count;
    while (this.branchesUsed > this.branches.length) this.branches = doubled(this.branches);
    return at;
  }
}

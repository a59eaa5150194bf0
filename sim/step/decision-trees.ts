/**
 * Learned decision trees, flat: *read cell 7 -> value 12 -> choice 2 of 4 -> leaf*.
 *
 * A node holds what it tests and its first two branches; others live in one hash table keyed by (node, value).
 * Codes: 0 unknown, positive a node's offset, negative a leaf (its offset in the leaf pool, negated). Nothing here
 * knows what a cell or a leaf means.
 */
import { grown } from '../world/flat.js';

/** What a node tests. The low two bits of its subject. */
export const READS_VALUE = 0;
export const DRAWS_CHOICE = 1;
export const READS_PRESENCE = 2;

export const UNKNOWN = 0;
const NODE_SIZE = 5;

export class DecisionTrees {
  /** [subject << 2 | what, then value and code of the first and of the second branch] a node; offset 0 is never used. */
  nodes = new Int32Array(NODE_SIZE * 4096);
  private used = NODE_SIZE;
  /** Open addressing: [node, value, code] a slot; node 0 is an empty slot. */
  private table = new Int32Array(3 * 4096);
  private tableMask = 4095;
  private tableUsed = 0;

  /** Integers in use, for eviction decisions. */
  get size(): number {
    return this.used + this.tableUsed * 3;
  }

  /** The code behind a branch, or UNKNOWN. */
  branch(node: number, value: number): number {
    const nodes = this.nodes;
    if (nodes[node + 1] === value && nodes[node + 2] !== UNKNOWN) return nodes[node + 2]!;
    if (nodes[node + 3] === value && nodes[node + 4] !== UNKNOWN) return nodes[node + 4]!;
    if (nodes[node + 4] === UNKNOWN) return UNKNOWN;
    let slot = this.hash(node, value);
    const table = this.table;
    for (;;) {
      const at = slot * 3;
      if (table[at] === 0) return UNKNOWN;
      if (table[at] === node && table[at + 1] === value) return table[at + 2]!;
      slot = (slot + 1) & this.tableMask;
    }
  }

  addNode(subject: number): number {
    if (this.used + NODE_SIZE > this.nodes.length) this.nodes = grown(this.nodes);
    const node = this.used;
    this.nodes[node] = subject;
    this.used += NODE_SIZE;
    return node;
  }

  setBranch(node: number, value: number, code: number): void {
    if (this.nodes[node + 2] === UNKNOWN) {
      this.nodes[node + 1] = value;
      this.nodes[node + 2] = code;
      return;
    }
    if (this.nodes[node + 4] === UNKNOWN) {
      this.nodes[node + 3] = value;
      this.nodes[node + 4] = code;
      return;
    }
    if (this.tableUsed * 2 > this.tableMask) this.growTable();
    let slot = this.hash(node, value);
    while (this.table[slot * 3] !== 0) slot = (slot + 1) & this.tableMask;
    this.table[slot * 3] = node;
    this.table[slot * 3 + 1] = value;
    this.table[slot * 3 + 2] = code;
    this.tableUsed += 1;
  }

  private hash(node: number, value: number): number {
    let mixed = Math.imul(node, 0x9e3779b1) ^ Math.imul(value, 0x85ebca77);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x2c1b3c6d);
    return (mixed ^ (mixed >>> 13)) & this.tableMask;
  }

  private growTable(): void {
    const old = this.table;
    this.table = new Int32Array(old.length * 2);
    this.tableMask = this.tableMask * 2 + 1;
    for (let at = 0; at < old.length; at += 3) {
      if (old[at] === 0) continue;
      let slot = this.hash(old[at]!, old[at + 1]!);
      while (this.table[slot * 3] !== 0) slot = (slot + 1) & this.tableMask;
      this.table.set(old.subarray(at, at + 3), slot * 3);
    }
  }
}

/**
 * Adds a path (alternating subject and value) to the tree below a root; returns the root's code. UNKNOWN when the path
 * contradicts the tree: after the same tests something else is tested there, or another leaf is known.
 */
export function insertPath(trees: DecisionTrees, root: number, path: readonly number[], leaf: number): number {
  if (path.length === 0) return root === UNKNOWN ? leaf : UNKNOWN;
  const first = root === UNKNOWN ? trees.addNode(path[0] as number) : root;
  let node = first;
  for (let at = 0; ; at += 2) {
    if (node < 0 || trees.nodes[node] !== path[at]) return UNKNOWN;
    const value = path[at + 1] as number;
    let child = trees.branch(node, value);
    if (at + 2 === path.length) {
      if (child !== UNKNOWN) return UNKNOWN;
      trees.setBranch(node, value, leaf);
      return first;
    }
    if (child === UNKNOWN) {
      child = trees.addNode(path[at + 2] as number);
      trees.setBranch(node, value, child);
    }
    node = child;
  }
}

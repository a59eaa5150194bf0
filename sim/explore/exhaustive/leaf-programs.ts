/**
 * Leaf programs: what a learned leaf does to the components of a state, worked out once for each leaf.
 *
 * A program is [operations, then (component << 1 | kind, operand) each]: SET gives a component a local value, ADD
 * changes a count. Firing a pending event takes it off; what the leaf arms again it keeps, so an
 * action of a spec that re-arms itself leaves no operation. A leaf that ends a process (a symbolic operation) or cancels
 * what it also arms is worked out anew in each state: see symbolic.ts.
 */
import {
  BLOCKED, LEAF_ARMS, LEAF_CANCELS, LEAF_FLAGS, LEAF_FORGOTTEN, LEAF_HEADER, LEAF_MARKS, LEAF_WRITES,
} from '../../step/leaf-pool.js';
import type { Transitions } from '../../step/transitions.js';
import { doubled, type Components } from './components.js';

export const SET = 0;
export const ADD = 1;
/** The number of operations of a program that is symbolic: [SYMBOLIC, leaf, content, origin]. */
export const SYMBOLIC = -1;
/** The program of a leaf that is blocked. */
export const NO_PROGRAM = 0;

/** Where an event comes from: pending, a fault that begins of its own accord, or a source of stimuli by its number. */
export const FROM_PENDING = -1;
export const FROM_FAULT = -2;

export class LeafPrograms {
  code = new Int32Array(4096);
  private used = 1;
  private readonly transitions: Transitions;
  private readonly components: Components;
  /** Ids of the marks that some step on the way set. */
  readonly marks = new Set<number>();

  constructor(transitions: Transitions, components: Components) {
    this.transitions = transitions;
    this.components = components;
  }

  /** Where the program of a leaf begins, for an event of that content and origin. */
  compile(leaf: number, content: number, origin: number): number {
    const { data } = this.transitions.leaves;
    if ((data[leaf + LEAF_FLAGS]! & BLOCKED) !== 0) return NO_PROGRAM;
    this.noteMarks(data, leaf);
    if (data[leaf + LEAF_FORGOTTEN]! > 0 || cancelsWhatItArms(data, leaf)) return this.emit([SYMBOLIC, leaf, content, origin]);
    const operations: number[] = [];
    for (const [cell, value] of writesOf(data, leaf)) {
      const component = this.components.ofCell(cell);
      operations.push((component << 1) | SET, this.components.local(component, value));
    }
    for (const [component, change] of this.changesOf(data, leaf, content, origin)) {
      operations.push((component << 1) | ADD, change);
    }
    return this.emit([operations.length / 2, ...operations]);
  }

  /** The processes that a program ends. */
  processesEnded(program: number): string[] {
    if (this.code[program] !== SYMBOLIC) return [];
    const { leaves: { data }, names } = this.transitions;
    const leaf = this.code[program + 1]!;
    const at = leaf + LEAF_HEADER + data[leaf + LEAF_WRITES]! * 2 + data[leaf + LEAF_ARMS]! * 2 + data[leaf + LEAF_CANCELS]!;
    return Array.from({ length: data[leaf + LEAF_FORGOTTEN]! }, (_, n) => names.name(data[at + n * 2]!));
  }

  private changesOf(data: Int32Array, leaf: number, content: number, origin: number): Map<number, number> {
    const { components } = this;
    const changes = new Map<number, number>();
    const add = (component: number, change: number): void => {
      const sum = (changes.get(component) ?? 0) + change;
      if (sum === 0) changes.delete(component);
      else changes.set(component, sum);
    };
    if (origin === FROM_PENDING) add(components.ofContent(content), -1);
    else if (origin >= 0) add(components.ofSource(origin), 1);
    const armsAt = leaf + LEAF_HEADER + data[leaf + LEAF_WRITES]! * 2;
    const cancelsAt = armsAt + data[leaf + LEAF_ARMS]! * 2;
    for (let n = 0; n < data[leaf + LEAF_CANCELS]!; n += 1) add(components.ofContent(data[cancelsAt + n]!), -1);
    for (let at = armsAt; at < cancelsAt; at += 2) add(components.ofContent(data[at]!), 1);
    return changes;
  }

  private noteMarks(data: Int32Array, leaf: number): void {
    const at = leaf + LEAF_HEADER + data[leaf + LEAF_WRITES]! * 2 + data[leaf + LEAF_ARMS]! * 2 + data[leaf + LEAF_CANCELS]! +
      data[leaf + LEAF_FORGOTTEN]! * 2;
    for (let n = 0; n < data[leaf + LEAF_MARKS]!; n += 1) this.marks.add(data[at + n]!);
  }

  private emit(code: readonly number[]): number {
    while (this.used + code.length > this.code.length) this.code = doubled(this.code);
    const at = this.used;
    this.code.set(code, at);
    this.used += code.length;
    return at;
  }
}

/** The last write of each cell. */
function writesOf(data: Int32Array, leaf: number): Map<number, number> {
  const writes = new Map<number, number>();
  const end = leaf + LEAF_HEADER + data[leaf + LEAF_WRITES]! * 2;
  for (let at = leaf + LEAF_HEADER; at < end; at += 2) writes.set(data[at]!, data[at + 1]!);
  return writes;
}

function cancelsWhatItArms(data: Int32Array, leaf: number): boolean {
  const armsAt = leaf + LEAF_HEADER + data[leaf + LEAF_WRITES]! * 2;
  const cancelsAt = armsAt + data[leaf + LEAF_ARMS]! * 2;
  for (let at = armsAt; at < cancelsAt; at += 2) {
    for (let n = 0; n < data[leaf + LEAF_CANCELS]!; n += 1) if (data[cancelsAt + n] === data[at]) return true;
  }
  return false;
}

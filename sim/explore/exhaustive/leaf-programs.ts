/**
 * Leaf programs: what a learned leaf does to the components of a state, worked out once for each leaf.
 *
 * A program is [operations, timing, then (component << 1 | kind, operand) each]: SET gives a component a local value, ADD
 * changes a count; timing is the number of what it does to the order of pending events, 0 for nothing. Firing a pending event takes it off; what the leaf arms again it keeps, so an
 * action of a spec that re-arms itself leaves no operation. A leaf that ends a process (a symbolic operation) or cancels
 * what it also arms is worked out anew in each state: see symbolic.ts.
 */
import {
  BLOCKED, LEAF_ARMS, LEAF_CANCELS, LEAF_FLAGS, LEAF_FORGOTTEN, LEAF_HEADER, LEAF_MARKS, LEAF_WRITES,
} from '../../step/leaf-pool.js';
import type { Transitions } from '../../step/transitions.js';
import { doubled, type Components } from './components.js';
import { leafTiming, type LeafTiming } from './leaf-timing.js';

export const SET = 0;
export const ADD = 1;
/** Integers before the operations. */
export const PROGRAM_HEADER = 2;
/** The number of operations of a program that is symbolic: [SYMBOLIC, leaf, content, origin, component]. */
export const SYMBOLIC = -1;
const SYMBOLIC_LENGTH = 5;
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
  /** What programs do to the order of pending events; number 0 is none. */
  readonly timings: LeafTiming[] = [{ fired: -1, removed: [], armed: [], waiters: [], repeats: false }];
  /** By content: the programs that cancel it, as symbolic ones. */
  private readonly cancelling = new Map<number, [program: number, code: readonly number[]][]>();

  constructor(transitions: Transitions, components: Components) {
    this.transitions = transitions;
    this.components = components;
    // Which of its copies a cancellation takes is then known in each state alone.
    components.onSecondClass = (content) => {
      for (const [program, code] of this.cancelling.get(content) ?? []) this.code.set(code, program);
    };
  }

  /** Where the program of a leaf begins, for an event of that content and origin; `fired` is its component if it is pending. */
  compile(leaf: number, content: number, origin: number, fired: number): number {
    const { data } = this.transitions.leaves;
    if ((data[leaf + LEAF_FLAGS]! & BLOCKED) !== 0) return NO_PROGRAM;
    this.noteMarks(data, leaf);
    const symbolic = [SYMBOLIC, leaf, content, origin, fired];
    const cancels = cancelsOf(data, leaf);
    if (data[leaf + LEAF_FORGOTTEN]! > 0 || cancelsWhatItArms(data, leaf) ||
      cancels.some((cancelled) => this.components.allPending(cancelled).length > 1)) return this.emit(symbolic);
    const operations: number[] = [];
    for (const [cell, value] of writesOf(data, leaf)) {
      const component = this.components.ofCell(cell);
      operations.push((component << 1) | SET, this.components.local(component, value));
    }
    const armed = armsOf(data, leaf).map(([armedContent, duration]) =>
      this.components.ofPending(armedContent, this.components.classOf(armedContent, duration)));
    const removed = [...(fired >= 0 ? [fired] : []), ...cancels.map((cancelled) => this.pendingOf(cancelled))];
    for (const [component, change] of this.changesOf(origin, removed, armed)) operations.push((component << 1) | ADD, change);
    const program = this.emit([operations.length / 2, this.timing(fired, removed, armed), ...operations], SYMBOLIC_LENGTH);
    for (const cancelled of cancels) this.cancelling.set(cancelled, [...(this.cancelling.get(cancelled) ?? []), [program, symbolic]]);
    return program;
  }

  /** The processes that a program ends. */
  processesEnded(program: number): string[] {
    if (this.code[program] !== SYMBOLIC) return [];
    const { leaves: { data }, names } = this.transitions;
    const leaf = this.code[program + 1]!;
    const at = leaf + LEAF_HEADER + data[leaf + LEAF_WRITES]! * 2 + data[leaf + LEAF_ARMS]! * 2 + data[leaf + LEAF_CANCELS]!;
    return Array.from({ length: data[leaf + LEAF_FORGOTTEN]! }, (_, n) => names.name(data[at + n * 2]!));
  }

  /** Whether a program arms events that have a place in the order; what ends a process may. */
  armsOrdered(program: number): boolean {
    if (this.code[program] !== SYMBOLIC) return this.timings[this.code[program + 1]!]!.armed.length > 0;
    const { data } = this.transitions.leaves;
    const leaf = this.code[program + 1]!;
    return data[leaf + LEAF_FORGOTTEN]! > 0 || armsOf(data, leaf).some(([content, duration]) => this.components.classOf(content, duration) > 0);
  }

  private changesOf(origin: number, removed: readonly number[], armed: readonly number[]): Map<number, number> {
    const changes = new Map<number, number>();
    const add = (component: number, change: number): void => {
      const sum = (changes.get(component) ?? 0) + change;
      if (sum === 0) changes.delete(component);
      else changes.set(component, sum);
    };
    if (origin >= 0) add(this.components.ofSource(origin), 1);
    for (const component of removed) add(component, -1);
    for (const component of armed) add(component, 1);
    return changes;
  }

  private pendingOf(content: number): number {
    return this.components.allPending(content)[0] ?? this.components.ofPending(content, 0);
  }

  private timing(fired: number, removed: readonly number[], armed: readonly number[]): number {
    const { components } = this;
    if (components.timing === null) return 0;
    const timing = leafTiming(fired, removed, armed, (component) => components.classes[component]! > 0,
      (component) => components.waitsOf[component]! >= 0);
    return timing === null ? 0 : this.timings.push(timing) - 1;
  }

  private noteMarks(data: Int32Array, leaf: number): void {
    const at = leaf + LEAF_HEADER + data[leaf + LEAF_WRITES]! * 2 + data[leaf + LEAF_ARMS]! * 2 + data[leaf + LEAF_CANCELS]! +
      data[leaf + LEAF_FORGOTTEN]! * 2;
    for (let n = 0; n < data[leaf + LEAF_MARKS]!; n += 1) this.marks.add(data[at + n]!);
  }

  private emit(code: readonly number[], lengthMin = 0): number {
    const length = Math.max(code.length, lengthMin);
    while (this.used + length > this.code.length) this.code = doubled(this.code);
    const at = this.used;
    this.code.set(code, at);
    this.used += length;
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

/** The contents that a leaf arms, each with its duration. */
export function armsOf(data: Int32Array, leaf: number): (readonly [content: number, duration: number])[] {
  const armsAt = leaf + LEAF_HEADER + data[leaf + LEAF_WRITES]! * 2;
  return Array.from({ length: data[leaf + LEAF_ARMS]! }, (_, nth) => [data[armsAt + nth * 2]!, data[armsAt + nth * 2 + 1]!] as const);
}

/** The contents that a leaf cancels. */
export function cancelsOf(data: Int32Array, leaf: number): number[] {
  const cancelsAt = leaf + LEAF_HEADER + data[leaf + LEAF_WRITES]! * 2 + data[leaf + LEAF_ARMS]! * 2;
  return [...data.subarray(cancelsAt, cancelsAt + data[leaf + LEAF_CANCELS]!)];
}

function cancelsWhatItArms(data: Int32Array, leaf: number): boolean {
  const cancelled = cancelsOf(data, leaf);
  return armsOf(data, leaf).some(([content]) => cancelled.includes(content));
}

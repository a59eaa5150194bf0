/**
 * Leaves: what a step does, packed into one array of integers.
 *
 * [flags, rule, writes, arms, cancels, forgotten, marks, reads, then (cell, value) a write, (content, duration) an arm,
 * content a cancellation, (name, how many of the writes come before) a forgotten process, name a mark, cell a read]
 */
import { READS_PRESENCE, READS_VALUE } from './decision-trees.js';
import { grown } from '../world/flat.js';
import type { LearningStep } from './learning-step.js';

export const LEAF_FLAGS = 0;
export const LEAF_RULE = 1;
export const LEAF_WRITES = 2;
export const LEAF_ARMS = 3;
export const LEAF_CANCELS = 4;
export const LEAF_FORGOTTEN = 5;
export const LEAF_MARKS = 6;
export const LEAF_READS = 7;
export const LEAF_HEADER = 8;

export const BLOCKED = 1;

export class LeafPool {
  data = new Int32Array(1 << 14);
  /** Offset 0 is never a leaf, so that a negated offset is never 0. */
  private used = 1;

  get size(): number {
    return this.used;
  }

  /** Goes over all leaves, and calls back for each event that one arms: its content and the name of its duration, by their ids. */
  forEachArming(armed: (content: number, duration: number) => void): void {
    const { data, used } = this;
    for (let leaf = 1; leaf < used;) {
      const armsAt = leaf + LEAF_HEADER + data[leaf + LEAF_WRITES]! * 2;
      const cancelsAt = armsAt + data[leaf + LEAF_ARMS]! * 2;
      for (let at = armsAt; at < cancelsAt; at += 2) armed(data[at]!, data[at + 1]!);
      leaf = cancelsAt + data[leaf + LEAF_CANCELS]! + data[leaf + LEAF_FORGOTTEN]! * 2 + data[leaf + LEAF_MARKS]! + data[leaf + LEAF_READS]!;
    }
  }

  /** Forgets all leaves from this size on: an audit packs a leaf only to compare it. */
  truncate(size: number): void {
    this.used = size;
  }

  /** Packs what a learning step recorded; returns the leaf's offset. */
  add(step: LearningStep): number {
    const reads = cellsRead(step.path);
    const writes = step.writesBefore.length / 2 + step.writes.size;
    const length = LEAF_HEADER + writes * 2 + step.arms.length + step.cancels.length +
      step.forgotten.length + step.marks.length + reads.length;
    while (this.used + length > this.data.length) this.data = grown(this.data);
    const leaf = this.used;
    const data = this.data;
    data[leaf + LEAF_FLAGS] = step.blocked ? BLOCKED : 0;
    data[leaf + LEAF_RULE] = step.rule;
    data[leaf + LEAF_WRITES] = writes;
    data[leaf + LEAF_ARMS] = step.arms.length / 2;
    data[leaf + LEAF_CANCELS] = step.cancels.length;
    data[leaf + LEAF_FORGOTTEN] = step.forgotten.length / 2;
    data[leaf + LEAF_MARKS] = step.marks.length;
    data[leaf + LEAF_READS] = reads.length;
    let at = leaf + LEAF_HEADER;
    data.set(step.writesBefore, at);
    at += step.writesBefore.length;
    for (const [cell, value] of step.writes) {
      data[at] = cell;
      data[at + 1] = value;
      at += 2;
    }
    for (const list of [step.arms, step.cancels, step.forgotten, step.marks, reads]) {
      data.set(list, at);
      at += list.length;
    }
    this.used = at;
    return leaf;
  }
}

function cellsRead(path: readonly number[]): number[] {
  const cells: number[] = [];
  for (let at = 0; at < path.length; at += 2) {
    const subject = path[at] as number;
    const what = subject & 3;
    const cell = subject >> 2;
    if ((what === READS_VALUE || what === READS_PRESENCE) && !cells.includes(cell)) cells.push(cell);
  }
  return cells;
}

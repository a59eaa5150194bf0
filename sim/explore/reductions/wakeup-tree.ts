/**
 * Wakeup trees: the sequences that are still to be explored from a state, so that each leads to an execution of a class that
 * no other leads to. Abdulla, Aronsson, Jonsson and Sagonas, Source Sets (JACM 2017), section 6.
 */
import type { Attempt } from './attempts.js';
import { dependent, isSameStep } from './execution.js';

export interface WakeupNode {
  readonly attempt: Attempt;
  readonly children: WakeupNode[];
}

/**
 * Whether an execution that begins with this sequence is equivalent to one that begins with this step: the step is in the
 * sequence and nothing before it there matters to it, or it is independent of all of it, and affordable beside it.
 */
export function isWeakInitial(step: Attempt, sequence: readonly Attempt[], faultsLeft: number): boolean {
  for (const other of sequence) {
    if (isSameStep(step, other)) return true;
    if (dependent(step, other)) return false;
  }
  return costOf(sequence) + step.cost <= faultsLeft;
}

/**
 * Adds a sequence below a list of siblings, unless what is there already leads to an execution of its class. The first
 * `exploring` of them are being explored: everything that follows them will be, too.
 */
export function insert(sequence: readonly Attempt[], siblings: WakeupNode[], faultsLeft: number, exploring = 0): void {
  for (const [nth, { attempt, children }] of siblings.entries()) {
    if (!isWeakInitial(attempt, sequence, faultsLeft)) continue;
    // Whatever is explored below a leaf is everything that there is.
    if (nth >= exploring && children.length > 0) insert(without(attempt, sequence), children, faultsLeft - attempt.cost);
    return;
  }
  let at = siblings;
  for (const attempt of sequence) {
    const node: WakeupNode = { attempt, children: [] };
    at.push(node);
    at = node.children;
  }
}

export function costOf(sequence: readonly Attempt[]): number {
  return sequence.reduce((sum, { cost }) => sum + cost, 0);
}

function without(step: Attempt, sequence: readonly Attempt[]): Attempt[] {
  const at = sequence.findIndex((other) => isSameStep(step, other));
  return at < 0 ? [...sequence] : [...sequence.slice(0, at), ...sequence.slice(at + 1)];
}

/**
 * Every execution of a model, one after the other, and the classes that they fall into: the plain oracle of the stateless
 * search, for models that are small enough. It reduces nothing and plans nothing.
 */
import type { Attempts } from './attempts.js';
import { bit, type Execution } from './execution.js';
import type { Relation } from './relation.js';

const STEPS_MAX = 200;

/** What there is of a model and its dependence. */
export interface Subject {
  readonly relation: Relation;
  readonly attempts: Attempts;
  readonly execution: Execution;
}

/**
 * Calls `onEnd` at the end of each execution with at most so many faults from the state at hand; returns how many there are,
 * or null when there are more than `executionsMax`.
 */
export function runEveryExecution(subject: Subject, faultsMax: number, executionsMax: number, onEnd: () => void): number | null {
  const { attempts, execution } = subject;
  let count = 0;
  const goOn = (faultsLeft: number): void => {
    let isEnd = true;
    for (const thread of [...attempts.pendingThreads(), ...attempts.spontaneous]) {
      for (const attempt of attempts.of(thread)) {
        if (!attempt.isStep || attempt.cost > faultsLeft || count > executionsMax || execution.steps.length > STEPS_MAX) continue;
        isEnd = false;
        execution.take(attempt);
        goOn(faultsLeft - attempt.cost);
        execution.back();
      }
    }
    if (!isEnd) return;
    // One that goes on and on: there are endlessly many.
    count = execution.steps.length > STEPS_MAX ? executionsMax + 1 : count + 1;
    if (count > executionsMax) return;
    onEnd();
  };
  goOn(faultsMax);
  return count > executionsMax ? null : count;
}

/** The class of the execution at hand, as a text: its steps, each with those that happened before it. */
export function classOf({ relation: { transitions: { contents }, events }, execution: { steps } }: Subject): string {
  const names: string[] = [];
  const counts = new Map<string, number>();
  for (const { attempt: { entry, options } } of steps) {
    const label = `${contents.text(events.contents[entry]!)} ${options.join(',')}`;
    const nth = (counts.get(label) ?? 0) + 1;
    counts.set(label, nth);
    names.push(`${label} #${nth}`);
  }
  return steps.map(({ past }, step) => `${names[step]} after ${names.filter((_, other) => (past & bit(other)) !== 0n).sort().join('; ')}`)
    .sort().join('\n');
}

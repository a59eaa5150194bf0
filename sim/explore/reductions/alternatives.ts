/**
 * What else could have happened: for an execution that is over, the configurations of its steps from which a thread could
 * have taken another step than it did, or one that it never took.
 *
 * Where a step raced with the last one that it depends on, the configuration without that one is such a place (a reversed
 * race). A thread that was left waiting, or whose event was taken back, took no step at all: whoever wrote what it was
 * waiting for is left out, and again, until it could have gone on. Faults that use up the allowance are left out likewise.
 *
 * This goes beyond Abdulla et al., whose processes are never disabled; the README of this folder says why it suffices.
 */
import { PENDING } from '../exhaustive/components.js';
import { conflict } from './accesses.js';
import type { Attempt, Attempts } from './attempts.js';
import { bit, isSameStep, type Execution } from './execution.js';
import type { Relation } from './relation.js';

/** Told of a configuration, and of a step that could be taken after it. */
export type OnAlternative = (configuration: bigint, attempt: Attempt) => void;

export class Alternatives {
  private readonly relation: Relation;
  private readonly attempts: Attempts;
  private readonly execution: Execution;
  private faultsMax = 0;
  private onAlternative: OnAlternative = () => undefined;
  /** By step: those that it happened before, and itself. */
  private from: readonly bigint[] = [];
  private end: Int32Array = new Int32Array(0);
  private readonly visited = new Set<string>();
  private readonly states = new Map<bigint, Int32Array>();

  constructor(relation: Relation, attempts: Attempts, execution: Execution) {
    this.relation = relation;
    this.attempts = attempts;
    this.execution = execution;
  }

  /** Finds the alternatives to the execution, whose end is the state at hand. */
  find(faultsMax: number, onAlternative: OnAlternative): void {
    this.faultsMax = faultsMax;
    this.onAlternative = onAlternative;
    this.visited.clear();
    this.states.clear();
    const { execution, relation: { components } } = this;
    this.end = components.current.slice(0, components.size);
    const { all } = execution;
    this.from = execution.steps.map((_, step) => execution.from(step));
    for (const thread of this.threads()) this.search(thread, all, null);
    execution.steps.forEach(({ attempt }, step) => this.search(attempt.thread, all & ~this.from[step]!, attempt));
    execution.load(this.end);
  }

  /** The threads that could have stepped at some time, in the order in which they could. */
  private threads(): Set<number> {
    const { execution: { steps, firstThreads }, relation: { components } } = this;
    const threads = new Set([...this.attempts.spontaneous, ...firstThreads]);
    for (const { attempt } of steps) {
      for (const place of attempt.touches.writes) if (components.kinds[place] === PENDING) threads.add(this.attempts.threadOfPending(place));
    }
    return threads;
  }

  /** Looks at what a thread could do after a configuration; `taken` is what it did there in the execution. */
  private search(thread: number, configuration: bigint, taken: Attempt | null): void {
    const key = `${thread} ${configuration} ${taken !== null}`;
    if (this.visited.has(key)) return;
    this.visited.add(key);
    const { execution } = this;
    const cost = this.faultsMax === 0 ? 0
      : execution.steps.reduce((sum, { attempt }, step) => sum + ((configuration & bit(step)) === 0n ? 0 : attempt.cost), 0);
    let inTheWay = 0n;
    for (const attempt of this.attemptsOf(thread, configuration, taken)) {
      if (taken !== null && isSameStep(attempt, taken)) {
        inTheWay |= this.conflicting(attempt, configuration);
        continue;
      }
      const isAffordable = cost + attempt.cost <= this.faultsMax;
      if (attempt.isStep && isAffordable) {
        this.onAlternative(configuration, attempt);
        continue;
      }
      inTheWay |= this.conflicting(attempt, configuration);
      if (!isAffordable) inTheWay |= this.faulty(configuration);
    }
    for (const step of this.latest(inTheWay)) {
      if (execution.steps[step]!.attempt.thread !== thread) this.search(thread, configuration & ~this.from[step]!, null);
    }
  }

  private attemptsOf(thread: number, configuration: bigint, taken: Attempt | null): readonly Attempt[] {
    // A pending event that drew nothing has no other way to come out.
    if (taken !== null && thread >= 0 && taken.options.length === 0) return [taken];
    this.load(configuration);
    return this.attempts.of(thread);
  }

  /** Makes the state that a configuration leads to the one at hand: several threads are looked at in each. */
  private load(configuration: bigint): void {
    const known = this.states.get(configuration);
    if (known !== undefined) return this.execution.load(known);
    this.execution.loadConfiguration(configuration, this.end);
    const { components } = this.relation;
    this.states.set(configuration, components.current.slice(0, components.size));
  }

  /** The steps of a configuration that an attempt directly depends on. */
  private conflicting(attempt: Attempt, configuration: bigint): bigint {
    let found = 0n;
    this.execution.steps.forEach((earlier, step) => {
      if ((configuration & bit(step)) !== 0n && conflict(earlier.attempt.accesses, attempt.accesses)) found |= bit(step);
    });
    return found;
  }

  private faulty(configuration: bigint): bigint {
    let found = 0n;
    this.execution.steps.forEach(({ attempt }, step) => {
      if ((configuration & bit(step)) !== 0n && attempt.cost > 0) found |= bit(step);
    });
    return found;
  }

  /** Those of a set of steps that happened before no other one of it. */
  private latest(steps: bigint): number[] {
    const found: number[] = [];
    let earlier = 0n;
    for (let step = this.execution.steps.length - 1; step >= 0; step -= 1) {
      if ((steps & bit(step)) === 0n || (earlier & bit(step)) !== 0n) continue;
      found.push(step);
      earlier |= this.execution.steps[step]!.past;
    }
    return found;
  }
}

/**
 * An execution: the steps that were taken, each with the state before it and with the steps that happened before it (those
 * that it depends on, and what these depend on). Sets of steps are the bits of a bigint.
 *
 * A *configuration* is a set of steps that holds whatever happened before each of them. Its steps can be taken in any order
 * that keeps what happened before first, they do the same, and lead to the same state.
 */
import { conflict } from './accesses.js';
import type { Attempt, Attempts } from './attempts.js';
import { DependenceError } from './dependence-error.js';
import type { Relation } from './relation.js';

export interface TakenStep {
  readonly attempt: Attempt;
  readonly before: Int32Array;
  /** The steps that happened before it. */
  readonly past: bigint;
}

/** Whether two steps depend on each other. A thread's steps do. */
export function dependent(left: Attempt, right: Attempt): boolean {
  return left.thread === right.thread || conflict(left.accesses, right.accesses);
}

export function isSameStep(left: Attempt, right: Attempt): boolean {
  return left.entry === right.entry && left.options.length === right.options.length &&
    left.options.every((option, nth) => option === right.options[nth]);
}

const BITS: bigint[] = [];

export function bit(step: number): bigint {
  return (BITS[step] ??= 1n << BigInt(step));
}

export class Execution {
  readonly steps: TakenStep[] = [];
  /** The threads of what was pending at the beginning. */
  firstThreads: readonly number[] = [];
  private readonly relation: Relation;
  private readonly attempts: Attempts;

  constructor(relation: Relation, attempts: Attempts) {
    this.relation = relation;
    this.attempts = attempts;
  }

  get cost(): number {
    return this.steps.reduce((sum, { attempt: { cost } }) => sum + cost, 0);
  }

  /** All its steps. */
  get all(): bigint {
    return bit(this.steps.length) - 1n;
  }

  /** Takes a step in the state at hand. */
  take(attempt: Attempt): void {
    const { components } = this.relation;
    const before = components.current.slice(0, components.size);
    this.steps.push({ attempt, before, past: this.pastOf(attempt) });
    this.apply(attempt);
  }

  /** Takes the last step back: the state before it is at hand. */
  back(): void {
    this.load(this.steps.pop()!.before);
  }

  load(locals: Int32Array): void {
    const { current } = this.relation.components;
    current.fill(0);
    current.set(locals);
    this.attempts.begin();
  }

  /** The steps that a step happened before, and itself. */
  from(step: number): bigint {
    let after = bit(step);
    for (let later = step + 1; later < this.steps.length; later += 1) if ((this.steps[later]!.past & bit(step)) !== 0n) after |= bit(later);
    return after;
  }

  /** Makes the state that a configuration leads to the one at hand; `end` is the state after all steps. */
  loadConfiguration(configuration: bigint, end: Int32Array): void {
    const first = this.firstMissing(configuration);
    this.load(this.steps[first]?.before ?? end);
    for (const { attempt } of this.stepsAfter(first, configuration)) this.apply(attempt);
  }

  /** The first step that a configuration lacks. */
  firstMissing(configuration: bigint): number {
    let step = 0;
    while ((configuration & bit(step)) !== 0n) step += 1;
    return step;
  }

  /** The steps of a configuration that come after a step, in their order. */
  stepsAfter(step: number, configuration: bigint): TakenStep[] {
    return this.steps.filter((_, nth) => nth > step && (configuration & bit(nth)) !== 0n);
  }

  /** Takes an attempt's step on the state at hand, without recording it. */
  private apply({ program, entry }: Attempt): void {
    const { components, events } = this.relation;
    const changes = this.attempts.changes.of(program, events.contents[entry]!);
    for (const [component, after] of changes) components.current[component] = after;
    this.attempts.begin();
  }

  private pastOf(attempt: Attempt): bigint {
    let past = 0n;
    for (let step = this.steps.length - 1; step >= 0; step -= 1) {
      if ((past & bit(step)) !== 0n) continue;
      const earlier = this.steps[step]!;
      if (dependent(earlier.attempt, attempt)) past |= earlier.past | bit(step);
      else if (attempt.accesses !== attempt.touches) this.expectIndependent(earlier.attempt, attempt);
    }
    return past;
  }

  /** Steps of different actors must not touch the same. */
  private expectIndependent(earlier: Attempt, later: Attempt): void {
    if (!conflict(earlier.touches, later.touches)) return;
    const { reads, writes } = later.touches;
    const shared = earlier.touches.writes.find((place) => reads.includes(place) || writes.includes(place)) ??
      earlier.touches.reads.find((place) => writes.includes(place));
    const text = ({ entry }: Attempt): string => this.relation.transitions.contents.text(this.relation.events.contents[entry]!);
    throw new DependenceError(`${text(earlier)} and ${text(later)}, of different actors, both touch ${this.attempts.places.name(shared!)}.`);
  }
}

/**
 * Sleep sets: of two independent steps, one order is enough. Godefroid, Partial-Order Methods for the Verification of
 * Concurrent Systems (1996), chapter 5. All states are reached, in the same layer and level as without; steps are saved.
 *
 * A step sleeps in a state when the state that it leads to is reached another way: it was taken before the step that led
 * here, and is independent of it. A state keeps what sleeps on every way to it of the fewest faults and steps. All these ways
 * are known before it is expanded, since the search goes level by level: so nothing is ever expanded again for the difference,
 * as a depth-first search has to. The README of this folder has the proof.
 */
import { DenseReading } from '../exhaustive/dense-reading.js';
import type { ReducedExpansion, Search } from '../exhaustive/search.js';
import { FULL } from '../exhaustive/state-store.js';
import { Attempts, type Attempt } from './attempts.js';
import { dependent } from './execution.js';
import { Taker } from './taker.js';

export class SleepSets implements ReducedExpansion {
  readonly isSureOfLayers = true;
  skippedCostlier = false;
  private readonly search: Search;
  private readonly taker: Taker;
  /** By state: the number of its set. */
  private sleeping: number[] = [];
  private readonly sets: (readonly number[])[] = [[]];
  private readonly setNumbers = new Map<string, number>([['', 0]]);
  private readonly labels = new Map<string, number>();

  constructor(search: Search) {
    this.search = search;
    const { expansion, properties, options: { faultKinds } } = search;
    const boundary = properties.boundary === undefined ? null : new DenseReading(expansion.place, 'the boundary', properties.boundary);
    this.taker = new Taker(expansion, new Attempts(expansion, (kind) => faultKinds === null || faultKinds.includes(kind), boundary, []));
  }

  expand(cost: number, _layer: number, levelStart: number): number {
    const { state } = this.search.expansion.hand;
    const attempts = [...this.taker.all().values()].flat();
    const asleep = new Set(this.sets[this.sleeping[state] ?? 0]);
    this.skippedCostlier = attempts.some((attempt) => attempt.cost > cost);
    // In the order in which they are taken: those that cost less were taken before.
    const earlier: Attempt[] = attempts.filter((attempt) => attempt.isStep && (attempt.cost < cost || asleep.has(this.label(attempt))));
    for (const attempt of attempts) {
      if (!attempt.isStep || attempt.cost !== cost || asleep.has(this.label(attempt))) continue;
      const next = this.taker.take(attempt);
      if (next === FULL) return 1;
      if (next >= levelStart) this.arrive(next, earlier.filter((other) => !dependent(other, attempt)).map((other) => this.label(other)));
      earlier.push(attempt);
    }
    return attempts.filter((attempt) => (attempt.isStep || attempt.isIdle) && attempt.cost === cost).length;
  }

  wantsAnother(): boolean {
    return false;
  }

  /** A state was reached on one of its shortest ways, on which these steps sleep. */
  private arrive(state: number, labels: readonly number[]): void {
    const before = this.sleeping[state];
    const kept = before === undefined ? labels : labels.filter((label) => this.sets[before]!.includes(label));
    const sorted = [...kept].sort((left, right) => left - right);
    const text = sorted.join();
    let number = this.setNumbers.get(text);
    if (number === undefined) this.setNumbers.set(text, (number = this.sets.push(sorted) - 1));
    this.sleeping[state] = number;
  }

  private label({ entry, options }: Attempt): number {
    const text = `${entry} ${options.join()}`;
    let label = this.labels.get(text);
    if (label === undefined) this.labels.set(text, (label = this.labels.size));
    return label;
  }
}

/** A graph that is written out, step by step: for the tests of this folder's algorithms, and for looking at a small case. */
import { NO_CONTEST, Steps, UNFAIR, type FairGraph } from './fair-graph.js';
import { Owing, type Places } from './owing.js';
import { findUnfulfilled, type Unfulfilled } from './unfulfilled.js';

export interface WrittenStep {
  readonly from: number;
  readonly to: number;
  /** The event that fires; UNFAIR when it is left out. */
  readonly label?: number;
  /** Who gets a chance by it, and whether it is won. */
  readonly chance?: number;
  readonly isWon?: boolean;
  /** How many faults it costs; none when it is left out. */
  readonly cost?: number;
}

export interface WrittenProperty {
  /** P. */
  readonly begins: (state: number) => boolean;
  /** Q. */
  readonly paid: (state: number) => boolean;
  /** Q is to hold for ever from some moment on. */
  readonly stays?: boolean;
}

export class WrittenGraph implements FairGraph, Places {
  readonly size: number;
  readonly steps = new Steps();
  readonly written: readonly WrittenStep[];
  /** By state; Infinity where none leads. */
  private readonly places: { faults: number; steps: number }[];

  /** Steps that change nothing are no steps: they are left out. */
  constructor(size: number, written: readonly WrittenStep[], initial: readonly number[] = [0]) {
    this.size = size;
    this.written = written.filter(({ from, to }) => from !== to);
    this.places = Array.from({ length: size }, (_, state) => (initial.includes(state) ? { faults: 0, steps: 0 } : { faults: Infinity, steps: Infinity }));
    // As often as a path may have steps.
    for (let round = 0; round < size; round += 1) for (const step of this.written) this.improve(step);
  }

  list(state: number, cost: number): boolean {
    this.steps.clear();
    let hasCostlier = false;
    for (const { from, to, label = UNFAIR, chance = NO_CONTEST, isWon = false, cost: faults = 0 } of this.written) {
      if (from !== state) continue;
      if (faults === cost) this.steps.add(to, label, chance, isWon);
      else if (faults > cost) hasCostlier = true;
    }
    return hasCostlier;
  }

  /** Chances 10 to 19 are of contest 1, and so on. */
  contestOf(chance: number): number {
    return Math.floor(chance / 10);
  }

  placeOf(state: number): { faults: number; steps: number } {
    return this.places[state]!;
  }

  /** The execution with at most so many faults that breaks a property; null when there is none. */
  check({ begins, paid, stays = false }: WrittenProperty, faultsMax = Infinity): Unfulfilled | null {
    const owing = new Owing(this, {
      begins: (state) => this.places[state]!.faults !== Infinity && begins(state) && (stays || !paid(state)),
      lasts: (state) => stays || !paid(state),
    }, faultsMax);
    for (const search = owing.explore(this); search.next().done !== true;);
    for (const search = findUnfulfilled(this, owing, paid);;) {
      const next = search.next();
      if (next.done === true) return next.value;
    }
  }

  private improve({ from, to, cost = 0 }: WrittenStep): void {
    const { faults, steps } = this.places[from]!;
    const place = this.places[to]!;
    if (faults + cost > place.faults || (faults + cost === place.faults && steps + 1 >= place.steps)) return;
    this.places[to] = { faults: faults + cost, steps: steps + 1 };
  }
}

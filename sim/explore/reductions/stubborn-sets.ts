/**
 * Stubborn sets: in each state only the steps of some threads are taken, when nothing that the others may do, now or later, can
 * matter to them. Valmari, Stubborn Sets for Reduced State Space Generation (1989); the proviso is that of Bosnacki and
 * Holzmann for breadth-first search (2005).
 *
 * What others may do is not known beforehand. It is taken to be what they were seen to do (footprints.ts), and this is
 * enforced: whatever is pending is tried in every state that is met, and when one touches what it was not known to touch, the
 * search is done once more. The first touch of an execution that is not known would be met by the reduced search, too (README).
 *
 * It keeps which properties are decided, by how many faults, and all terminal states; not the number of steps.
 */
import { DenseReading } from '../exhaustive/dense-reading.js';
import type { ReducedExpansion, Search } from '../exhaustive/search.js';
import { FULL } from '../exhaustive/state-store.js';
import { Attempts, type Attempt } from './attempts.js';
import { Footprints } from './footprints.js';
import { Taker } from './taker.js';

/** The attempts in the state at hand, by thread. */
type ByThread = ReadonlyMap<number, readonly Attempt[]>;

/** Bits of the properties that see a place; the boundary has a bit of its own. */
const BOUNDARY = 1 << 31;

export class StubbornSets implements ReducedExpansion {
  /** Only a whole pass in which nothing was touched that was not known says anything. */
  readonly isSureOfLayers = false;
  skippedCostlier = false;
  /** How often the search was begun. */
  passes = 1;
  private readonly search: Search;
  private readonly taker: Taker;
  private readonly footprints = new Footprints();
  /** Components that the boundary was seen to read. */
  private readonly ofBoundary = new Set<number>();
  /** States of which all steps were taken. */
  private readonly whole = new Set<number>();
  /** What was known when this pass began. */
  private known = 0;

  constructor(search: Search) {
    this.search = search;
    const { expansion, properties, options: { faultKinds } } = search;
    const boundary = properties.boundary === undefined ? null
      : new DenseReading(expansion.place, 'the boundary', properties.boundary, (component) => void this.ofBoundary.add(component));
    this.taker = new Taker(expansion, new Attempts(expansion, (kind) => faultKinds === null || faultKinds.includes(kind), boundary, []));
  }

  expand(cost: number, layer: number): number {
    const { expansion: { hand: { state }, store } } = this.search;
    const faultsLeft = this.search.options.faultsMax - layer;
    const all = this.taker.all();
    for (const attempts of all.values()) for (const attempt of attempts) if (attempt.cost <= faultsLeft) this.footprints.note(attempt);
    const every = [...all.values()].flat();
    this.skippedCostlier = every.some((attempt) => attempt.cost > cost);
    const chosen = this.whole.has(state) ? null : this.choose(all, faultsLeft);
    if (chosen === null && cost === 0) this.whole.add(state);
    const before = store.count;
    const take = (attempts: readonly Attempt[]): boolean => attempts.every((attempt) =>
      !attempt.isStep || attempt.cost !== cost || this.taker.take(attempt) !== FULL);
    if (!take(every.filter(({ thread }) => chosen?.has(thread) !== false))) return 1;
    if (cost === 0 && chosen !== null && store.count === before) {
      // Nothing new came of it: what was left out might be left out for ever.
      this.whole.add(state);
      if (!take(every.filter(({ thread }) => !chosen.has(thread)))) return 1;
    }
    return every.filter((attempt) => (attempt.isStep || attempt.isIdle) && attempt.cost === cost).length;
  }

  wantsAnother(): boolean {
    const known = this.known;
    this.known = this.footprints.grown + this.ofBoundary.size + this.propertyReads();
    if (this.known === known) return false;
    this.passes += 1;
    this.whole.clear();
    return true;
  }

  /** The threads whose steps are enough in the state at hand, the fewest of them; null when all are needed. */
  private choose(all: ByThread, faultsLeft: number): ReadonlySet<number> | null {
    let best: ReadonlySet<number> | null = null;
    const stepsOf = (thread: number): number => (all.get(thread) ?? []).filter(({ isStep, cost }) => isStep && cost <= faultsLeft).length;
    let fewest = [...all.keys()].reduce((sum, thread) => sum + stepsOf(thread), 0);
    for (const [seed, attempts] of all) {
      // What happens of its own accord, or may not happen at all, is no reason to put off everything else.
      if (seed < 0 || !attempts.some(({ isStep, cost }) => isStep && cost === 0)) continue;
      const stubborn = this.closure(seed, all, faultsLeft, fewest, stepsOf);
      if (stubborn === null) continue;
      best = stubborn;
      fewest = [...stubborn].reduce((sum, thread) => sum + stepsOf(thread), 0);
    }
    return best;
  }

  /** The least stubborn set with a thread in it; null when it has not fewer steps than what is known already. */
  private closure(
    seed: number, all: ByThread, faultsLeft: number, fewest: number, stepsOf: (thread: number) => number,
  ): ReadonlySet<number> | null {
    const stubborn = new Set([seed]);
    let steps = 0;
    // A set is gone through in the order in which it is added to.
    for (const thread of stubborn) {
      steps += stepsOf(thread);
      if (steps >= fewest) return null;
      for (const attempt of all.get(thread) ?? this.taker.attempts.of(thread)) {
        if (attempt.cost > faultsLeft) continue;
        if (attempt.isStep) this.addDependent(attempt, stubborn);
        // Somebody must change what it read before it can become a step.
        else for (const place of attempt.touches.reads) addAll(stubborn, this.footprints.writersOf(place));
      }
    }
    return stubborn;
  }

  /** Whoever may disturb a step, or see that it was taken first. */
  private addDependent({ touches: { reads, writes } }: Attempt, stubborn: Set<number>): void {
    const { footprints } = this;
    for (const place of reads) addAll(stubborn, footprints.writersOf(place));
    let seen = 0;
    for (const place of writes) {
      addAll(stubborn, footprints.writersOf(place));
      addAll(stubborn, footprints.readersOf(place));
      seen |= this.propertiesThatSee(place);
    }
    if (seen === 0) return;
    const { components } = this.search.expansion;
    for (let component = 0; component < components.size; component += 1) {
      if ((this.propertiesThatSee(component) & seen) !== 0) addAll(stubborn, footprints.writersOf(component));
    }
  }

  private propertiesThatSee(place: number): number {
    if (place < 0) return 0;
    return (this.search.expansion.hand.watchers[place] ?? 0) | (this.ofBoundary.has(place) ? BOUNDARY : 0);
  }

  /** How many pairs of a property and a component that it was seen to read there are. */
  private propertyReads(): number {
    const { hand: { watchers } } = this.search.expansion;
    let count = 0;
    for (const bits of watchers) for (let rest = bits; rest !== 0; rest &= rest - 1) count += 1;
    return count;
  }
}

function addAll(to: Set<number>, from: Iterable<number>): void {
  for (const thread of from) to.add(thread);
}

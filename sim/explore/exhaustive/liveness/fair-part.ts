/**
 * The part of a strongly connected component round which an execution can go for ever, and be fair.
 *
 * Weak fairness, of each event: one that can fire in every state of the part fires on some step within it. An event that can
 * fire in every state of a component and only leads out of it can do so in each part of the component: then there is none.
 *
 * Strong fairness, of each contest: who could win it in some state of the part wins it on some step within it. Whoever never
 * wins within the component must never have the chance: the states that give it are left out, and what remains is taken to
 * pieces anew (Emerson and Lei 1987, for Streett conditions).
 */
import { grown } from '../../../world/flat.js';
import { NO_CONTEST, OUTSIDE, UNFAIR, type FairGraph } from './fair-graph.js';
import { stronglyConnected } from './strongly-connected.js';

export class FairParts {
  private readonly graph: FairGraph;
  /** By state: the set that it was put into last. */
  private readonly sets: Int32Array;
  private setCount = 0;
  private readonly events = new Tally();
  private readonly contests = new Tally();

  constructor(graph: FairGraph) {
    this.graph = graph;
    this.sets = new Int32Array(graph.size);
  }

  /**
   * States that are strongly connected and fair, and one of which is accepted; null when there are none among these, which
   * are strongly connected. The first by the order of the states that were given.
   */
  find(states: Int32Array, accepts: (state: number) => boolean): Int32Array | null {
    // A single state has no step to itself: see fair-graph.ts.
    if (states.length < 2 || !states.some(accepts)) return null;
    const set = this.mark(states);
    this.count(states, set);
    if (this.events.someAlways(states.length)) return null;
    if (!this.contests.someEver()) return Int32Array.from(states);
    const rest = states.filter((state) => !this.givesChance(state));
    return rest.length === 0 ? null : this.findAmong(rest, accepts);
  }

  private findAmong(states: Int32Array, accepts: (state: number) => boolean): Int32Array | null {
    const set = this.mark(states);
    const components: Int32Array[] = [];
    const within = { roots: states, has: (state: number) => this.sets[state] === set, fairOnly: false };
    const search = stronglyConnected(this.graph, within, { found: (component) => void components.push(Int32Array.from(component)) });
    while (search.next().done !== true);
    for (const component of components) {
      const fair = this.find(component.sort(), accepts);
      if (fair !== null) return fair;
    }
    return null;
  }

  private mark(states: Int32Array): number {
    this.setCount += 1;
    for (const state of states) this.sets[state] = this.setCount;
    return this.setCount;
  }

  private count(states: Int32Array, set: number): void {
    const { graph, sets, events, contests } = this;
    events.clear();
    contests.clear();
    for (const state of states) {
      graph.list(state, 0);
      const { targets, labels, contests: contested, count } = graph.steps;
      for (let nth = 0; nth < count; nth += 1) {
        const target = targets[nth]!;
        const isWithin = target !== OUTSIDE && sets[target] === set;
        if (labels[nth] !== UNFAIR) events.add(labels[nth]!, state, isWithin);
        if (contested[nth] !== NO_CONTEST) contests.add(contested[nth]!, state, isWithin);
      }
    }
  }

  /** Whether somebody could win in this state who never wins within what was counted last. */
  private givesChance(state: number): boolean {
    const { graph, contests } = this;
    graph.list(state, 0);
    const { contests: contested, count } = graph.steps;
    for (let nth = 0; nth < count; nth += 1) if (contested[nth] !== NO_CONTEST && !contests.isTaken(contested[nth]!)) return true;
    return false;
  }
}

/** In how many states each of some things is possible, and whether it is ever done within them. */
class Tally {
  private states = new Int32Array(64);
  private lastState = new Int32Array(64).fill(-1);
  private taken = new Int32Array(64);
  private readonly met: number[] = [];

  clear(): void {
    for (const thing of this.met) {
      this.states[thing] = 0;
      this.lastState[thing] = -1;
      this.taken[thing] = 0;
    }
    this.met.length = 0;
  }

  add(thing: number, state: number, isTaken: boolean): void {
    while (thing >= this.states.length) this.grow();
    if (this.lastState[thing] === -1) this.met.push(thing);
    if (this.lastState[thing] !== state) this.states[thing]! += 1;
    this.lastState[thing] = state;
    if (isTaken) this.taken[thing] = 1;
  }

  isTaken(thing: number): boolean {
    return this.taken[thing] === 1;
  }

  /** Whether one is possible in all of so many states, and never done. */
  someAlways(count: number): boolean {
    return this.met.some((thing) => this.taken[thing] === 0 && this.states[thing] === count);
  }

  /** Whether one is possible, and never done. */
  someEver(): boolean {
    return this.met.some((thing) => this.taken[thing] === 0);
  }

  private grow(): void {
    const { length } = this.lastState;
    this.states = grown(this.states);
    this.taken = grown(this.taken);
    this.lastState = grown(this.lastState);
    this.lastState.fill(-1, length);
  }
}

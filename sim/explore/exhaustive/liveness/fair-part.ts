/**
 * The part of a strongly connected component round which an execution can go for ever, and be fair.
 *
 * Weak fairness, of each event: one that can fire in every state of the part fires on some step within it. An event that can
 * fire in every state of a component and only leads out of it can do so in each part of the component: then there is none.
 *
 * Strong fairness, of each contest: in one that somebody wins within the part, whoever has a chance in it wins. Where somebody
 * never does, either the states that give him a chance are left out, or the steps by which others win; what remains is taken
 * to pieces anew (as for Streett conditions: Emerson and Lei 1987).
 */
import { grown } from '../../../world/flat.js';
import { NO_CONTEST, OUTSIDE, UNFAIR, type FairGraph } from './fair-graph.js';
import { stronglyConnected, wins } from './strongly-connected.js';

export interface FairPart {
  /** Strongly connected, by steps that win none of these contests. */
  readonly states: Int32Array;
  readonly without: ReadonlySet<number>;
}

const NONE: ReadonlySet<number> = new Set();

export class FairParts {
  private readonly graph: FairGraph;
  /** By state: the set that it was put into last. */
  private readonly sets: Int32Array;
  private setCount = 0;
  private readonly events = new Tally();
  private readonly chances = new Tally();

  constructor(graph: FairGraph) {
    this.graph = graph;
    this.sets = new Int32Array(graph.size);
  }

  /**
   * A fair part that has a state which is accepted; null when there is none among these states, which are strongly connected.
   * The first by the order of the states that were given.
   */
  find(states: Int32Array, accepts: (state: number) => boolean, without: ReadonlySet<number> = NONE): FairPart | null {
    // A single state has no step to itself: see fair-graph.ts.
    if (states.length < 2 || !states.some(accepts)) return null;
    this.count(states, this.mark(states), without);
    if (this.events.alwaysButNever(states.length) !== -1) return null;
    const loser = this.loser();
    if (loser === -1) return { states: Int32Array.from(states), without };
    const withoutChance = states.filter((state) => !this.givesChance(state, loser));
    return this.findAmong(withoutChance, accepts, without) ??
      this.findAmong(states, accepts, new Set([...without, this.graph.contestOf(loser)]));
  }

  private findAmong(states: Int32Array, accepts: (state: number) => boolean, without: ReadonlySet<number>): FairPart | null {
    const set = this.mark(states);
    const components: Int32Array[] = [];
    const within = { roots: states, has: (state: number) => this.sets[state] === set, fairOnly: false, without };
    const search = stronglyConnected(this.graph, within, { found: (component) => void components.push(Int32Array.from(component)) });
    while (search.next().done !== true);
    for (const component of components) {
      const fair = this.find(component.sort(), accepts, without);
      if (fair !== null) return fair;
    }
    return null;
  }

  private mark(states: Int32Array): number {
    this.setCount += 1;
    for (const state of states) this.sets[state] = this.setCount;
    return this.setCount;
  }

  private count(states: Int32Array, set: number, without: ReadonlySet<number>): void {
    const { graph, sets, events, chances } = this;
    events.clear();
    chances.clear();
    for (const state of states) {
      graph.list(state, 0);
      const { steps } = graph;
      for (let nth = 0; nth < steps.count; nth += 1) {
        const target = steps.targets[nth]!;
        const isWithin = target !== OUTSIDE && sets[target] === set && !wins(graph, nth, without);
        if (steps.labels[nth] !== UNFAIR) events.add(steps.labels[nth]!, state, isWithin);
        if (steps.chances[nth] !== NO_CONTEST) chances.add(steps.chances[nth]!, state, isWithin && steps.wins[nth] === 1);
      }
    }
  }

  /** Who has a chance within what was counted last and never wins, though somebody wins that contest; -1: nobody. */
  private loser(): number {
    const won = new Set(this.chances.done().map((chance) => this.graph.contestOf(chance)));
    return this.chances.undone().find((chance) => won.has(this.graph.contestOf(chance))) ?? -1;
  }

  private givesChance(state: number, chance: number): boolean {
    this.graph.list(state, 0);
    const { chances, count } = this.graph.steps;
    return chances.subarray(0, count).includes(chance);
  }
}

/** In how many states each of some things is possible, and whether it is ever done within them. */
class Tally {
  private states = new Int32Array(64);
  private lastState = new Int32Array(64).fill(-1);
  private isDone = new Int32Array(64);
  private readonly met: number[] = [];

  clear(): void {
    for (const thing of this.met) {
      this.states[thing] = 0;
      this.lastState[thing] = -1;
      this.isDone[thing] = 0;
    }
    this.met.length = 0;
  }

  add(thing: number, state: number, isDone: boolean): void {
    while (thing >= this.states.length) this.grow();
    if (this.lastState[thing] === -1) this.met.push(thing);
    if (this.lastState[thing] !== state) this.states[thing]! += 1;
    this.lastState[thing] = state;
    if (isDone) this.isDone[thing] = 1;
  }

  /** What is possible in all of so many states, and never done; -1: nothing. */
  alwaysButNever(count: number): number {
    return this.met.find((thing) => this.isDone[thing] === 0 && this.states[thing] === count) ?? -1;
  }

  done(): number[] {
    return this.met.filter((thing) => this.isDone[thing] === 1);
  }

  undone(): number[] {
    return this.met.filter((thing) => this.isDone[thing] === 0);
  }

  private grow(): void {
    const { length } = this.lastState;
    this.states = grown(this.states);
    this.isDone = grown(this.isDone);
    this.lastState = grown(this.lastState);
    this.lastState.fill(-1, length);
  }
}

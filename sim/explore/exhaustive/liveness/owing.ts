/**
 * What is owed where: the states in which P was met and Q not yet, each with the fewest faults and then the fewest steps with
 * which an execution gets there.
 *
 * That is not the layer of the state. A state that is reached without a fault may be reached by an execution that owes Q with
 * two faults only: the faults count along the path, and the path must have met P and keep away from Q. So this is a second 0-1
 * breadth-first search over (faults, steps), of the states where Q does not hold. It begins in each state that meets P, with
 * what it takes to get there at all. (For `P leads to always Q` every state may be passed: Q may hold for a while.)
 */
import { OUTSIDE, type FairGraph } from './fair-graph.js';

/** What a search knows of its states. */
export interface Places {
  /** The fewest faults, and then the fewest steps, that lead to a state. */
  placeOf(state: number): { readonly faults: number; readonly steps: number };
}

export interface Debt {
  /** Whether P holds in a state, and Q is owed from there on. */
  begins(state: number): boolean;
  /** Whether an execution may pass through a state and owe Q still. */
  lasts(state: number): boolean;
}

const PAUSE = 4096;

export class Owing {
  /** States in the order of (faults, steps): those that owe. */
  readonly states: number[] = [];
  /** By state: its place in `states`, or -1; and the state before it on its path, or -1 where the debt begins. */
  readonly places: Int32Array;
  readonly parents: Int32Array;
  /** By number of faults: where those states end in `states`. */
  private readonly layerEnds: number[] = [];
  private readonly graph: FairGraph;
  private readonly debt: Debt;
  private readonly faultsMax: number;
  /** By faults, then steps: the states to look at, each followed by its parent. */
  private readonly waiting: number[][][] = [];

  constructor(graph: FairGraph, debt: Debt, faultsMax: number) {
    this.graph = graph;
    this.debt = debt;
    this.faultsMax = faultsMax;
    this.places = new Int32Array(graph.size).fill(-1);
    this.parents = new Int32Array(graph.size).fill(-1);
  }

  /** Works everything out; pauses now and then. */
  *explore(known: Places): Generator<void> {
    for (let state = 0; state < this.graph.size; state += 1) {
      if (this.debt.begins(state)) this.wait(known.placeOf(state), state, -1);
    }
    let looked = 0;
    for (let faults = 0; faults < this.waiting.length; faults += 1) {
      for (let steps = 0; steps < (this.waiting[faults]?.length ?? 0); steps += 1) {
        const list = this.waiting[faults]![steps] ?? [];
        for (let at = 0; at < list.length; at += 2) {
          if (!this.arrive(list[at]!, list[at + 1]!)) continue;
          this.follow(list[at]!, faults, steps);
          looked += 1;
          if (looked % PAUSE === 0) yield;
        }
        this.waiting[faults]![steps] = [];
      }
      this.layerEnds[faults] = this.states.length;
    }
  }

  has(state: number): boolean {
    return this.places[state] !== -1;
  }

  /** The fewest faults with which an execution gets to a state and owes. */
  faultsOf(state: number): number {
    return this.layerEnds.findIndex((end) => this.places[state]! < end);
  }

  /** The states from where the debt begins to this one. */
  pathTo(state: number): number[] {
    const path = [state];
    while (this.parents[path[0]!] !== -1) path.unshift(this.parents[path[0]!]!);
    return path;
  }

  private arrive(state: number, parent: number): boolean {
    if (this.places[state] !== -1) return false;
    this.places[state] = this.states.length;
    this.parents[state] = parent;
    this.states.push(state);
    return true;
  }

  private follow(state: number, faults: number, steps: number): void {
    const { graph, debt } = this;
    for (let cost = 0; faults + cost <= this.faultsMax; cost += 1) {
      const hasCostlier = graph.list(state, cost);
      const { targets, count } = graph.steps;
      for (let nth = 0; nth < count; nth += 1) {
        const target = targets[nth]!;
        if (target === OUTSIDE || this.places[target] !== -1 || !debt.lasts(target)) continue;
        this.wait({ faults: faults + cost, steps: steps + 1 }, target, state);
      }
      if (!hasCostlier) return;
    }
  }

  private wait({ faults, steps }: { readonly faults: number; readonly steps: number }, state: number, parent: number): void {
    if (faults > this.faultsMax) return;
    ((this.waiting[faults] ??= [])[steps] ??= []).push(state, parent);
  }
}

/**
 * A short fair loop within a part of the graph that has one. (The shortest is NP-hard to find.)
 *
 * From its first state it goes to the nearest place that fair executions must come by and the loop did not yet: where an
 * event fires that could have fired in every state so far, or cannot fire; where somebody wins who had a chance before;
 * where a state is accepted. Then it goes home.
 */
import { NO_CONTEST, UNFAIR, type FairGraph } from './fair-graph.js';
import type { FairPart } from './fair-part.js';
import { wins } from './strongly-connected.js';

/** One step of a loop. */
export interface LoopStep {
  readonly from: number;
  readonly to: number;
  /** The event that fires, as the graph labels it. */
  readonly label: number;
  readonly chance: number;
  readonly isWon: boolean;
}

/** A loop from a state of a fair part through states of that part back to it. */
export function fairLoop(graph: FairGraph, part: FairPart, home: number, accepts: (state: number) => boolean): LoopStep[] {
  return new LoopSearch(graph, part, home, accepts).run();
}

class LoopSearch {
  private readonly graph: FairGraph;
  private readonly part: FairPart;
  private readonly states: ReadonlySet<number>;
  private readonly home: number;
  private readonly accepts: (state: number) => boolean;
  private readonly steps: LoopStep[] = [];
  /** Events that could have fired in every state so far, and did not; null before the first state. */
  private starved: Set<number> | null = null;
  private readonly fired = new Set<number>();
  /** Chances that there were in some state, and those that were won. */
  private readonly chances = new Set<number>();
  private readonly won = new Set<number>();
  private isAccepted = false;

  constructor(graph: FairGraph, part: FairPart, home: number, accepts: (state: number) => boolean) {
    this.graph = graph;
    this.part = part;
    this.states = new Set(part.states);
    this.home = home;
    this.accepts = accepts;
  }

  run(): LoopStep[] {
    this.visit(this.home);
    let at = this.home;
    while (at !== this.home || this.steps.length === 0 || this.isOwing()) {
      const path = this.isOwing() ? this.pathFrom(at, (step) => this.pays(step)) : this.pathFrom(at, ({ to }) => to === this.home);
      for (const step of path) this.take(step);
      at = path.at(-1)!.to;
    }
    return this.steps;
  }

  private isOwing(): boolean {
    return this.starved!.size > 0 || this.losers().length > 0 || !this.isAccepted;
  }

  /** Chances in contests that were won, but not by these. */
  private losers(): number[] {
    const contests = new Set([...this.won].map((chance) => this.graph.contestOf(chance)));
    return [...this.chances].filter((chance) => !this.won.has(chance) && contests.has(this.graph.contestOf(chance)));
  }

  private take(step: LoopStep): void {
    this.steps.push(step);
    this.fired.add(step.label);
    this.starved!.delete(step.label);
    if (step.isWon) this.won.add(step.chance);
    this.visit(step.to);
  }

  private visit(state: number): void {
    const possible = new Set<number>();
    for (const { label, chance } of this.stepsOf(state, false)) {
      if (label !== UNFAIR) possible.add(label);
      if (chance !== NO_CONTEST) this.chances.add(chance);
    }
    this.starved = new Set([...(this.starved ?? possible)].filter((label) => possible.has(label) && !this.fired.has(label)));
    this.isAccepted ||= this.accepts(state);
  }

  /** Whether a step pays something that is owed. */
  private pays({ label, chance, isWon, to }: LoopStep): boolean {
    if (this.starved!.has(label) || (isWon && this.losers().includes(chance)) || (!this.isAccepted && this.accepts(to))) return true;
    if (this.starved!.size === 0) return false;
    const possible = new Set(this.stepsOf(to, false).map((step) => step.label));
    return [...this.starved!].some((starved) => !possible.has(starved));
  }

  /** The shortest path to a step that is wanted, that step included. */
  private pathFrom(start: number, wanted: (step: LoopStep) => boolean): LoopStep[] {
    const before = new Map<number, LoopStep | null>([[start, null]]);
    for (const state of before.keys()) {
      for (const step of this.stepsOf(state, true)) {
        if (wanted(step)) return [...pathBack(before, state), step];
        if (!before.has(step.to)) before.set(step.to, step);
      }
    }
    throw new Error('The part of the graph is not fair: the search for it is broken');
  }

  private stepsOf(state: number, withinOnly: boolean): LoopStep[] {
    const { graph, states, part: { without } } = this;
    graph.list(state, 0);
    const found: LoopStep[] = [];
    for (let nth = 0; nth < graph.steps.count; nth += 1) {
      const to = graph.steps.targets[nth]!;
      if (withinOnly && (!states.has(to) || wins(graph, nth, without))) continue;
      found.push({ from: state, to, label: graph.steps.labels[nth]!, chance: graph.steps.chances[nth]!, isWon: graph.steps.wins[nth] === 1 });
    }
    return found;
  }
}

function pathBack(before: ReadonlyMap<number, LoopStep | null>, state: number): LoopStep[] {
  const path: LoopStep[] = [];
  for (let step = before.get(state) ?? null; step !== null; step = before.get(step.from) ?? null) path.unshift(step);
  return path;
}

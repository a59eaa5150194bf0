/**
 * A short fair loop within a part of the graph that has one. (The shortest is NP-hard to find.)
 *
 * From its first state it goes to the nearest place that fair executions must come by and the loop did not yet: where an
 * event fires that could have fired in every state so far, or cannot fire; where somebody wins who could have won before;
 * where a state is accepted. Then it goes home.
 */
import { NO_CONTEST, OUTSIDE, UNFAIR, type FairGraph } from './fair-graph.js';

/** One step of a loop. */
export interface LoopStep {
  readonly from: number;
  readonly to: number;
  /** The event that fires, as the graph labels it. */
  readonly label: number;
  readonly contest: number;
}

/** A loop from a state of a fair part through states of that part back to it. */
export function fairLoop(graph: FairGraph, part: Int32Array, home: number, accepts: (state: number) => boolean): LoopStep[] {
  return new LoopSearch(graph, part, home, accepts).run();
}

class LoopSearch {
  private readonly graph: FairGraph;
  private readonly part: ReadonlySet<number>;
  private readonly home: number;
  private readonly accepts: (state: number) => boolean;
  private readonly steps: LoopStep[] = [];
  /** Events that could have fired in every state so far, and did not; null before the first state. */
  private starved: Set<number> | null = null;
  /** Contests that somebody could have won, and did not. */
  private readonly lost = new Set<number>();
  private readonly fired = new Set<number>();
  private readonly won = new Set<number>();
  private isAccepted = false;

  constructor(graph: FairGraph, part: Int32Array, home: number, accepts: (state: number) => boolean) {
    this.graph = graph;
    this.part = new Set(part);
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
    return this.starved!.size > 0 || this.lost.size > 0 || !this.isAccepted;
  }

  private take(step: LoopStep): void {
    this.steps.push(step);
    this.fired.add(step.label);
    this.won.add(step.contest);
    this.starved!.delete(step.label);
    this.lost.delete(step.contest);
    this.visit(step.to);
  }

  private visit(state: number): void {
    const possible = new Set<number>();
    for (const { label, contest } of this.stepsOf(state)) {
      if (label !== UNFAIR) possible.add(label);
      if (contest !== NO_CONTEST && !this.won.has(contest)) this.lost.add(contest);
    }
    this.starved = new Set([...(this.starved ?? possible)].filter((label) => possible.has(label) && !this.fired.has(label)));
    this.isAccepted ||= this.accepts(state);
  }

  /** Whether a step pays something that is owed. */
  private pays({ label, contest, to }: LoopStep): boolean {
    if (this.starved!.has(label) || this.lost.has(contest) || (!this.isAccepted && this.accepts(to))) return true;
    if (this.starved!.size === 0) return false;
    const possible = new Set(this.stepsOf(to).map((step) => step.label));
    return [...this.starved!].some((starved) => !possible.has(starved));
  }

  /** The shortest path to a step that is wanted, that step included. */
  private pathFrom(start: number, wanted: (step: LoopStep) => boolean): LoopStep[] {
    const before = new Map<number, LoopStep | null>([[start, null]]);
    for (const state of before.keys()) {
      for (const step of this.stepsOf(state)) {
        if (!this.part.has(step.to)) continue;
        if (wanted(step)) return [...pathBack(before, state), step];
        if (!before.has(step.to)) before.set(step.to, step);
      }
    }
    throw new Error('The part of the graph is not fair: the search for it is broken');
  }

  private stepsOf(state: number): LoopStep[] {
    this.graph.list(state, 0);
    const { targets, labels, contests, count } = this.graph.steps;
    const steps: LoopStep[] = [];
    for (let nth = 0; nth < count; nth += 1) {
      steps.push({ from: state, to: targets[nth]! === OUTSIDE ? -1 : targets[nth]!, label: labels[nth]!, contest: contests[nth]! });
    }
    return steps;
  }
}

function pathBack(before: ReadonlyMap<number, LoopStep | null>, state: number): LoopStep[] {
  const path: LoopStep[] = [];
  for (let step = before.get(state) ?? null; step !== null; step = before.get(step.from) ?? null) path.unshift(step);
  return path;
}

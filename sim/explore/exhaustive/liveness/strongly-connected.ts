/**
 * The strongly connected components of a part of a graph (Tarjan 1972), without recursion and without edges in memory: the
 * steps of a state are listed once, and their targets kept only while the state is on the path of the search.
 *
 * Components come sinks first. Four bytes a state, and what the path takes.
 */
import { grown } from '../../../world/flat.js';
import { OUTSIDE, UNFAIR, type FairGraph, type Steps } from './fair-graph.js';

export interface Part {
  /** The states to begin with, in this order. */
  readonly roots: Iterable<number>;
  /** Whether a state belongs to the part. */
  has(state: number): boolean;
  /** Whether only steps count that somebody must take. */
  readonly fairOnly: boolean;
  /** Contests that nobody may win: the steps by which somebody does are left out. */
  readonly without?: ReadonlySet<number>;
}

export interface OnComponent {
  /** Called once for each state of the part, with its steps without a fault. */
  listed?(state: number, steps: Steps): void;
  /** Called with each component. `isBottom`: no step leads out of it. The array is valid until the next one. */
  found(states: Int32Array, isBottom: boolean): void;
}

/** Whether a step that is listed wins one of these contests. */
export function wins(graph: FairGraph, nth: number, contests: ReadonlySet<number>): boolean {
  const { steps } = graph;
  return steps.wins[nth] === 1 && contests.has(graph.contestOf(steps.chances[nth]!));
}

const DONE = 0x7fffffff;
const STEPS_BETWEEN_PAUSES = 16_384;

/** Goes over the components of a part; pauses now and then. */
export function* stronglyConnected(graph: FairGraph, part: Part, on: OnComponent): Generator<void> {
  const walk = new Walk(graph, part, on);
  let steps = 0;
  for (const root of part.roots) {
    if (!part.has(root) || walk.isKnown(root)) continue;
    walk.enter(root);
    while (walk.step()) {
      steps += 1;
      if (steps % STEPS_BETWEEN_PAUSES === 0) yield;
    }
  }
}

class Walk {
  private readonly graph: FairGraph;
  private readonly part: Part;
  private readonly on: OnComponent;
  /** When a state was entered, from 1; 0: not yet; DONE: its component is complete. */
  private readonly order: Int32Array;
  private entered = 0;
  /** States whose component is not complete, in the order in which they were entered. */
  private open = new Int32Array(1024);
  private openCount = 0;
  /** The path: for each state on it, where it stands in `open`, and the earliest state that it is known to lead back to. */
  private places = new Int32Array(1024);
  private lows = new Int32Array(1024);
  /** Whether a step leads out of the component. */
  private leaves = new Int32Array(1024);
  /** Where the targets end that are still to be visited. */
  private ends = new Int32Array(1024);
  private depth = 0;
  private targets = new Int32Array(4096);
  private targetCount = 0;

  constructor(graph: FairGraph, part: Part, on: OnComponent) {
    this.graph = graph;
    this.part = part;
    this.on = on;
    this.order = new Int32Array(graph.size);
  }

  isKnown(state: number): boolean {
    return this.order[state] !== 0;
  }

  /** Puts a state onto the path. */
  enter(state: number): void {
    const { depth } = this;
    if (depth === this.places.length) this.growPath();
    if (this.openCount === this.open.length) this.open = grown(this.open);
    this.entered += 1;
    this.order[state] = this.entered;
    this.places[depth] = this.openCount;
    this.lows[depth] = this.entered;
    this.leaves[depth] = 0;
    // Its own targets are above those of the states below it.
    this.ends[depth] = this.targetCount;
    this.open[this.openCount] = state;
    this.openCount += 1;
    this.depth = depth + 1;
    this.list(state, depth);
  }

  /** One target of the last state on the path, or its end. Returns false when the path is at its end. */
  step(): boolean {
    const at = this.depth - 1;
    if (this.targetCount === this.ends[at]!) return this.leave();
    this.targetCount -= 1;
    const target = this.targets[this.targetCount]!;
    const order = this.order[target]!;
    if (order === 0) this.enter(target);
    else this.meet(at, order);
    return true;
  }

  private list(state: number, at: number): void {
    const { graph, part, on } = this;
    graph.list(state, 0);
    const { steps } = graph;
    on.listed?.(state, steps);
    const { targets, labels, count } = steps;
    const without = part.without === undefined || part.without.size === 0 ? null : part.without;
    // Backwards, so that the first target is visited first.
    for (let nth = count - 1; nth >= 0; nth -= 1) {
      if (part.fairOnly && labels[nth] === UNFAIR) continue;
      if (without !== null && wins(graph, nth, without)) continue;
      const target = targets[nth]!;
      if (target === OUTSIDE || !part.has(target)) this.leaves[at] = 1;
      else if (this.order[target] !== 0) this.meet(at, this.order[target]!);
      else this.push(target);
    }
  }

  private meet(at: number, order: number): void {
    if (order === DONE) this.leaves[at] = 1;
    else if (order < this.lows[at]!) this.lows[at] = order;
  }

  private push(target: number): void {
    if (this.targetCount === this.targets.length) this.targets = grown(this.targets);
    this.targets[this.targetCount] = target;
    this.targetCount += 1;
  }

  /** Takes the last state off the path; it may complete a component. */
  private leave(): boolean {
    const at = this.depth - 1;
    const place = this.places[at]!;
    const first = this.open[place]!;
    const low = this.lows[at]!;
    let leaves = this.leaves[at]!;
    this.depth = at;
    if (low === this.order[first]) {
      const states = this.open.subarray(place, this.openCount);
      for (const state of states) this.order[state] = DONE;
      this.openCount = place;
      this.on.found(states, leaves === 0);
      leaves = 1;
    }
    if (at === 0) return false;
    if (low < this.lows[at - 1]!) this.lows[at - 1] = low;
    this.leaves[at - 1]! |= leaves;
    return true;
  }

  private growPath(): void {
    this.places = grown(this.places);
    this.lows = grown(this.lows);
    this.leaves = grown(this.leaves);
    this.ends = grown(this.ends);
  }
}

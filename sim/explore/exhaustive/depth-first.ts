/**
 * Depth first: the state that was found last is expanded next, within one layer of faults after the other. What has the fewest
 * faults still comes first; the fewest steps do not. For searches that are to meet something far from the beginning soon: it
 * stops as soon as everything is decided, having seen few states on the way.
 *
 * A state has the depth that it was found at. Follows Stateright's `dfs.rs` in what is counted.
 */
import type { Expansion } from './expansion.js';
import type { Judge } from './judge.js';
import { doubled } from './components.js';

/** What a search does for it. */
export interface DepthFirstHost {
  /** A state was expanded: notes what is left out, and whether to end. Returns whether the search goes on. */
  expanded(state: number, taken: number, cost: number, layer: number): boolean;
  /** Everything is decided, and that is enough. */
  isEnough(): boolean;
  /** Whoever drives the search may look now. */
  isPause(): boolean;
}

export class DepthFirst {
  /** How many states wait to be expanded. */
  get waiting(): number {
    return this.open.length;
  }

  depthMax = 0;
  private depths = new Int32Array(1024);
  private readonly open: number[] = [];
  private readonly expansion: Expansion;
  private readonly judge: Judge;
  private readonly host: DepthFirstHost;

  constructor(expansion: Expansion, judge: Judge, host: DepthFirstHost) {
    this.expansion = expansion;
    this.judge = judge;
    this.host = host;
  }

  depthOf(state: number): number {
    return this.depths[state]!;
  }

  /** The first states. */
  begin(): void {
    this.found(0, 0);
  }

  /** Goes over a layer; its first states, of the layers before, come by steps with faults. `starts` are the first states of each layer. */
  *explore(faults: number, starts: readonly number[]): Generator<void, boolean> {
    if (!(yield* this.empty(faults))) return false;
    const end = starts[faults]!;
    for (let layer = 0; layer < faults; layer += 1) {
      for (let state = starts[layer]!; state < (starts[layer + 1] ?? end); state += 1) {
        if (!this.expand(state, faults - layer, layer) || !(yield* this.empty(faults))) return false;
        if (this.host.isPause()) yield;
      }
    }
    return true;
  }

  private *empty(faults: number): Generator<void, boolean> {
    const { expansion, judge, open } = this;
    while (open.length > 0) {
      const state = open.pop()!;
      const depth = this.depthOf(state);
      this.depthMax = Math.max(this.depthMax, depth);
      expansion.load(state);
      if (judge.wants()) {
        judge.look({ state, faults, depth });
        if (judge.hasCandidates) judge.close();
      }
      if (this.host.isEnough() || !this.expand(state, 0, faults)) return false;
      if (this.host.isPause()) yield;
    }
    return true;
  }

  private expand(state: number, cost: number, layer: number): boolean {
    const { expansion } = this;
    const before = expansion.store.count;
    if (cost > 0) expansion.load(state);
    expansion.forgetSkipped();
    const taken = expansion.expand(cost);
    this.found(before, this.depthOf(state));
    return this.host.expanded(state, taken, cost, layer);
  }

  private found(from: number, depth: number): void {
    const { count } = this.expansion.store;
    while (count > this.depths.length) this.depths = doubled(this.depths);
    for (let state = from; state < count; state += 1) {
      this.depths[state] = depth + 1;
      this.open.push(state);
    }
  }
}

/**
 * Exhaustive search without a clock: breadth-first, 0-1 over (faults, depth). All executions without a fault come first,
 * then those with one, and so on; a state is expanded once, in the layer with the fewest faults that lead to it. So the
 * first counterexample has the fewest faults, and among those the fewest steps.
 *
 * The number of faults is a cost of the path and not part of a state. What a step with a fault leads to is not known to
 * be new while its own layer is still searched, so such steps are left out then, and taken by going over the finished
 * layer once more: that costs time, but no memory. Level (f, d) is made of the free successors of level (f, d - 1) and the
 * faulty ones of levels (f - 1, d - 1), (f - 2, d - 1), ...
 *
 * Of the states of one level that break a property the one with the least fingerprint of its content is reported, and of
 * the paths to it the first in the order of events' contents and options: whatever ids values have, and however many
 * workers search (`SearchOptions.team`).
 *
 * What it leaves out: reductions. What holds at rest and what must come in
 * the end is decided when it has ended: see rest/ and liveness/.
 */
import { Transitions, type HandlerGuard } from '../../step/transitions.js';
import type { Model, SymmetricSet } from '../../process/model.js';
import { DepthFirst } from './depth-first.js';
import { Expansion } from './expansion.js';
import { forEachInitialState } from './initial-states.js';
import { Judge, type Decision, type JudgePosition } from './judge.js';
import type { Properties } from './properties.js';
import { TimingClasses } from './timing-classes.js';
import { ELSEWHERE } from './state-store.js';
import { ExchangeAudit } from './symmetry/exchange-audit.js';
import { assertSymmetric } from './symmetry/symmetric-search.js';
import type { ToldPath } from './team/path-sweep.js';
import { SharedLogFull } from './team/shared-log.js';
import { SearchTeam } from './team/search-team.js';
import type { TeamSeat } from './team/team-memory.js';

export interface SearchOptions {
  /** The most faults in one execution; Infinity for any number. */
  readonly faultsMax: number;
  /** The kinds of fault that may strike; null for all. */
  readonly faultKinds: readonly string[] | null;
  readonly statesMax: number;
  /** Bytes for states and slots together. */
  readonly bytesMax: number;
  /** More different values and events than this are no finite model, or none that learning helps. */
  readonly valuesMax: number;
  /** Whether only such orders of events are searched as their ranges allow, or all. */
  readonly timing: 'ranges' | 'free';
  /**
   * Stop as soon as every property is decided (an invariant by being broken), whatever is left to explore. One worker
   * alone stops at once, several when the level is over.
   */
  readonly stopWhenDecided: boolean;
  /** Breadth first; or depth first within each layer of faults, for one worker alone (depth-first.ts). */
  readonly strategy: 'bfs' | 'dfs';
  /** One state stands for all that differ in the names of the model's symmetric ids only. */
  readonly symmetry: boolean;
  /** This worker's place among several that search together; null for one alone. */
  readonly team: TeamSeat | null;
  /** Limits the time that handlers and properties take; null for no limit. */
  readonly guard: HandlerGuard | null;
  /** Leaves out steps that make no difference (sim/explore/reductions); null: every step is taken. */
  readonly reduction: ((search: Search) => ReducedExpansion) | null;
}

/** Expands states in place of `Expansion.expand`. */
export interface ReducedExpansion {
  /** Expands the state at hand, of that layer, by steps of a cost; states from `levelStart` on are of the level that is being found. */
  expand(cost: number, layer: number, levelStart: number): number;
  /** A step was left out because it costs more than was asked for, in the last call. */
  readonly skippedCostlier: boolean;
  /** Whether each layer that is finished says something of all executions with so many faults, even if the search ends early. */
  readonly isSureOfLayers: boolean;
  /** The search is over: whether it has to be done once more, since too much was taken for granted. */
  wantsAnother(): boolean;
}

export const SEARCH_DEFAULTS: SearchOptions = {
  faultsMax: Infinity, faultKinds: null, statesMax: 2 ** 31, bytesMax: 2 ** 31, valuesMax: 1_500_000, timing: 'free',
  stopWhenDecided: false, strategy: 'bfs', symmetry: false, team: null, guard: null, reduction: null,
};

/** Where a search stands, and what it counted so far. */
export interface SearchPosition extends JudgePosition {
  readonly faults: number;
  readonly depth: number;
  /** The layer that is gone over, and the state that is expanded next. */
  readonly layer: number;
  readonly state: number;
  /** States that were found before that one is expanded. */
  readonly states: number;
  readonly levels: readonly (readonly number[])[];
  readonly costs: readonly number[];
  readonly depthMax: number;
  readonly initial: number;
  readonly generated: number;
  readonly outside: number;
  readonly terminal: number;
  readonly expanded: number;
}

/** Why a search ended. */
export type Ending = 'complete' | 'decided' | 'states' | 'memory' | 'values' | 'fault bound' | 'stopped';

/** Endings that one worker brings about for all. */
const FOR_ALL: readonly Ending[] = ['states', 'memory', 'values', 'stopped'];

const EXPANSIONS_BETWEEN_PAUSES = 4096;
/** A power of two. */
const EXPANSIONS_BETWEEN_EXCHANGES = 16;
/** More integers of learned trees than this: a gigabyte. */
const TREES_MAX = 256 * 1024 * 1024;

export class Search {
  readonly transitions: Transitions;
  readonly expansion: Expansion;
  readonly properties: Properties;
  readonly options: SearchOptions;
  private readonly judge: Judge;
  /** The layer and level that is being searched. An initial state has depth 1. */
  faults = 0;
  depth = 0;
  /** The deepest level that held a state. */
  depthMax = 0;
  initial = 0;
  terminalHere = 0;
  expanded = 0;
  ending: Ending | null = null;
  /** By layer, the number of the first state of each level, and of the first one after the last level. */
  readonly levels: number[][] = [];
  /** Paths that workers found together, by the number that a decision gives for the state. */
  readonly told = new Map<number, ToldPath>();
  /** By layer: the most that a step was seen to cost there, and whether dearer ones were left out. */
  private costs: number[] = [];
  /** The layer that is gone over and the state that is expanded next, with the counts before that. */
  private nextLayer = 0;
  private nextState = 0;
  private before = { states: 0, generated: 0, outside: 0, terminal: 0 };
  private goesOnFrom: SearchPosition | null = null;
  private readonly team: SearchTeam | null;
  private readonly reduced: ReducedExpansion | null;
  private readonly exchanges: ExchangeAudit | null;
  private readonly depthFirst: DepthFirst | null;
  private readonly steps: Generator<void>;

  /** @throws ModelFault when the model cannot be searched with symmetry, though it is asked for. */
  constructor(model: Model, properties: Properties, options: Partial<SearchOptions> = {}) {
    this.transitions = new Transitions(model);
    this.properties = properties;
    this.options = { ...SEARCH_DEFAULTS, ...options };
    this.transitions.guard = this.options.guard;
    const { faultKinds, bytesMax, statesMax, timing, symmetry, team } = this.options;
    if (symmetry) assertSymmetric(model, properties);
    const workers = team?.memory.size ?? 1;
    this.expansion = new Expansion(this.transitions, {
      bytesMax: Math.floor(bytesMax / workers), statesMax: Math.ceil(statesMax / workers), boundary: properties.boundary ?? null,
      symmetry,
      timing: timing === 'ranges' ? new TimingClasses(model) : null, allows: (kind) => faultKinds === null || faultKinds.includes(kind),
    });
    this.judge = new Judge(this.expansion, properties);
    this.exchanges = this.expansion.symmetry === null ? null : new ExchangeAudit(this.expansion, this.expansion.symmetry);
    this.team = this.options.team === null ? null : new SearchTeam(this, this.judge, this.options.team);
    if ((team !== null || symmetry) && this.options.reduction !== null) throw new Error('A reduction is for one worker alone, and without symmetry');
    this.reduced = this.options.reduction?.(this) ?? null;
    if (this.options.strategy === 'dfs' && (team !== null || this.reduced !== null)) throw new Error('Depth first is for one worker alone, and without a reduction');
    this.depthFirst = this.options.strategy === 'bfs' ? null : new DepthFirst(this.expansion, this.judge, {
      expanded: (state, taken, cost, layer) => this.noteExpanded(state, taken, cost, layer),
      isEnough: () => this.options.stopWhenDecided && this.judge.undecided === 0,
      isPause: () => this.isPause(),
    });
    this.steps = this.searchAll();
  }

  /** By property: invariants first, then examples; null while undecided. */
  get decisions(): readonly (Decision | null)[] {
    return this.judge.decisions;
  }

  /** Bits of the invariants that were put to the test. */
  get tested(): number {
    return this.team?.tested ?? this.judge.tested;
  }

  /** The ids that are exchangeable in this search. */
  get symmetricSets(): readonly SymmetricSet[] {
    return this.expansion.symmetry?.ids.sets ?? [];
  }

  /** In how many states of this worker it was tried that they are. */
  get audited(): number {
    return this.exchanges?.audited ?? 0;
  }

  get distinct(): number {
    return this.team?.total('states') ?? this.expansion.store.count;
  }

  get generated(): number {
    return this.team?.total('generated') ?? this.initial + this.expansion.generated;
  }

  /** States without any successor within the boundary, of those whose steps without a fault were all taken. */
  get terminal(): number {
    return this.team?.total('terminal') ?? this.terminalHere;
  }

  /** Whether what a finished layer says is certain, even when the search ended early. */
  get isSureOfLayers(): boolean {
    return this.reduced?.isSureOfLayers ?? true;
  }

  /** States of the level that is being found. */
  get frontier(): number {
    return this.team?.total('found') ?? this.depthFirst?.waiting ?? this.expansion.store.count - (this.levels[this.faults]?.at(-1) ?? 0);
  }

  /** States and slots, in bytes. */
  get bytes(): number {
    return this.team?.total('bytes') ?? this.expansion.store.bytes;
  }

  /** How often code of handlers and of properties ran, in all workers. */
  get handlerRuns(): number {
    return this.team?.total('handlerRuns') ?? this.transitions.handlerRuns;
  }

  get readingRuns(): number {
    return this.team?.total('readingRuns') ?? this.expansion.readingRuns;
  }

  /** Goes on for a while. Returns true when the search has ended: see `ending`. @throws ModelFault */
  advance(): boolean {
    try {
      if (this.ending === null && this.steps.next().done === true) this.ending ??= 'complete';
    } catch (error) {
      if (!(error instanceof SharedLogFull)) throw error;
      this.end('values');
    }
    return this.ending !== null;
  }

  /** Ends a search that somebody does not want to wait for. */
  stop(): void {
    this.end('stopped');
  }

  /** States that others sent found no room. */
  stopForMemory(): void {
    this.end(this.expansion.store.isAtStatesMax ? 'states' : 'memory');
  }

  /** Goes on to the end. */
  run(): this {
    while (!this.advance());
    return this;
  }

  /** Ends the search, for all workers if one of them cannot go on. */
  private end(ending: Ending): void {
    if (this.ending !== null) return;
    this.ending = this.team === null || !FOR_ALL.includes(ending) ? ending : FOR_ALL[this.team.end(FOR_ALL.indexOf(ending))]!;
  }

  /** Where it stands: for one worker alone that has begun. A state that was expanded in part will be expanded again. */
  position(): SearchPosition {
    const { faults, depth, nextLayer: layer, nextState: state, levels, costs, depthMax, initial, expanded, judge } = this;
    return {
      faults, depth, layer, state, ...this.before, levels: levels.map((starts) => [...starts]), costs: [...costs], depthMax, initial, expanded,
      tested: judge.tested, decisions: [...judge.decisions], candidates: [...judge.candidates],
    };
  }

  /** Goes on where another search stood, whose states the store holds already. Only before the first `advance`. */
  goOnFrom(position: SearchPosition): void {
    this.goesOnFrom = position;
    this.faults = position.faults;
    this.depth = position.depth;
    this.nextLayer = position.layer;
    this.nextState = position.state;
    const { states, generated, outside, terminal } = position;
    this.before = { states, generated, outside, terminal };
    this.levels.push(...position.levels.map((starts) => [...starts]));
    this.costs = [...position.costs];
    this.depthMax = position.depthMax;
    this.initial = position.initial;
    this.terminalHere = terminal;
    this.expanded = position.expanded;
    this.expansion.successors.generated = generated;
    this.expansion.successors.outside = outside;
    this.judge.goOnFrom(position);
  }

  /** Whether the way to a state can be told. Several workers look for the ways to broken invariants alone. */
  knowsPathTo(state: number): boolean {
    return state >= 0 || this.told.has(state);
  }

  /** The layer and depth in which a state was found. */
  placeOf(state: number): { faults: number; depth: number } {
    for (let faults = this.levels.length - 1; faults >= 0; faults -= 1) {
      const starts = this.levels[faults]!;
      if (starts.length === 0 || state < starts[0]!) continue;
      if (this.depthFirst !== null) return { faults, depth: this.depthFirst.depthOf(state) };
      let depth = starts.length;
      while (state < starts[depth - 1]!) depth -= 1;
      return { faults, depth };
    }
    throw new Error(`There is no state ${state}`);
  }

  private *searchAll(): Generator<void> {
    yield* this.explore();
    while (this.reduced !== null && (this.ending === null || this.ending === 'fault bound') && this.reduced.wantsAnother()) {
      this.ending = null;
      this.expansion.forgetStates();
      this.judge.forgetDecisions();
      this.levels.length = 0;
      this.costs.length = 0;
      this.depthMax = this.initial = this.terminalHere = 0;
      yield* this.explore();
    }
  }

  private *explore(): Generator<void> {
    const { costs } = this;
    for (let faults = this.goesOnFrom?.faults ?? 0; faults <= this.options.faultsMax; faults += 1) {
      this.faults = faults;
      if (this.goesOnFrom === null) {
        this.levels[faults] = [];
        costs[faults] = 0;
      }
      if (this.depthFirst === null) yield* this.exploreLayer(faults, costs);
      else yield* this.exploreDepthFirst(this.depthFirst, faults);
      if (this.ending !== null) return;
      // Each earlier layer may still have steps that cost more than was asked for so far.
      if (!costs.some((cost, layer) => cost > faults - layer)) return;
    }
    this.end('fault bound');
  }

  private *exploreDepthFirst(depthFirst: DepthFirst, faults: number): Generator<void> {
    this.levels[faults]!.push(this.expansion.store.count);
    if (faults === 0) {
      this.addInitialStates();
      depthFirst.begin();
    }
    const isWhole = yield* depthFirst.explore(faults, this.levels.map(([start]) => start!));
    this.depthMax = depthFirst.depthMax;
    if (!isWhole && this.judge.undecided === 0 && this.options.stopWhenDecided) this.end('decided');
  }

  private *exploreLayer(faults: number, costs: number[]): Generator<void> {
    const { store } = this.expansion;
    for (let depth = this.goesOnFrom?.depth ?? 1; ; depth += 1) {
      this.depth = depth;
      const from = this.goesOnFrom;
      this.goesOnFrom = null;
      if (from === null) this.levels[faults]!.push(this.team?.boundary ?? store.count);
      if (depth === 1 && faults === 0) this.addInitialStates();
      for (let layer = from?.layer ?? faults; layer >= 0 && depth > 1; layer -= 1) {
        if (layer < faults && costs[layer]! < faults - layer) continue;
        const starts = this.levels[layer]!;
        if (starts.length < depth) continue;
        const end = starts[depth - 1] ?? store.count;
        const start = layer === from?.layer ? from.state : starts[depth - 2]!;
        yield* this.expandAll(start, end, faults - layer, layer);
        if (this.ending !== null) return;
      }
      const found = yield* this.endLevel(store.count - this.levels[faults]![depth - 1]!, costs);
      if (this.ending !== null) return;
      if (found > 0) this.depthMax = Math.max(this.depthMax, depth);
      else if (!this.levels.some((starts, layer) => layer < faults && starts.length > depth)) return;
    }
  }

  /** Decides what the level that was expanded decides. Returns how many states the next one has. */
  private *endLevel(found: number, costs: number[]): Generator<void, number> {
    let all = found;
    if (this.team === null) this.judge.close();
    else all = yield* this.team.endLevel(costs);
    this.notice();
    if (this.judge.undecided === 0 && this.options.stopWhenDecided) this.end('decided');
    return all;
  }

  /** Ends when another worker cannot go on. */
  private notice(): void {
    if (this.team !== null && this.team.hasEnded) this.end('stopped');
  }

  private *expandAll(start: number, end: number, cost: number, layer: number): Generator<void> {
    const { expansion, judge } = this;
    this.nextLayer = layer;
    this.standBefore(start);
    for (let state = start; state < end; state += 1) {
      expansion.load(state);
      if (cost === 0) {
        // States of the level before the one that is being found are expanded: they are one step less deep.
        if (judge.wants()) judge.look({ state, faults: this.faults, depth: this.depth - 1 });
        if (this.options.stopWhenDecided && this.team === null && judge.isDecided) this.end('decided');
        if (this.ending !== null) return judge.close();
      }
      expansion.forgetSkipped();
      const taken = this.reduced?.expand(cost, layer, this.levels[this.faults]!.at(-1)!) ?? expansion.expand(cost);
      if (!this.noteExpanded(state, taken, cost, layer) && expansion.isFull) return;
      this.standBefore(state + 1);
      if (this.team !== null && (this.expanded & (EXPANSIONS_BETWEEN_EXCHANGES - 1)) === 0) {
        yield* this.team.exchange();
        this.notice();
      }
      if (this.isPause()) yield;
      if (this.ending !== null) return;
    }
  }

  /** Returns whether the search goes on. */
  private noteExpanded(state: number, taken: number, cost: number, layer: number): boolean {
    const { expansion, costs } = this;
    if (taken === 0 && cost === 0) this.terminalHere += 1;
    this.exchanges?.look(state, cost);
    if ((this.reduced ?? expansion).skippedCostlier && costs[layer]! <= cost) costs[layer] = cost + 1;
    if (expansion.isFull) this.end(expansion.store.isAtStatesMax ? 'states' : 'memory');
    else this.expanded += 1;
    return this.ending === null;
  }

  /** Now and then: whoever drives the search may look. */
  private isPause(): boolean {
    if ((this.expanded & (EXPANSIONS_BETWEEN_PAUSES - 1)) !== 0) return false;
    if (this.hasLearnedTooMuch()) this.end('values');
    return true;
  }

  private standBefore(state: number): void {
    const { before, expansion: { store, successors } } = this;
    this.nextState = state;
    before.states = store.count;
    before.generated = successors.generated;
    before.outside = successors.outside;
    before.terminal = this.terminalHere;
  }

  private hasLearnedTooMuch(): boolean {
    const { interner, contents, trees, leaves } = this.transitions;
    return interner.size + contents.size > this.options.valuesMax || trees.size + leaves.size + this.expansion.trees.size > TREES_MAX;
  }

  private addInitialStates(): void {
    this.exchanges?.begin();
    forEachInitialState(this.transitions, this.expansion.components, () => {
      if (!this.expansion.isFull) {
        const outside = this.expansion.outside;
        if (this.expansion.addInitial() !== ELSEWHERE && this.expansion.outside === outside) this.initial += 1;
      }
    });
    if (this.expansion.isFull) this.end('memory');
  }
}

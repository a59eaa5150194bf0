/**
 * Decides the invariants that speak of worlds at rest, in the states that a search found, and what users can still do from
 * there. A state counts for as many faults as it takes to get there: stimuli and faults stop then.
 *
 * Of a search that did not complete even the executions without faults those states are judged that are at rest whatever it
 * did not find: a breach is one; that there is none says nothing.
 */
import { whatCannot } from '../../can-still.js';
import { COMES_TO_REST, kindOf } from '../../convergence.js';
import type { Invariant, InvariantVerdict } from '../../invariant.js';
import { contentAtHand } from '../state-content.js';
import { statesCompleted } from '../completed.js';
import { DenseReading } from '../dense-reading.js';
import type { Decision } from '../judge.js';
import { SearchGraph } from '../liveness/search-graph.js';
import type { Search } from '../search.js';
import { OpenCalls } from './open-calls.js';
import { RecurringEvents } from './recurring-events.js';
import { RestingStates } from './resting-states.js';
import { StateAtRest } from './state-at-rest.js';

export interface RestOptions {
  /** Bytes for all of it, beside what the search holds. */
  readonly bytesMax: number;
  /** So many states at rest are searched for what users can still do; the rest is unknown. */
  readonly searchesMax: number;
  /** Whether what users cannot do away with counts, by the invariant that asks. */
  readonly accepts: (invariant: string, remains: readonly string[]) => boolean;
}

export const REST_DEFAULTS: RestOptions = { bytesMax: 2 ** 31, searchesMax: 20_000, accepts: () => true };

export interface RestDecision {
  readonly invariant: Invariant;
  /** Null while none breaks it. */
  broken: Decision | null;
  /** Whether it was put to the test. */
  tested: boolean;
  /** False when what users can still do is not known of every state at rest. */
  isComplete: boolean;
}

/** What is kept for each state: its slots among the numbers, the order of components, a mark. */
const BYTES_A_STATE = 13;
const PAUSE = 1024;

export type RestEnding = 'complete' | 'memory' | 'stopped';

export class RestCheck {
  readonly decisions: readonly RestDecision[];
  /** Null while it goes on. */
  ending: RestEnding | null = null;
  /** How many states were looked at, and how many of them are at rest. */
  readonly size: number;
  resting = 0;
  /** The calls that wait for ever in them. */
  readonly openCalls: OpenCalls;
  /** Which worlds are at rest, once that is being worked out; how many states were judged after that. */
  private states: RestingStates | null = null;
  private judged = 0;
  private readonly search: Search;
  private readonly options: RestOptions;
  private readonly steps: Generator<void>;

  /** @param search One that has ended. */
  constructor(search: Search, options: Partial<RestOptions> = {}) {
    this.search = search;
    this.options = { ...REST_DEFAULTS, ...options };
    this.size = statesCompleted(search);
    this.decisions = search.properties.invariants.filter(({ when }) => when === 'at rest')
      .map((invariant) => ({ invariant, broken: null, tested: false, isComplete: true }));
    this.openCalls = new OpenCalls(search.expansion);
    this.steps = this.check();
  }

  /** Goes on for a while. Returns true when it has ended. @throws ModelFault */
  advance(): boolean {
    if (this.ending === null && this.steps.next().done === true) this.ending ??= 'complete';
    return this.ending !== null;
  }

  stop(): void {
    this.ending ??= 'stopped';
  }

  /** How far it is, in a few words. */
  get doing(): string {
    const looked = this.states?.looked ?? 0;
    return looked < this.size ? `worlds at rest: ${looked} of ${this.size} states looked at` : `worlds at rest: ${this.judged} of ${this.size} states judged, ${this.resting} at rest`;
  }

  run(): this {
    while (!this.advance());
    return this;
  }

  private *check(): Generator<void> {
    if (this.decisions.length === 0) return;
    if (this.size * BYTES_A_STATE > this.options.bytesMax) {
      this.ending = 'memory';
      return;
    }
    const { expansion } = this.search;
    const recurring = new RecurringEvents(this.search.transitions);
    const states = new RestingStates(new SearchGraph(this.search, this.size, false), recurring);
    this.states = states;
    yield* states.explore();
    this.judgeUnrest(states);
    const readings = this.decisions.map(({ invariant }) =>
      new DenseReading(expansion.place, `invariant ${invariant.name}`, (world) => invariant.check(world)));
    const rest = new StateAtRest(expansion, recurring);
    for (let state = 0; state < this.size; state += 1) {
      this.judged = state;
      if (state % PAUSE === 0) yield;
      if (!states.isResting(state)) continue;
      this.resting += 1;
      expansion.load(state);
      this.openCalls.look(this.search.placeOf(state).faults);
      this.judge(state, readings);
      if (this.searchOn(state, rest)) yield;
    }
  }

  private judge(state: number, readings: readonly DenseReading<InvariantVerdict>[]): void {
    this.decisions.forEach((decision, index) => {
      if (decision.broken !== null || decision.invariant === COMES_TO_REST) return;
      const { tested, broken } = readings[index]!.evaluate(this.search.expansion.components.current);
      if (tested) decision.tested = true;
      if (broken !== null) this.decide(decision, state, broken.evidence);
    });
  }

  /** Searches for what users can still do from a state at rest. Returns whether that took long. */
  private searchOn(state: number, rest: StateAtRest): boolean {
    const open = this.decisions.filter(({ invariant, broken }) => broken === null && invariant.canStill !== undefined);
    if (open.length === 0) return false;
    if (this.resting > this.options.searchesMax) {
      for (const decision of open) decision.isComplete = false;
      return false;
    }
    rest.restore();
    for (const decision of open) {
      const { name, canStill } = decision.invariant;
      const stuck = whatCannot(rest.simulation, canStill!).find(({ remains }) => this.options.accepts(name, remains));
      if (stuck !== undefined) this.decide(decision, state, stuck.evidence);
    }
    return true;
  }

  private judgeUnrest({ restless }: RestingStates): void {
    const decision = this.decisions.find(({ invariant }) => invariant === COMES_TO_REST);
    if (decision === undefined) return;
    decision.tested = true;
    if (restless === -1) return;
    this.search.expansion.load(restless);
    const { pending } = contentAtHand(this.search.expansion);
    const kinds = [...new Set(pending.map(kindOf))].sort().join(', ');
    this.decide(decision, restless, `it goes on for ever; pending when that begins: ${kinds}`);
  }

  private decide(decision: RestDecision, state: number, evidence: string): void {
    decision.broken = { state, ...this.search.placeOf(state), evidence };
  }
}

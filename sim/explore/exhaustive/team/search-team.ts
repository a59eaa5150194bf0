/**
 * What the workers of a search tell each other at the end of each level: how many states were found, which faults may
 * still come, and what is decided. Every worker comes to the same conclusions.
 */
import type { Value } from '../../../world/value.js';
import type { Decision, Judge } from '../judge.js';
import { PROPERTIES_MAX } from '../properties.js';
import type { Search } from '../search.js';
import { PathSweep } from './path-sweep.js';
import { ENDINGS_FROM, TeamMember } from './team-member.js';
import { COUNTERS, STATES, type TeamSeat } from './team-memory.js';

/** Where in a worker's counters each stands. */
const COUNTER = {
  states: STATES, generated: 1, terminal: 2, handlerRuns: 3, readingRuns: 4, bytes: 5, tested: 6,
  /** States of the level that is being found. */
  found: 7,
} as const;
/** By property: the fingerprint of this worker's candidate, in two lanes; the first is NONE when there is none. */
const LANES = 16;
const SECOND_LANES = LANES + PROPERTIES_MAX;
/** By layer: the most that a step costs there. */
const COSTS = SECOND_LANES + PROPERTIES_MAX;
const NONE = -1;
/** The numbers of states that decisions name, whoever keeps them: below those of states that are kept nowhere. */
const FIRST_TOLD = -10;

/** A mark of a path, or what one worker knows of a property's candidate. */
type Told =
  | { readonly faults: number; readonly depth: number; readonly states: readonly (readonly number[])[] }
  | { readonly property: number; readonly faults: number; readonly depth: number; readonly evidence: string; readonly renaming?: readonly number[] };

export class SearchTeam {
  private readonly search: Search;
  private readonly judge: Judge;
  private readonly member: TeamMember;
  private readonly sweep: PathSweep;
  private readonly publish = (): void => this.publishAll();
  /** Where the next level begins. What a quicker worker sends from there may arrive before this one looks. */
  boundary = 0;
  private costs: number[] = [];
  private decided: (Decision | null)[] = [];

  constructor(search: Search, judge: Judge, seat: TeamSeat) {
    this.search = search;
    this.judge = judge;
    this.member = new TeamMember(search.expansion, seat);
    this.sweep = new PathSweep(search.expansion, this.member, search.levels);
    search.expansion.keeps = (hash) => this.member.keeps(hash);
    this.member.onTold = (told) => this.hear(told as unknown as Told);
  }

  /** Whether some worker cannot go on. */
  get hasEnded(): boolean {
    return this.member.signal >= ENDINGS_FROM;
  }

  get tested(): number {
    let bits = this.judge.tested;
    for (let index = 0; index < this.member.size; index += 1) bits |= this.member.counted(COUNTER.tested, index);
    return bits;
  }

  /** Ends the search for all, by the number of a reason. Returns that of the reason that came first. */
  end(reason: number): number {
    return this.member.end(ENDINGS_FROM + reason) - ENDINGS_FROM;
  }

  total(counter: keyof typeof COUNTER): number {
    return this.member.total(COUNTER[counter]);
  }

  /** Between two expansions: takes in what others sent, and waits for them if somebody needs that. */
  *exchange(): Generator<void> {
    this.publishCounts();
    if (!this.member.exchange()) this.search.stopForMemory();
    if (this.member.mustSettle) yield* this.member.settle(false, this.publish);
  }

  /** Waits for all, and decides what the level decides. Returns how many states the next level has. */
  *endLevel(costs: number[]): Generator<void, number> {
    this.costs = costs;
    while (!(yield* this.member.settle(true, this.publish))) if (this.hasEnded) return 0;
    if (this.hasEnded) return 0;
    for (let layer = 0; layer < costs.length && COSTS + layer < COUNTERS; layer += 1) costs[layer] = this.member.greatest(COSTS + layer);
    const found = this.total('found');
    yield* this.decide();
    return found;
  }

  private *decide(): Generator<void> {
    const winners = this.judge.decisions.map((_, property) => this.winner(property));
    this.decided = winners.map(() => null);
    for (const [property, winner] of winners.entries()) if (winner !== NONE) yield* this.decideOne(property, winner);
    this.judge.close(this.decided);
  }

  private *decideOne(property: number, winner: number): Generator<void> {
    const { faults, depth } = this.search;
    this.sweep.begin();
    yield* this.member.meet();
    const candidate = winner === this.member.index ? this.judge.candidates[property]! : null;
    if (candidate !== null) {
      const { faults: within, depth: at, evidence, renaming } = candidate;
      this.member.tell({ property, faults: within, depth: at, evidence, ...(renaming === undefined ? {} : { renaming }) } satisfies Told as unknown as Value);
      this.sweep.tellTarget(candidate.state, candidate.faults, candidate.depth);
    }
    if (!this.judge.isInvariant(property)) {
      // The way to an example is not told: nobody asks for it, and finding it again takes as long as finding it did.
      return yield* this.sweep.hearAll();
    }
    // What is decided was seen while its level was expanded: one before the level that was found.
    const path = yield* this.sweep.path(faults, depth - 1);
    if (path !== null) this.search.told.set(FIRST_TOLD - property, path);
  }

  /** The worker whose candidate has the least fingerprint. */
  private winner(property: number): number {
    const { member } = this;
    let winner = NONE;
    for (let index = 0; index < member.size; index += 1) {
      const lane = member.counted(LANES + property, index);
      if (lane === NONE) continue;
      const least = winner === NONE ? Infinity : member.counted(LANES + property, winner);
      const isLess = lane < least ||
        (lane === least && member.counted(SECOND_LANES + property, index) < member.counted(SECOND_LANES + property, winner));
      if (isLess) winner = index;
    }
    return winner;
  }

  private hear(told: Told): void {
    if ('states' in told) return this.sweep.hear(told);
    const { property, faults, depth, evidence, renaming } = told;
    this.decided[property] = { state: FIRST_TOLD - property, faults, depth, evidence, ...(renaming === undefined ? {} : { renaming }) };
  }

  private publishCounts(): void {
    const { member, search, search: { expansion } } = this;
    member.count(COUNTER.states, expansion.store.count);
    member.count(COUNTER.generated, search.initial + expansion.generated);
    member.count(COUNTER.found, expansion.store.count - (search.levels[search.faults]?.at(-1) ?? 0));
  }

  private publishAll(): void {
    const { member, judge, search, search: { expansion } } = this;
    this.publishCounts();
    this.boundary = expansion.store.count;
    member.count(COUNTER.terminal, search.terminalHere);
    member.count(COUNTER.handlerRuns, search.transitions.handlerRuns);
    member.count(COUNTER.readingRuns, expansion.readingRuns);
    member.count(COUNTER.bytes, expansion.store.bytes);
    member.count(COUNTER.tested, judge.tested);
    judge.candidates.forEach((candidate, property) => {
      member.count(LANES + property, candidate?.lane ?? NONE);
      member.count(SECOND_LANES + property, candidate?.secondLane ?? NONE);
    });
    for (let layer = 0; layer < this.costs.length && COSTS + layer < COUNTERS; layer += 1) member.count(COSTS + layer, this.costs[layer]!);
  }
}

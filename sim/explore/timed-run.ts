/**
 * Timed runs: virtual time, durations sampled within their ranges, faults drawn from a profile. First the fault phase,
 * then the heal phase, in which the world must come to rest.
 */
import { belowBound } from '../random/keyed-random.js';
import type { DurationRange, FaultProposal, Model } from '../process/model.js';
import { LearnedReading } from '../step/learned-reading.js';
import { hashText } from '../world/hash.js';
import type { Value } from '../world/value.js';
import { LATE, type Profile, type RunPlan } from './profile.js';
import { CHOICE, DURATION, FAULT_FREE, LATENESS, RunRandom, SPONTANEOUS, TIE, drawPlan } from './run-draws.js';
import { judgeAtRest } from './can-still.js';
import { reportUnrest } from './convergence.js';
import { Odds, WORDS_PER_MILLION } from './odds.js';
import { learnedProposals } from './proposals.js';
import { RestWatch } from './rest.js';
import { recurringOnly, stateHash } from './state.js';
import { sampleDuration, sampleLate } from './sampling.js';
import { lineageOf, type Lineage } from './strategies/lineage.js';
import { Priorities } from './strategies/priorities.js';
import { DEFAULT_STRATEGY, type StrategyName } from './strategies/strategy.js';
import type { Driver, Simulation } from './simulation.js';

/** The heal phase is given up after this much virtual time, in microseconds. */
export const HEAL_MAX = 4 * 3_600_000_000;
/** A run is given up after this many steps. */
export const STEPS_MAX = 200_000;

/** What a step looks like to whoever records a run. */
export interface StepRecorder {
  /** Called when the first world is written, before any step. */
  begun?(): void;
  /**
   * Called after each step, and before anything else happens. `spontaneous`: no step had armed it. `late`: how many
   * faults the step's choices and durations were. `node`: what fired, on the agenda; -1 when it is spontaneous.
   */
  step(content: number, spontaneous: boolean, late: number, node: number): void;
}

export interface Ending {
  readonly faults: number;
  /** Whether the world came to rest. */
  readonly atRest: boolean;
  /** Virtual time, in microseconds. */
  readonly time: number;
  readonly plan: RunPlan;
}

export interface TimedOptions {
  readonly profile: Profile;
  /** Kinds of fault that may strike; null: all of the profile's. */
  readonly faults: readonly string[] | null;
  /** Stop as soon as this many steps were made; for showing the world at a step. */
  readonly stepsMax?: number;
  /** How runs differ from one another; left out: the default. `guided` is for whoever chooses the seeds. */
  readonly strategy?: StrategyName;
  /** Other ranges than the model's, by name: what if things took longer? */
  readonly durations?: Readonly<Record<string, DurationRange>>;
}

export class TimedRun implements Driver {
  recorder: StepRecorder | null = null;
  /** The kinds of the faults that struck so far, in order. */
  readonly struck: string[] = [];
  /** For each of the simulation's violations: how many faults had struck by then. */
  readonly faultsBefore: number[] = [];
  private readonly simulation: Simulation;
  private readonly model: Model;
  private readonly options: TimedOptions;
  private readonly random = new RunRandom();
  private counters = new Int32Array(256);
  private readonly ranges: (DurationRange | undefined)[] = [];
  /** The keys of the draws that belong to each source of stimuli. */
  private readonly gapKeys: readonly number[];
  private readonly whichKeys: readonly number[];
  private readonly proposals: readonly LearnedReading<readonly number[]>[];
  private readonly faultProposals: LearnedReading<readonly FaultProposal[]>;
  private healing = false;
  private lateThreshold = 0;
  /** The draw keys of the event that is being fired. */
  private domainHash = 0;
  private occurrence = 0;
  private readonly odds: Odds;
  private rates = new Map<string, number>();
  private readonly strategy: StrategyName;
  private readonly priorities: Priorities | null;
  private lineage: Lineage = { first: '', tails: [] };
  /** The tail of the lineage that comes next, and after how many steps. */
  private nextTail = 0;
  private tailAfter = Infinity;

  constructor(simulation: Simulation, options: TimedOptions) {
    this.simulation = simulation;
    this.model = simulation.transitions.model;
    this.options = options;
    this.strategy = options.strategy ?? DEFAULT_STRATEGY;
    this.priorities = this.strategy === 'pct' ? new Priorities(simulation.transitions.contents, this.random) : null;
    this.gapKeys = this.model.stimuli.map(({ name }) => hashText(`gap ${name}`));
    this.whichKeys = this.model.stimuli.map(({ name }) => hashText(`which ${name}`));
    this.odds = new Odds(simulation.transitions.choices);
    this.proposals = this.model.stimuli.map((source) => learnedProposals(simulation.transitions, source));
    this.faultProposals = new LearnedReading(simulation.transitions, 'the proposal of faults', (world) => this.model.faults(world));
  }

  /** How many faults struck so far. */
  get faults(): number {
    return this.struck.length;
  }

  /** Runs one seed to rest. What happened is in the simulation. */
  run(seed: string): Ending {
    const { simulation, random } = this;
    this.lineage = lineageOf(seed);
    random.reseed(this.lineage.first);
    this.nextTail = 0;
    this.tailAfter = this.lineage.tails[0]?.steps ?? Infinity;
    this.counters.fill(0);
    const plan = drawPlan(random, this.model, this.options.profile, this.options.faults, this.strategy !== 'plain');
    this.rates = new Map(plan.kinds.map(({ kind, rate }) => [kind, rate]));
    this.lateThreshold = Math.floor((this.rates.get(LATE) ?? 0) * WORDS_PER_MILLION);
    this.odds.reset(this.rates);
    this.priorities?.begin();
    this.struck.length = 0;
    this.faultsBefore.length = 0;
    this.healing = false;
    simulation.reset();
    this.domainHash = 0;
    this.occurrence = 0;
    simulation.begin(this);
    this.recorder?.begun?.();
    this.faultPhase(plan);
    const atRest = this.healPhase(plan);
    if (atRest) judgeAtRest(simulation);
    else if (this.options.stepsMax === undefined) reportUnrest(simulation);
    this.noteViolations();
    return { faults: this.faults, atRest, time: simulation.now, plan };
  }

  choose(choice: number, nth: number): number {
    const { odds, random, domainHash } = this;
    const threshold = odds.threshold(choice);
    const counter = this.occurrence * 16 + nth;
    if (threshold > 0 && !this.healing) {
      const word = random.draw(CHOICE, domainHash, counter);
      if (word < threshold) {
        const option = odds.fault(choice, word);
        this.struck.push(odds.kind(choice, option));
        return option;
      }
    }
    const only = odds.only(choice);
    return only >= 0 ? only : odds.free(choice, random.draw(FAULT_FREE, domainHash, counter));
  }

  arm(content: number, duration: number): void {
    const { contents } = this.simulation.transitions;
    const domain = contents.domains[content] as number;
    if (domain >= this.counters.length) this.growCounters(domain);
    const occurrence = this.counters[domain] as number;
    this.counters[domain] = occurrence + 1;
    const key = contents.domainHashes[content] as number;
    const range = this.ranges[duration] ?? this.rangeOf(duration);
    const word = this.random.draw(DURATION, key, occurrence);
    let length: number;
    if (this.lateThreshold > 0 && !this.healing && range.mayBeLate &&
      this.random.draw(LATENESS, key, occurrence) < this.lateThreshold) {
      length = sampleLate(range, word);
      this.struck.push(LATE);
    } else {
      length = this.priorities === null
        ? sampleDuration(range, word, this.options.profile.slackPercent) : this.priorities.duration(content, range);
    }
    const tie = this.random.draw(TIE, key, occurrence);
    this.simulation.agenda.add(this.simulation.now + length, tie, content, occurrence, duration);
  }

  /** Whether faults are over. */
  get isHealing(): boolean {
    return this.healing;
  }

  /** From here on the run draws what another seed would. */
  private takeTail(): void {
    this.random.reseed((this.lineage.tails[this.nextTail] as Lineage['tails'][number]).seed);
    this.nextTail += 1;
    this.tailAfter = this.lineage.tails[this.nextTail]?.steps ?? Infinity;
  }

  private faultPhase(plan: RunPlan): void {
    const { simulation } = this;
    const { agenda } = simulation;
    const stimuli = plan.stimuli.map(({ count }, index) => ({
      source: this.model.stimuli[index]!, left: count, made: 0, next: this.gap(index, 0),
    }));
    let lasting = 0;
    let untilLasting = this.eventsToLasting(plan, lasting);
    while (!this.finished()) {
      let next = plan.healAt;
      let due = -1;
      for (let index = 0; index < stimuli.length; index += 1) {
        const stimulus = stimuli[index]!;
        if (stimulus.left > 0 && stimulus.next < next) {
          next = stimulus.next;
          due = index;
        }
      }
      const node = agenda.peek();
      if (node >= 0 && (agenda.times[node] as number) <= next) {
        if (this.fireNode(agenda.pop())) untilLasting -= 1;
        if (untilLasting === 0) {
          lasting += 1;
          this.beginLastingFault(lasting);
          untilLasting = this.eventsToLasting(plan, lasting);
        }
        continue;
      }
      simulation.now = next;
      if (due < 0) return;
      const stimulus = stimuli[due]!;
      stimulus.left -= 1;
      stimulus.made += 1;
      stimulus.next = next + this.gap(due, stimulus.made);
      const proposals = (this.proposals[due] as LearnedReading<readonly number[]>).evaluate(simulation.world);
      if (proposals.length > 0) {
        const word = this.random.draw(SPONTANEOUS, this.whichKeys[due] as number, stimulus.made);
        this.fireSpontaneous(proposals[belowBound(word, proposals.length)] as number);
      }
    }
  }

  /** Ends every fault, and goes on until the world is at rest. Returns whether it came to rest. */
  private healPhase(plan: RunPlan): boolean {
    const { simulation } = this;
    const { agenda } = simulation;
    this.healing = true;
    if (this.finished()) return false;
    for (const node of this.pendingHealing()) {
      agenda.end(node);
      this.fireContent(agenda.contents[node] as number, agenda.occurrences[node] as number, node);
    }
    const rest = new RestWatch();
    for (;;) {
      const node = agenda.peek();
      if (node < 0) return true;
      if (this.finished() || (agenda.times[node] as number) > plan.healAt + HEAL_MAX) return false;
      if (this.ranges[agenda.durations[node] as number]?.recurring === true) {
        const recurring = recurringOnly(simulation, (duration) => this.ranges[duration]?.recurring === true);
        if (recurring !== null && rest.isRest(stateHash(simulation), recurring)) return true;
        if (this.fireNode(agenda.pop())) rest.fired(agenda.contents[node] as number);
        continue;
      }
      this.fireNode(agenda.pop());
    }
  }

  private finished(): boolean {
    return this.simulation.steps >= (this.options.stepsMax ?? STEPS_MAX);
  }

  private fireNode(node: number): boolean {
    const { agenda } = this.simulation;
    const time = agenda.times[node] as number;
    if (time > this.simulation.now) this.simulation.now = time;
    return this.fireContent(agenda.contents[node] as number, agenda.occurrences[node] as number, node);
  }

  /** Returns false when the event is blocked: then nothing happened. `node` is -1 for a spontaneous event. */
  private fireContent(content: number, occurrence: number, node: number): boolean {
    const { simulation } = this;
    this.domainHash = simulation.transitions.contents.domainHashes[content] as number;
    this.occurrence = occurrence;
    const faults = this.faults;
    if (!simulation.fire(content, this)) {
      this.struck.length = faults;
      if (node >= 0) simulation.park(node);
      return false;
    }
    if (simulation.violations.length > this.faultsBefore.length) this.noteViolations();
    this.priorities?.stepped(content, simulation.steps);
    if (simulation.steps >= this.tailAfter) this.takeTail();
    if (this.recorder !== null) this.recorder.step(content, node < 0, this.faults - faults, node);
    return true;
  }

  private noteViolations(): void {
    while (this.faultsBefore.length < this.simulation.violations.length) this.faultsBefore.push(this.faults);
  }

  private fireSpontaneous(content: number): void {
    const { contents } = this.simulation.transitions;
    const domain = contents.domains[content] as number;
    if (domain >= this.counters.length) this.growCounters(domain);
    const occurrence = this.counters[domain] as number;
    this.counters[domain] = occurrence + 1;
    this.fireContent(content, occurrence, -1);
  }

  private beginLastingFault(nth: number): void {
    const proposals = this.faultProposals.evaluate(this.simulation.world).filter(({ kind }) => this.rates.has(kind));
    const kinds = [...new Set(proposals.map(({ kind }) => kind))];
    const total = kinds.reduce((sum, kind) => sum + (this.rates.get(kind) as number), 0);
    if (total === 0) return;
    let share = belowBound(this.random.draw(SPONTANEOUS, 0x6b696e64, nth), total);
    const kind = kinds.find((candidate) => (share -= this.rates.get(candidate) as number) < 0) as string;
    const struck = proposals.filter((proposal) => proposal.kind === kind);
    const word = this.random.draw(SPONTANEOUS, 0x6c617374, nth);
    this.struck.push(kind);
    const { event } = struck[belowBound(word, struck.length)] as FaultProposal;
    this.fireSpontaneous(this.simulation.transitions.contents.id(event as unknown as Value));
  }

  private eventsToLasting(plan: RunPlan, nth: number): number {
    const mean = plan.eventsBetweenLasting;
    if (mean === 0) return -1;
    return 1 + belowBound(this.random.draw(SPONTANEOUS, 0x67617073, nth), 2 * mean);
  }

  private gap(source: number, nth: number): number {
    const { gap } = this.model.stimuli[source]!;
    const range = this.declared(gap);
    if (range === undefined) throw new Error(`The model declares no duration '${gap}'`);
    return sampleDuration(range, this.random.draw(SPONTANEOUS, this.gapKeys[source] as number, nth), 100);
  }

  private pendingHealing(): number[] {
    const { agenda, transitions: { contents } } = this.simulation;
    const nodes: number[] = [];
    for (let node = 0; node < agenda.count; node += 1) {
      if (agenda.isPending(node) && contents.events[agenda.contents[node] as number]?.kind === 'healing') nodes.push(node);
    }
    const text = (node: number): string => contents.text(agenda.contents[node] as number);
    return nodes.sort((left, right) => (text(left) < text(right) ? -1 : text(left) > text(right) ? 1 : left - right));
  }

  private rangeOf(duration: number): DurationRange {
    const name = this.simulation.transitions.names.name(duration);
    const range = this.declared(name);
    if (range === undefined) throw new Error(`The model '${this.model.name}' declares no duration '${name}'`);
    this.ranges[duration] = range;
    return range;
  }

  private declared(name: string): DurationRange | undefined {
    return this.options.durations?.[name] ?? this.model.durations[name];
  }

  private growCounters(domain: number): void {
    const larger = new Int32Array(Math.max(domain + 1, this.counters.length * 2));
    larger.set(this.counters);
    this.counters = larger;
  }
}

/**
 * A timed run, interpreted: the oracle of explore/timed-run.ts. It shares what is a pure function (the draws, the plan,
 * the sampling of durations, the forms of model in process/), and none of the machinery: no learned trees, no ids, no
 * heap, no parked lists, no replayed generators.
 */
import { belowBound } from '../random/keyed-random.js';
import { traitsOf, type Event } from '../process/event.js';
import type { DurationRange, Model } from '../process/model.js';
import type { Choice } from '../step/step.js';
import type { Invariant } from '../explore/invariant.js';
import { LATE, type RunPlan } from '../explore/profile.js';
import { CHOICE, drawPlan, DURATION, FAULT_FREE, LATENESS, RunRandom, SPONTANEOUS, TIE } from '../explore/run-draws.js';
import { sampleDuration, sampleLate } from '../explore/sampling.js';
import { HEAL_MAX, STEPS_MAX, type Ending, type TimedOptions } from '../explore/timed-run.js';
import { hashText, hashTextSecond, mix32 } from '../world/hash.js';
import { canonical } from '../world/value.js';
import type { Entry } from './plain-agenda.js';
import { PlainSimulation, type PlainDriver } from './plain-simulation.js';

const WORDS_PER_MILLION = 4294.967296;

export class PlainRun implements PlainDriver {
  readonly simulation: PlainSimulation;
  faults = 0;
  /** Called after each step. */
  recorder: ((event: Event, spontaneous: boolean, faults: number) => void) | null = null;
  private readonly model: Model;
  private readonly options: TimedOptions;
  private readonly random = new RunRandom();
  private readonly counters = new Map<string, number>();
  private plan: RunPlan = { kinds: [], eventsBetweenLasting: 0, stimuli: [], healAt: 0 };
  private healing = false;
  private domain = 0;
  private occurrence = 0;

  /** For one run of one seed. */
  constructor(model: Model, invariants: readonly Invariant[], options: TimedOptions) {
    this.model = model;
    this.options = options;
    this.simulation = new PlainSimulation(model, invariants);
  }

  run(seed: string): Ending {
    const { simulation } = this;
    this.random.reseed(seed);
    this.plan = drawPlan(this.random, this.model, this.options.profile, this.options.faults);
    simulation.begin(this);
    this.faultPhase();
    const atRest = this.healPhase();
    if (atRest) simulation.checkInvariants('at rest');
    return { faults: this.faults, atRest, time: simulation.now, plan: this.plan };
  }

  choose({ options }: Choice, nth: number): number {
    const counter = this.occurrence * 16 + nth;
    const bands = options.map(({ fault }) => (fault === null ? 0 : Math.floor(this.rate(fault) * WORDS_PER_MILLION)));
    const total = bands.reduce((sum, band) => sum + band, 0);
    if (total > 0 && !this.healing) {
      let word = this.random.draw(CHOICE, this.domain, counter);
      for (const [option, band] of bands.entries()) {
        if (word < band) {
          this.faults += 1;
          return option;
        }
        word -= band;
      }
    }
    const free = [...options.keys()].filter((option) => options[option]?.fault === null);
    return free.length === 1 ? free[0]! : free[belowBound(this.random.draw(FAULT_FREE, this.domain, counter), free.length)]!;
  }

  arm(event: Event, duration: string): void {
    const occurrence = this.count(event);
    const key = domainOf(event);
    const range = this.rangeOf(duration);
    const word = this.random.draw(DURATION, key, occurrence);
    const threshold = Math.floor(this.rate(LATE) * WORDS_PER_MILLION);
    const late = !this.healing && range.mayBeLate && threshold > 0 && this.random.draw(LATENESS, key, occurrence) < threshold;
    if (late) this.faults += 1;
    const length = late ? sampleLate(range, word) : sampleDuration(range, word, this.options.profile.slackPercent);
    const tie = this.random.draw(TIE, key, occurrence);
    this.simulation.agenda.add({
      event, text: canonical(event), time: this.simulation.now + length, tie, occurrence, duration,
    });
  }

  private faultPhase(): void {
    const { simulation, plan, model } = this;
    const left = plan.stimuli.map(({ count }) => count);
    const made = plan.stimuli.map(() => 0);
    const next = plan.stimuli.map((_, source) => this.gap(source, 0));
    let lasting = 0;
    let untilLasting = this.stepsToLasting(lasting);
    while (!this.isFinished()) {
      const waiting = [...left.keys()].filter((source) => left[source]! > 0 && next[source]! < plan.healAt);
      const source = waiting.reduce<number | null>(
        (best, other) => (best === null || next[other]! < next[best]! ? other : best), null);
      const due = source === null ? plan.healAt : next[source]!;
      const first = simulation.agenda.first();
      if (first !== undefined && first.time <= due) {
        if (!this.fireEntry(first)) continue;
        untilLasting -= 1;
        if (untilLasting !== 0) continue;
        lasting += 1;
        this.beginLastingFault(lasting);
        untilLasting = this.stepsToLasting(lasting);
        continue;
      }
      simulation.now = due;
      if (source === null) return;
      left[source]! -= 1;
      made[source]! += 1;
      next[source] = due + this.gap(source, made[source]!);
      const { name, propose } = model.stimuli[source]!;
      const proposals = propose.call(model.stimuli[source], simulation.world);
      if (proposals.length === 0) continue;
      const word = this.random.draw(SPONTANEOUS, hashText(`which ${name}`), made[source]!);
      this.fireSpontaneous(proposals[belowBound(word, proposals.length)]!);
    }
  }

  private healPhase(): boolean {
    const { simulation, plan } = this;
    const { agenda } = simulation;
    this.healing = true;
    if (this.isFinished()) return false;
    const healing = agenda.entries.filter(({ event }) => event.kind === 'healing');
    healing.sort((left, right) => (left.text < right.text ? -1 : left.text > right.text ? 1 : left.serial - right.serial));
    for (const entry of healing) this.fireAt(entry);
    /** The states in which nothing but recurring events was ready, with how often each of these had fired. */
    const states = new Map<string, ReadonlyMap<string, number>>();
    const fired = new Map<string, number>();
    for (;;) {
      const first = agenda.first();
      if (first === undefined) return true;
      if (this.isFinished() || first.time > plan.healAt + HEAL_MAX) return false;
      if (this.isRecurring(first)) {
        const ready = agenda.entries.filter(({ parkedOn }) => parkedOn === null);
        if (ready.every((entry) => this.isRecurring(entry))) {
          const state = this.stateText();
          const before = states.get(state);
          if (before === undefined) states.set(state, new Map(fired));
          else if (ready.every(({ text }) => (fired.get(text) ?? 0) >= (before.get(text) ?? 0) + 2)) return true;
        }
        if (this.fireEntry(first)) fired.set(first.text, (fired.get(first.text) ?? 0) + 1);
        continue;
      }
      this.fireEntry(first);
    }
  }

  private fireEntry(entry: Entry): boolean {
    this.simulation.now = Math.max(this.simulation.now, entry.time);
    return this.fireAt(entry);
  }

  /** Fires a pending event now, or parks it when it is blocked. */
  private fireAt(entry: Entry): boolean {
    const { simulation } = this;
    simulation.agenda.end(entry);
    if (this.fireEvent(entry.event, entry.occurrence, false)) return true;
    simulation.agenda.entries.push(entry);
    entry.parkedOn = simulation.reads;
    return false;
  }

  private fireSpontaneous(event: Event): void {
    this.fireEvent(event, this.count(event), true);
  }

  private fireEvent(event: Event, occurrence: number, spontaneous: boolean): boolean {
    this.domain = domainOf(event);
    this.occurrence = occurrence;
    const before = this.faults;
    if (!this.simulation.fire(event, this)) {
      this.faults = before;
      return false;
    }
    this.recorder?.(event, spontaneous, this.faults - before);
    return true;
  }

  private beginLastingFault(nth: number): void {
    const proposals = this.model.faults(this.simulation.world).filter(({ kind }) => this.isAdmitted(kind));
    const kinds = [...new Set(proposals.map(({ kind }) => kind))];
    const total = kinds.reduce((sum, kind) => sum + this.rate(kind), 0);
    if (total === 0) return;
    let share = belowBound(this.random.draw(SPONTANEOUS, 0x6b696e64, nth), total);
    let struck = kinds[0]!;
    for (const kind of kinds) {
      struck = kind;
      if (share < this.rate(kind)) break;
      share -= this.rate(kind);
    }
    const events = proposals.filter(({ kind }) => kind === struck).map(({ event }) => event);
    this.faults += 1;
    this.fireSpontaneous(events[belowBound(this.random.draw(SPONTANEOUS, 0x6c617374, nth), events.length)]!);
  }

  private stepsToLasting(nth: number): number {
    const mean = this.plan.eventsBetweenLasting;
    return mean === 0 ? -1 : 1 + belowBound(this.random.draw(SPONTANEOUS, 0x67617073, nth), 2 * mean);
  }

  private gap(source: number, nth: number): number {
    const { gap, name } = this.model.stimuli[source]!;
    return sampleDuration(this.rangeOf(gap), this.random.draw(SPONTANEOUS, hashText(`gap ${name}`), nth), 100);
  }

  private rate(kind: string): number {
    return this.plan.kinds.find((planned) => planned.kind === kind)?.rate ?? 0;
  }

  private isAdmitted(kind: string): boolean {
    return this.plan.kinds.some((planned) => planned.kind === kind);
  }

  private isFinished(): boolean {
    return this.simulation.steps >= (this.options.stepsMax ?? STEPS_MAX);
  }

  private isRecurring({ duration }: Entry): boolean {
    return this.rangeOf(duration).recurring === true;
  }

  private rangeOf(duration: string): DurationRange {
    const range = this.model.durations[duration];
    if (range === undefined) throw new Error(`The model '${this.model.name}' declares no duration '${duration}'`);
    return range;
  }

  /** How often an event of this domain was armed or struck before. */
  private count(event: Event): number {
    const domain = canonical(traitsOf(event).domain);
    const before = this.counters.get(domain) ?? 0;
    this.counters.set(domain, before + 1);
    return before;
  }

  private stateText(): string {
    const pending = this.simulation.agenda.entries.map(({ text }) => text).sort();
    return JSON.stringify([[...this.simulation.world.cells].sort(byName), pending]);
  }

  /** The same sum as a step's state in the engine, for comparing the two step by step. */
  stateSum(): string {
    let first = 0;
    let second = 0;
    for (const [name, value] of this.simulation.world.cells) {
      first = (first + mix32(hashText(name), hashText(value))) | 0;
      second = (second + mix32(hashText(name), hashTextSecond(value))) | 0;
    }
    for (const { text } of this.simulation.agenda.entries) {
      first = (first + mix32(0x70656e64, hashText(text))) | 0;
      second = (second + mix32(0x70656e64, hashTextSecond(text))) | 0;
    }
    return `${first} ${second}`;
  }
}

function byName([left]: readonly [string, string], [right]: readonly [string, string]): number {
  return left < right ? -1 : 1;
}

function domainOf(event: Event): number {
  return hashText(canonical(traitsOf(event).domain));
}

/**
 * Plays an execution without a clock again, with something changed: what still can happen as recorded does, in the recorded order,
 * and what is new takes its course.
 *
 * Without a clock, order is all there is. Something new (the answer that was lost, and now is not) happens before the next recorded
 * event where its nominal range says that it must: a message of milliseconds comes before a time-out of a minute. When the record is
 * used up, what is pending goes on by the clock, without faults; periods and back-offs only a few times.
 */
import type { Driver, Simulation } from '../../explore/simulation.js';
import { sampleDuration } from '../../explore/sampling.js';
import { traitsOf, type Event } from '../../process/event.js';
import type { DurationRange } from '../../process/model.js';
import type { Choice } from '../../step/step.js';
import type { Value } from '../../world/value.js';
import { armingKey, type CapsuleOptions } from '../capsule.js';
import { optionAlike } from '../option-name.js';
import type { Pin } from '../script.js';
import type { TraceRecorder } from '../trace-recorder.js';
import type { UntimedCapsule } from '../untimed-capsule.js';
import { armUntimed } from '../untimed-driver.js';
import type { ChangeableRun } from './changeable-run.js';

interface Recorded extends Pin {
  readonly event: Value;
  readonly key: string;
  /** Null for what another step had armed. */
  readonly kind: 'fault' | 'stimulus' | null;
  options: CapsuleOptions;
}

/** When a run is over. */
export interface UntimedEnd {
  /** It ends with the violation of this fingerprint; null: it goes on. */
  readonly until: string | null;
  readonly stepsMax: number;
  /** Whether what must hold at rest is judged when nothing but periods is left. */
  readonly judgesRest: boolean;
}

/** How a fork goes on: drawn words. Null: as recorded. */
export type Words = (() => number) | null;

/** Periods and back-offs fire so often when nothing else is left. */
const RECURRING_MAX = 20;

export class UntimedRun implements ChangeableRun, Driver {
  recorder: TraceRecorder | null = null;
  private readonly simulation: Simulation;
  private readonly steps: readonly Recorded[];
  private readonly begin: CapsuleOptions;
  private readonly keys: string[] = [];
  private readonly ranges: (DurationRange | undefined)[] = [];
  private drawing: CapsuleOptions = [];
  private words: Words = null;
  /** When pending events are due, by node: null as long as there is no clock. */
  private due: Map<number, number> | null = null;

  constructor(simulation: Simulation, { begin, steps }: UntimedCapsule) {
    this.simulation = simulation;
    this.begin = begin.options ?? [];
    this.steps = steps.map(({ event, spontaneous, options = [] }) => ({
      on: true, event, options, key: armingKey(traitsOf(event as unknown as Event).domain),
      kind: spontaneous !== true ? null : (event as { kind?: unknown }).kind === 'fault' ? 'fault' : 'stimulus',
    }));
  }

  spontaneous(step: number): (Pin & { readonly kind: 'fault' | 'stimulus' }) | undefined {
    const recorded = this.steps[step - 1];
    return recorded === undefined || recorded.kind === null ? undefined : recorded as Recorded & { readonly kind: 'fault' | 'stimulus' };
  }

  duration(): undefined {
    return undefined;
  }

  comeOut(number: number, nth: number, option: string): () => void {
    const step = this.steps[number - 1] as Recorded;
    const before = step.options;
    step.options = before.map((drawn, index) => (index === nth ? [drawn[0], option] as const : drawn));
    return () => void (step.options = before);
  }

  choose(choice: number, nth: number): number {
    const declared = this.simulation.transitions.choices.choices[choice] as Choice;
    const recorded = this.drawing[nth]?.[0] === declared.label ? this.drawing[nth] : this.drawing.find(([label]) => label === declared.label);
    const option = recorded === undefined ? -1 : optionAlike(declared, recorded[1]);
    if (option >= 0) return option;
    const good = declared.options.flatMap(({ fault }, index) => (fault === null ? [index] : []));
    return good[this.words === null ? 0 : this.words() % good.length] as number;
  }

  arm(content: number, duration: number): void {
    this.due?.set(this.simulation.agenda.count, this.simulation.now + this.lengthOf(duration));
    armUntimed(this.simulation, content, duration);
  }

  /** Plays the record up to a step, and then what comes of it. Returns whether it violates what it was to. */
  play(end: UntimedEnd, upTo = Infinity, words: Words = null): boolean {
    const { simulation } = this;
    simulation.reset();
    this.words = null;
    this.due = null;
    this.drawing = this.begin;
    simulation.begin(this);
    this.recorder?.begun();
    const over = (): boolean => simulation.steps >= end.stepsMax || simulation.violations.some(({ fingerprint }) => fingerprint === end.until);
    this.follow(over, upTo);
    this.words = words;
    this.drawing = [];
    const asked = words === null ? [] : this.steps.slice(upTo).filter(({ on, kind }) => on && kind === 'stimulus');
    this.goOn(over, asked);
    if (end.judgesRest && simulation.steps < end.stepsMax) simulation.checkAtRest();
    return simulation.violations.some(({ fingerprint }) => fingerprint === end.until);
  }

  private follow(over: () => boolean, upTo: number): void {
    const left = new Map<string, number>();
    for (const { key } of this.steps) left.set(key, (left.get(key) ?? 0) + 1);
    for (const [index, step] of this.steps.entries()) {
      if (index >= upTo || over()) return;
      if (step.on && step.kind === null) this.letNewGoFirst(step, left, over);
      left.set(step.key, (left.get(step.key) as number) - 1);
      if (step.on && !over()) this.fireRecorded(step);
    }
  }

  /** Fires what the record does not have, as far as it must come before this step. */
  private letNewGoFirst(step: Recorded, left: ReadonlyMap<string, number>, over: () => boolean): void {
    while (!over()) {
      const node = this.nodeOf(step);
      if (node < 0) return;
      const ready = this.ready();
      const pendingOf = (key: string): number => ready.filter((other) => this.keyOf(other) === key).length;
      const next = ready.find((other) => other !== node && this.range(other).recurring !== true && this.range(other).max < this.range(node).min &&
        pendingOf(this.keyOf(other)) > (left.get(this.keyOf(other)) ?? 0));
      if (next === undefined || !this.fireNode(next, [])) return;
    }
  }

  private fireRecorded(step: Recorded): void {
    if (step.kind === null) {
      const node = this.nodeOf(step);
      if (node >= 0) this.fireNode(node, step.options);
      return;
    }
    this.fireContent(this.simulation.transitions.contents.id(step.event), -1, step.options);
  }

  /**
   * Goes on by the clock until nothing but periods is left: each event takes its shortest nominal time, or in a fork a drawn one.
   * `asked`: what users and guests are still to ask for.
   */
  private goOn(over: () => boolean, asked: Recorded[]): void {
    const { simulation } = this;
    this.due = new Map(this.ready().map((node) => [node, simulation.now + this.lengthOf(simulation.agenda.durations[node] as number)]));
    let periods = 0;
    let nextAsked = simulation.now + this.gap();
    while (!over()) {
      const ready = this.ready();
      const due = Math.min(...ready.map((node) => this.dueOf(node)));
      const node = ready.find((other) => this.dueOf(other) === due);
      if (asked.length > 0 && nextAsked <= due) {
        simulation.now = Math.max(simulation.now, nextAsked);
        this.fireContent(simulation.transitions.contents.id((asked.shift() as Recorded).event), -1, []);
        nextAsked = simulation.now + this.gap();
        continue;
      }
      if (node === undefined) return;
      if (asked.length === 0 && this.range(node).recurring === true && ready.every((other) => this.range(other).recurring === true)) {
        periods += 1;
        if (periods > RECURRING_MAX) return;
      }
      simulation.now = Math.max(simulation.now, due);
      this.fireNode(node, []);
    }
  }

  /** What was held back comes as soon as it may. */
  private dueOf(node: number): number {
    return Math.max(this.simulation.now, this.due?.get(node) ?? 0);
  }

  private lengthOf(duration: number): number {
    const range = this.rangeOf(duration);
    if (this.words !== null) return sampleDuration(range, this.words(), 100);
    return range.recurring === true ? range.max : range.min;
  }

  /** How long users and guests wait between two requests. */
  private gap(): number {
    const { stimuli, durations } = this.simulation.transitions.model;
    const range = durations[stimuli[0]?.gap ?? ''];
    return range === undefined ? 0 : this.words === null ? range.min : sampleDuration(range, this.words(), 100);
  }

  private ready(): number[] {
    const { agenda } = this.simulation;
    const ready: number[] = [];
    for (let node = 0; node < agenda.count; node += 1) if (agenda.isPending(node) && !agenda.isParked(node)) ready.push(node);
    return ready;
  }

  /** The pending event that a recorded step was: the very one, or else one of its key. */
  private nodeOf({ event, key }: Recorded): number {
    const { agenda, transitions: { contents } } = this.simulation;
    const exact = agenda.find(contents.id(event));
    if (exact >= 0 && !agenda.isParked(exact)) return exact;
    return this.ready().find((node) => this.keyOf(node) === key) ?? -1;
  }

  private fireNode(node: number, options: CapsuleOptions): boolean {
    const { agenda } = this.simulation;
    agenda.end(node);
    if (this.fireContent(agenda.contents[node] as number, node, options)) return true;
    this.simulation.park(node);
    return false;
  }

  private fireContent(content: number, node: number, options: CapsuleOptions): boolean {
    this.drawing = options;
    if (this.due === null) this.simulation.now += 1;
    const fired = this.simulation.fire(content, this);
    if (fired) this.recorder?.step(content, node < 0, 0, node);
    return fired;
  }

  private keyOf(node: number): string {
    const { agenda, transitions: { contents } } = this.simulation;
    const content = agenda.contents[node] as number;
    return (this.keys[content] ??= armingKey(contents.traits[content]?.domain ?? []));
  }

  private range(node: number): DurationRange {
    return this.rangeOf(this.simulation.agenda.durations[node] as number);
  }

  private rangeOf(duration: number): DurationRange {
    const { names, model } = this.simulation.transitions;
    return (this.ranges[duration] ??= model.durations[names.name(duration)] ?? { min: 0, max: 0, shape: 'fixed', mayBeLate: false });
  }
}

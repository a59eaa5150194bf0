/**
 * Plays a script on a simulation: what is pinned happens as pinned, and what is not takes its default. Nothing is drawn, and
 * nothing can go wrong: a pin for which there is no event is passed over, an event for which there is no pin takes its course.
 *
 * The defaults are those of the good case: no fault; the first of equal options; the shortest nominal duration, but the
 * longest of a back-off (fewer attempts tell the same story). There are no phases: after the last spontaneous event the run
 * goes on until the world is at rest, like the heal phase of a timed run. Whatever comes out is a run that timed mode allows:
 * durations stay within their ranges, or count as timing faults.
 */
import { judgeAtRest } from '../explore/can-still.js';
import { reportUnrest } from '../explore/convergence.js';
import { RestWatch } from '../explore/rest.js';
import { recurringOnly, stateHash } from '../explore/state.js';
import type { Driver, Simulation } from '../explore/simulation.js';
import { HEAL_MAX, type StepRecorder } from '../explore/timed-run.js';
import type { DurationRange } from '../process/model.js';
import type { Choice } from '../step/step.js';
import type { Value } from '../world/value.js';
import { armingKey } from './capsule.js';
import { optionAlike } from './option-name.js';
import {
  FROM_THE_BEGINNING, placeOf, PlaceCounter, rootOf, type ChoicePin, type DurationPin, type Pin, type Place, type Script, type SpontaneousPin,
} from './script.js';

/** A spontaneous event that waits for quiet happens so long after it, in microseconds. */
const QUIET_GAP = 1_000_000;
/** What is pinned comes first among what is due at one moment. */
const UNPINNED = 0x8000_0000;

/** When a run is over before its time. */
export interface GuidedOptions {
  /** It ends with the step that completes a violation of this fingerprint. */
  readonly until?: string | null;
  readonly stepsMax: number;
  /** Whether the properties of worlds at rest are judged at the end. */
  readonly judgesRest: boolean;
  /** The world is not at rest before this virtual time: periods go on till then. */
  readonly notBefore?: number;
}

export interface GuidedEnding {
  /** The violation that the run was to end with has come. */
  readonly reached: boolean;
  readonly atRest: boolean;
  /** Faults that struck. */
  readonly faults: number;
}

/** Tells whoever compares runs where each step has its place. */
export interface PlaceRecorder extends StepRecorder {
  /** Called after each step: the place of what fired (null for a spontaneous event), and the spontaneous event behind it. */
  placed?(place: Place | null, root: number): void;
}

/** Where faults could strike, for whoever looks for other ones. */
export interface OpportunityWatcher {
  /** A choice is drawn: the `nth` of the event with this key and place. */
  chooses(choice: Choice, key: string, place: Place, nth: number): void;
  /** An event is armed that takes a time of this range. */
  arms(key: string, place: Place, range: DurationRange): void;
  /** A step was made in consequence of this spontaneous event; `sinceRoot`: so long after the last spontaneous event. */
  stepped(lastRoot: number, sinceLast: number): void;
}

export class GuidedRun implements Driver {
  recorder: PlaceRecorder | null = null;
  watcher: OpportunityWatcher | null = null;
  /**
   * How long what has no pin takes, where the default is not wanted: microseconds within the range. `ordinal`: how many
   * events were armed before it.
   */
  unpinned: ((range: DurationRange, ordinal: number) => number) | null = null;
  /** How a choice without a pin comes out, where the first fault-free option is not wanted: the index of an option. */
  unpinnedOption: ((choice: Choice) => number) | null = null;
  /** What a spontaneous pin is, where that is decided only when its time has come; null: nothing happens. */
  proposed: ((pin: SpontaneousPin) => Value | null) | null = null;
  private readonly simulation: Simulation;
  private script: Script = { spontaneous: [], durations: new Map(), choices: new Map(), begin: [] };
  private readonly counter = new PlaceCounter();
  private readonly ranges: (DurationRange | undefined)[] = [];
  private readonly keys: string[] = [];
  /** What is being fired. */
  private root = FROM_THE_BEGINNING;
  private place: Place = placeOf(FROM_THE_BEGINNING, 0);
  private key = '';
  /** The last spontaneous event, and when it happened. */
  private lastRoot = FROM_THE_BEGINNING;
  private lastTime = 0;
  private drawing: readonly ChoicePin[] | undefined;
  /** When the steps were made that something is timed by: only where a script has such. */
  private readonly passed = new Map<string, number>();
  private hasAnchors = false;
  /** The pins behind the faults that struck, in order. */
  readonly struck: Pin[] = [];

  constructor(simulation: Simulation) {
    this.simulation = simulation;
  }

  run(script: Script, options: GuidedOptions): GuidedEnding {
    const { simulation } = this;
    this.script = script;
    this.counter.clear();
    this.passed.clear();
    this.hasAnchors = script.spontaneous.some(({ anchor }) => anchor !== null);
    this.struck.length = 0;
    simulation.reset();
    this.root = FROM_THE_BEGINNING;
    this.place = placeOf(FROM_THE_BEGINNING, 0);
    this.key = '';
    this.lastRoot = FROM_THE_BEGINNING;
    this.lastTime = 0;
    this.drawing = script.begin;
    simulation.begin(this);
    this.recorder?.begun?.();
    let seen = 0;
    const over = (): boolean => {
      const { violations } = simulation;
      for (; seen < violations.length; seen += 1) if (violations[seen]?.fingerprint === options.until) return true;
      return simulation.steps >= options.stepsMax;
    };
    let atRest = false;
    if (!this.follow(over)) {
      atRest = this.rest(over, options.notBefore ?? 0);
      if (options.judgesRest && atRest) judgeAtRest(simulation);
      else if (options.judgesRest && simulation.steps < options.stepsMax) reportUnrest(simulation);
    }
    const reached = simulation.violations.some(({ fingerprint }) => fingerprint === options.until);
    return { reached, atRest: atRest && !(reached && !options.judgesRest), faults: this.struck.length };
  }

  choose(choice: number, nth: number): number {
    const declared = this.simulation.transitions.choices.choices[choice] as Choice;
    this.watcher?.chooses(declared, this.key, this.place, nth);
    const pins = this.drawing;
    const pin = pins?.[nth]?.label === declared.label ? pins[nth] : pins?.find(({ label }) => label === declared.label);
    const option = pin?.on === true ? optionAlike(declared, pin.option) : -1;
    if (option < 0) return this.unpinnedOption?.(declared) ?? declared.options.findIndex(({ fault }) => fault === null);
    if (declared.options[option]?.fault !== null) this.struck.push(pin as ChoicePin);
    return option;
  }

  arm(content: number, duration: number): void {
    const { agenda, now } = this.simulation;
    const key = this.keyOf(content);
    const place = this.counter.next(this.root, key);
    const range = this.rangeOf(duration);
    this.watcher?.arms(key, place, range);
    const pin = this.script.durations.get(key)?.get(place);
    const length = pin?.on === true ? this.pinned(pin, range, content) : this.lengthOf(range);
    agenda.add(now + length, pin?.step ?? UNPINNED + (agenda.count & 0x7fff_ffff), content, place, duration);
  }

  /** Everything up to the last spontaneous event. Returns whether the run is over. */
  private follow(over: () => boolean): boolean {
    const { simulation } = this;
    const { agenda } = simulation;
    let last: { readonly fired: number; readonly at: number } = { fired: 0, at: 0 };
    for (const pin of this.script.spontaneous) {
      if (!pin.on) continue;
      for (;;) {
        if (over()) return true;
        const node = agenda.peek();
        const due = this.dueTime(pin, node) ?? last.fired + Math.max(0, pin.at - last.at);
        if (node >= 0 && !comesFirst(pin, due, agenda.times[node] as number, agenda.tie(node))) {
          this.fireNode(agenda.pop());
          continue;
        }
        simulation.now = Math.max(simulation.now, due);
        last = { fired: simulation.now, at: pin.at };
        this.lastRoot = pin.root;
        this.lastTime = simulation.now;
        this.fireSpontaneous(pin);
        break;
      }
    }
    return over();
  }

  /** When a spontaneous event happens that is timed by what else happens; null for one that is not. */
  private dueTime({ whenQuiet, anchor }: SpontaneousPin, node: number): number | null {
    if (whenQuiet) return this.quietTime(node);
    if (anchor === null) return null;
    const passed = this.passed.get(`${anchor.key} ${anchor.place}`);
    return passed === undefined ? this.quietTime(node) : Math.max(this.simulation.now, passed + anchor.after);
  }

  /** When a spontaneous event that waits for quiet happens: never, while something is under way. */
  private quietTime(node: number): number {
    const { now } = this.simulation;
    if (node < 0) return now + QUIET_GAP;
    return recurringOnly(this.simulation, (duration) => this.rangeOf(duration).recurring === true) === null ? Infinity : now + QUIET_GAP;
  }

  /** Goes on until the world is at rest. Returns whether it came to rest. */
  private rest(over: () => boolean, notBefore: number): boolean {
    const { simulation } = this;
    const { agenda } = simulation;
    const end = Math.max(simulation.now, notBefore) + HEAL_MAX;
    const isRecurring = (duration: number): boolean => this.rangeOf(duration).recurring === true;
    const rest = new RestWatch();
    for (;;) {
      const node = agenda.peek();
      if (node < 0) return true;
      if (over() || (agenda.times[node] as number) > end) return false;
      if (isRecurring(agenda.durations[node] as number)) {
        const recurring = recurringOnly(simulation, isRecurring);
        if (recurring !== null && simulation.now >= notBefore && rest.isRest(stateHash(simulation), recurring)) return true;
        if (this.fireNode(agenda.pop())) rest.fired(agenda.contents[node] as number);
        continue;
      }
      this.fireNode(agenda.pop());
    }
  }

  private fireNode(node: number): boolean {
    const { simulation } = this;
    const { agenda } = simulation;
    simulation.now = Math.max(simulation.now, agenda.times[node] as number);
    const content = agenda.contents[node] as number;
    const place = agenda.occurrences[node] as number;
    if (!this.fire(content, place)) {
      simulation.park(node);
      return false;
    }
    this.recorder?.step(content, false, 0, node);
    this.recorder?.placed?.(place, rootOf(place));
    return true;
  }

  private fireSpontaneous(pin: SpontaneousPin): void {
    const event = this.proposed === null ? pin.content : this.proposed(pin);
    if (event === null) return;
    let content: number;
    try {
      content = this.simulation.transitions.contents.id(event);
    } catch {
      // Another model may know no such event, or a capsule may be forged: then it does not happen.
      return;
    }
    if (pin.kind === 'fault') this.struck.push(pin);
    if (!this.fire(content, placeOf(pin.root, 0))) return void (this.struck.length -= pin.kind === 'fault' ? 1 : 0);
    this.recorder?.step(content, true, 0, -1);
    this.recorder?.placed?.(null, pin.root);
  }

  private fire(content: number, place: Place): boolean {
    this.root = rootOf(place);
    this.place = place;
    this.key = this.keyOf(content);
    this.drawing = this.script.choices.get(this.key)?.get(place);
    const struck = this.struck.length;
    const fired = this.simulation.fire(content, this);
    if (fired && this.hasAnchors) this.passed.set(`${this.key} ${place}`, this.simulation.now);
    if (!fired) this.struck.length = struck;
    else this.watcher?.stepped(this.lastRoot, this.simulation.now - this.lastTime);
    return fired;
  }

  /** The pinned length, as far as the range allows it: the range may be another one since it was recorded. */
  private pinned(pin: DurationPin, range: DurationRange, content: number): number {
    const { takes, late } = pin;
    if (late && range.mayBeLate && takes > range.max) {
      this.struck.push(pin);
      return takes;
    }
    // Faults end early when everything heals.
    if (this.simulation.transitions.contents.events[content]?.kind === 'healing') return Math.min(takes, range.max);
    return Math.min(Math.max(takes, range.min), range.max);
  }

  private lengthOf(range: DurationRange): number {
    if (this.unpinned !== null) return this.unpinned(range, this.simulation.agenda.count);
    return range.recurring === true ? range.max : range.min;
  }

  private keyOf(content: number): string {
    return (this.keys[content] ??= armingKey(this.simulation.transitions.contents.traits[content]?.domain ?? []));
  }

  private rangeOf(duration: number): DurationRange {
    const known = this.ranges[duration];
    if (known !== undefined) return known;
    const { names, model } = this.simulation.transitions;
    const range = model.durations[names.name(duration)];
    if (range === undefined) throw new Error(`The model '${model.name}' declares no duration '${names.name(duration)}'`);
    return (this.ranges[duration] = range);
  }
}

/** Whether a spontaneous event comes before a pending one: by time, and at one moment by their order in the record. */
function comesFirst({ step }: Pick<SpontaneousPin, 'step'>, due: number, time: number, tie: number): boolean {
  return due < time || (due === time && step < tie);
}


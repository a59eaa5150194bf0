/**
 * A scripted run of the omicron model: a test says what users, guests and operators do, which choices come out otherwise
 * than well, what is held back, and how long things take. Everything else goes well and takes its shortest time. Nothing
 * is random: a script reads like a story, and always ends the same way.
 *
 *     const story = new Script();
 *     story.running();
 *     story.next(reply('instance_put_state'), 'lost');
 *     const stop = story.user('stop');
 *     story.pass(61 * SECOND);
 *     expect(story.instance()).toMatchObject({ nexusState: 'failed', gen: 4 });
 *
 * `which.ts` describes events; `views.ts` is what a script can see of the world.
 */
import { InvariantChecker, type Invariant } from '../../../sim/explore/invariant.js';
import { Simulation, type Driver } from '../../../sim/explore/simulation.js';
import type { CallResult } from '../../../sim/network/call-failure.js';
import type { CallId, Event } from '../../../sim/process/event.js';
import type { Model } from '../../../sim/process/model.js';
import { Transitions } from '../../../sim/step/transitions.js';
import { canonical, type Value } from '../../../sim/world/value.js';
import { DEFAULT_DURATIONS } from '../durations.js';
import { omicron } from '../model.js';
import { policies } from '../policies/index.js';
import type { PlantedBug } from '../planted-bugs.js';
import type { Policy } from '../policies/policy.js';
import type { GuestEvent } from '../propolis/state-driver.js';
import { topology, USER } from '../topology.js';
import { Views } from './views.js';
import type { Which } from './which.js';

export const MILLISECOND = 1_000;
export const SECOND = 1_000_000;
export const MINUTE = 60 * SECOND;

const STEPS_MAX = 20_000;

export interface ScriptOptions {
  readonly sleds?: number;
  readonly nexuses?: number;
  readonly instances?: number;
  /** For how many VMMs a sled has room; any number unless given. */
  readonly capacity?: number;
  /** By name, or one of the test's own. */
  readonly policy?: string | Policy;
  readonly planted?: PlantedBug;
  /** Checked all along; see `violations`. */
  readonly invariants?: readonly Invariant[];
  /** Another model than the whole of omicron: see bench.ts. */
  readonly model?: Model;
}

/** A request of a user: how it was answered, or null as long as it is open. */
export interface Asked {
  /** `ok`, the status of an error, or why no answer came. */
  readonly answered: 'ok' | number | string | null;
}

interface Plan {
  readonly which: Which;
  readonly option: string;
  readonly always: boolean;
  used: boolean;
}

export class Script extends Views implements Driver {
  /** Every event that fired, in order. */
  readonly fired: Event[] = [];
  private readonly plans: Plan[] = [];
  private readonly held: Which[] = [];
  private readonly lengths = new Map<string, number>();
  private readonly asked = new Map<string, { answered: Asked['answered'] }>();
  private readonly nexuses: readonly string[];
  private armed = 0;
  private firing: Event | null = null;

  constructor({
    sleds = 2, nexuses = 1, instances = 1, capacity, policy = '2023-10', planted, invariants = [], model,
  }: ScriptOptions = {}) {
    const places = topology(sleds, nexuses, instances, capacity ?? null);
    const transitions = new Transitions(model ?? omicron({
      topology: places, policy: typeof policy === 'string' ? policies[policy] as Policy : policy, durations: DEFAULT_DURATIONS, requests: 0, guestEvents: 0,
      planted: planted ?? null,
    }));
    super(new Simulation(transitions, new InvariantChecker(transitions, invariants)));
    this.nexuses = places.nexuses;
    this.simulation.reset();
    this.simulation.begin(this);
    this.settle();
  }

  // What happens of its own accord.

  /** A user asks for something. The request is on its way when this returns; time does not pass. */
  user(
    verb: 'create' | 'start' | 'stop' | 'reboot' | 'delete',
    { instance = 'instance-1', nexus = this.nexuses[0] as string, start = false } = {},
  ): Asked {
    const asked: { answered: Asked['answered'] } = { answered: null };
    const body = { nexus, instanceId: instance, request: `instance_${verb}`, start };
    const before = this.pending();
    this.strike({ kind: 'stimulus', source: 'user', process: USER, name: 'request', body });
    const call = this.pending().find((event) =>
      event.kind === 'request' && event.call[0] === USER && !before.some((other) => canonical(other) === canonical(event)));
    if (call?.kind === 'request') this.asked.set(canonical(call.call), asked);
    return asked;
  }

  /** The guest halts or resets by itself. */
  guest(event: GuestEvent, vmm = 'instance-1/vmm-1'): void {
    this.strike({ kind: 'stimulus', source: 'guest', process: vmm, name: 'guest', body: { event } });
  }

  /** A process dies. What restarts it does so in time; hold it back with `hold(restart(process))`. */
  crash(process: string): void {
    this.strike({ kind: 'fault', fault: 'crash', subject: process });
  }

  /** A process does nothing until `heal()`. */
  hang(process: string): void {
    this.strike({ kind: 'fault', fault: 'hang', subject: process });
  }

  /** Whatever two processes send each other is lost until `heal()`. */
  cut(one: string, other: string): void {
    this.strike({ kind: 'fault', fault: 'partition', subject: { pairs: [[one, other], [other, one]] } });
  }

  /** The database answers nothing but "unavailable" until `heal()`. */
  outage(): void {
    this.strike({ kind: 'fault', fault: 'database-outage', subject: null });
  }

  /** Ends every hang, cut and outage. */
  heal(): void {
    for (;;) {
      const node = this.nodes().find((candidate) => lasts(this.eventOf(candidate)));
      if (node === undefined) return;
      this.fireNode(node);
    }
  }

  // What comes out otherwise than well, and in which order.

  /**
   * The next time that an event of this description draws a choice with this option, it comes out so. `settle` complains
   * of what never came.
   */
  next(which: Which, option: string): void {
    this.plans.push({ which, option, always: false, used: false });
  }

  /** From now on an event of this description always comes out so. */
  always(which: Which, option: string): void {
    this.plans.push({ which, option, always: true, used: true });
  }

  /** Takes back what was planned for this option. */
  noMore(option: string): void {
    for (let at = this.plans.length - 1; at >= 0; at -= 1) if (this.plans[at]?.option === option) this.plans.splice(at, 1);
  }

  /** Events of this description stay pending until they are let go. */
  hold(which: Which): Which {
    this.held.push(which);
    return which;
  }

  /** Lets go what `hold` was given. */
  letGo(which: Which): void {
    this.held.splice(this.held.indexOf(which), 1);
  }

  /** From now on what is armed for this duration takes so long (microseconds). */
  takes(duration: string, length: number): void {
    this.lengths.set(duration, length);
  }

  // Time.

  /** Lets virtual time pass (microseconds): whatever is due fires, in order. */
  pass(time: number): void {
    const end = this.simulation.now + time;
    this.go((node) => (this.simulation.agenda.times[node] as number) > end, () => false);
    this.simulation.now = end;
  }

  /** Goes on until an event of this description has fired, and returns it. */
  until(which: Which): Event {
    const before = this.fired.length;
    this.go(() => false, () => this.fired.length > before && which.has(this.fired.at(-1) as Event));
    const last = this.fired.at(-1);
    if (last !== undefined && this.fired.length > before && which.has(last)) return last;
    throw new Error(`${which.name} never came. Pending:\n${this.pendingText()}`);
  }

  /** Goes on until an event of this description is pending, and returns it. */
  untilPending(which: Which): Event {
    this.go(() => false, () => this.pending(which).length > 0);
    const [event] = this.pending(which);
    if (event === undefined) throw new Error(`${which.name} was never armed. Pending:\n${this.pendingText()}`);
    return event;
  }

  /** Fires a pending event of this description now, out of its turn, and though it is held. */
  fireNow(which: Which): Event {
    const node = this.nodes().find((candidate) => which.has(this.eventOf(candidate)));
    if (node === undefined) throw new Error(`${which.name} is not pending:\n${this.pendingText()}`);
    const event = this.eventOf(node);
    this.fireNode(node);
    return event;
  }

  /** Goes on until nothing is left to do but what is held, for at most half an hour. */
  settle(timeMax = 30 * MINUTE): void {
    const end = this.simulation.now + timeMax;
    this.go((node) => (this.simulation.agenda.times[node] as number) > end, () => false);
    const missed = this.plans.find(({ used }) => !used);
    if (missed !== undefined) {
      throw new Error(`${missed.which.name} was to come out as '${missed.option}', and never did`);
    }
  }

  /** How many events of this description have fired. */
  count(which: Which): number {
    return this.fired.filter((event) => which.has(event)).length;
  }

  /** Creates the instance, starts it and lets it come up on the first sled. Returns the id of its VMM. */
  running(instance = 'instance-1'): string {
    this.stopped(instance);
    this.user('start', { instance });
    this.settle();
    const { propolisId } = this.instance(instance);
    if (propolisId === null || this.shown(instance) !== 'running') throw new Error(`${instance} did not come up`);
    return propolisId;
  }

  /** Creates the instance without starting it. */
  stopped(instance = 'instance-1'): void {
    this.user('create', { instance });
    this.settle();
  }

  // The driver's side.

  choose(choice: number): number {
    const { options } = this.simulation.transitions.choices.choices[choice]!;
    const event = this.firing;
    for (const plan of event === null ? [] : this.plans) {
      if ((plan.used && !plan.always) || !plan.which.has(event as Event)) continue;
      const option = options.findIndex(({ name }) => name === plan.option);
      if (option < 0) continue;
      plan.used = true;
      return option;
    }
    return options.findIndex(({ fault }) => fault === null);
  }

  arm(content: number, duration: number): void {
    const { simulation } = this;
    const name = simulation.transitions.names.name(duration);
    const range = simulation.transitions.model.durations[name];
    if (range === undefined) throw new Error(`The model declares no duration '${name}'`);
    // Back-offs take their longest: fewer attempts tell the same story.
    const length = this.lengths.get(name) ?? (range.recurring === true ? range.max : range.min);
    this.armed += 1;
    simulation.agenda.add(simulation.now + length, this.armed, content, 0, duration);
  }

  /** Something happens of its own accord, now. */
  protected strike(event: Event): void {
    this.fire(this.simulation.transitions.contents.id(event as unknown as Value), event);
  }

  private go(past: (node: number) => boolean, done: () => boolean): void {
    for (let steps = 0; steps < STEPS_MAX; steps += 1) {
      if (done()) return;
      const node = this.earliest();
      if (node < 0 || past(node)) return;
      this.fireNode(node);
    }
    throw new Error(`the script is still busy after ${STEPS_MAX} steps. Pending:\n${this.pendingText()}`);
  }

  private earliest(): number {
    const { agenda } = this.simulation;
    let earliest = -1;
    for (const node of this.nodes()) {
      if (agenda.isParked(node)) continue;
      const event = this.eventOf(node);
      if (lasts(event) || this.held.some((which) => which.has(event))) continue;
      if (earliest < 0 || (agenda.times[node] as number) < (agenda.times[earliest] as number)) earliest = node;
    }
    return earliest;
  }

  private fireNode(node: number): void {
    const { agenda } = this.simulation;
    this.simulation.now = Math.max(this.simulation.now, agenda.times[node] as number);
    agenda.end(node);
    if (!this.fire(agenda.contents[node] as number, this.eventOf(node))) this.simulation.park(node);
  }

  private fire(content: number, event: Event): boolean {
    this.firing = event;
    const fired = this.simulation.fire(content, this);
    this.firing = null;
    if (!fired) return false;
    this.fired.push(event);
    if ((event.kind === 'reply' || event.kind === 'expire') && event.call[0] === USER) this.noteAnswer(event.call, event);
    return true;
  }

  private noteAnswer(call: CallId, event: Event): void {
    const asked = this.asked.get(canonical(call));
    if (asked === undefined) return;
    if (event.kind === 'expire') asked.answered = 'timeout';
    else if (event.kind === 'reply') {
      const result = event.outcome as unknown as CallResult<Value>;
      if ('ok' in result) asked.answered = 'ok';
      else if (result.failure.kind === 'ErrorResponse') asked.answered = result.failure.status;
      else asked.answered = result.failure.kind === 'CommunicationError' ? result.failure.cause : result.failure.kind;
    }
    this.asked.delete(canonical(call));
  }
}

/** A fault's end, which only `heal` brings about. */
function lasts(event: Event): boolean {
  return event.kind === 'healing' && event.healing !== 'restart';
}

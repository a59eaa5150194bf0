/**
 * "Can still" properties (design section 5): from each state at rest, some sequence of a few calls, each run to rest
 * without faults, must reach a goal. `No instance is wedged` is one.
 *
 * Depth first, the most promising call first. Every call is tried in two variants: where the world leaves equal options
 * (which sled, which waiter), all its choices come out as the first, or as the last. Durations are at the bottom of their
 * ranges. So a verdict is a function of the state at rest alone, and is kept for all states of the same normal form.
 */
import type { DurationRange } from '../process/model.js';
import { LearnedReading } from '../step/learned-reading.js';
import type { Transitions } from '../step/transitions.js';
import type { CellName } from '../world/cell.js';
import type { Value } from '../world/value.js';
import { ABSENT } from '../world/interner.js';
import { InvariantChecker, type CanStill, type NormalForm } from './invariant.js';
import { KnownStates } from './known-states.js';
import { RestWatch } from './rest.js';
import { Simulation, type Driver } from './simulation.js';
import { recurringOnly, stateHash } from './state.js';

/** A call that has not come to rest after so many steps leads nowhere. */
const STEPS_MAX = 20_000;
/** States whose verdict is kept. */
const STATES_MAX = 20_000;

/** Judges a simulation that is at rest: the invariants that speak of rest, then what must still be possible. */
export function judgeAtRest(simulation: Simulation): void {
  simulation.checkAtRest();
  simulation.checker.invariants.forEach(({ name, canStill }, index) => {
    if (canStill === undefined) return;
    for (const { evidence, remains } of whatCannot(simulation, canStill)) {
      simulation.report(index, evidence, `${name} / ${remains.join(' and ')} left`);
    }
  });
}

/** Subjects for which no sequence of calls reaches the goal from this state at rest, in words. */
export function whatCannot(simulation: Simulation, canStill: CanStill): { readonly evidence: string; readonly remains: readonly string[] }[] {
  return searchOf(simulation.transitions, canStill).judge(simulation).map(({ subject, found: { calls, remains } }) => ({
    remains,
    evidence: calls === null
      ? `${subject}: there is still ${remains.join(' and ')}, which nothing names any more`
      : `${subject}: no sequence of at most ${canStill.callsMax} calls ends well; at best, ` +
        `after ${calls.length === 0 ? 'none' : calls.join(', ')}, there is still ${remains.join(' and ')}`,
  }));
}

const SEARCHES = new WeakMap<Transitions, Map<CanStill, Search>>();

function searchOf(transitions: Transitions, property: CanStill): Search {
  let searches = SEARCHES.get(transitions);
  if (searches === undefined) SEARCHES.set(transitions, (searches = new Map<CanStill, Search>()));
  let search = searches.get(property);
  if (search === undefined) searches.set(property, (search = new Search(transitions, property)));
  return search;
}

/** What the best sequence of calls left behind. */
interface Outcome {
  /** Null when nobody needed to search. */
  readonly calls: readonly string[] | null;
  readonly remains: readonly string[];
}

/** A state at rest: cells, and what is pending in it. */
interface State {
  readonly world: Int32Array;
  /** Alternating content and duration. */
  readonly pending: readonly number[];
}

/** What is known of a normal form and a subject. */
interface Known {
  readonly state: State;
  readonly remains: readonly string[];
  /** The states that one call leads to, once they were needed. */
  next: readonly { readonly call: string; readonly known: Known }[] | null;
  /** The goal was reached with so many calls. */
  reached: number;
  /** It cannot be, with so many calls. */
  exhausted: number;
  /** The best outcome with so many calls, once it was asked for. */
  readonly best: Outcome[];
}

interface About {
  readonly subject: string;
  readonly remains: readonly string[];
  readonly calls: readonly number[];
}

export class Search {
  /** How many calls were run to rest. */
  callsRun = 0;
  private readonly transitions: Transitions;
  private readonly property: CanStill;
  private readonly simulation: Simulation;
  private readonly driver: PlainDriver;
  private readonly about: LearnedReading<readonly About[]>;
  private readonly known = new Map<string, Known>();
  private readonly forms = new KnownStates<NormalForm>(STATES_MAX);
  /** Whether the normal form depends on a cell, by id. */
  private readonly matters: boolean[] = [];

  constructor(transitions: Transitions, property: CanStill) {
    this.transitions = transitions;
    this.property = property;
    this.simulation = new Simulation(transitions, new InvariantChecker(transitions, []));
    this.driver = new PlainDriver(this.simulation);
    const source = transitions.model.stimuli.find(({ name }) => name === property.source);
    if (source === undefined) throw new Error(`The model '${transitions.model.name}' has no stimuli '${property.source}'`);
    this.about = new LearnedReading(transitions, `what ${property.source} can still do`, (world) => {
      const proposed = source.propose(world);
      return property.subjects(world).map((subject) => {
        const calls = property.calls(proposed, subject).map((call) => transitions.contents.id(call as unknown as Value));
        return { subject, remains: property.remains(world, subject), calls: [...new Set(calls)] };
      });
    });
  }

  /** The subjects for which no sequence of calls reaches the goal, with the best that was found. */
  judge(simulation: Simulation): readonly { readonly subject: string; readonly found: Outcome }[] {
    if (this.known.size > STATES_MAX) this.known.clear();
    const stuck: { subject: string; found: Outcome }[] = [];
    for (const { subject, remains } of this.about.evaluate(simulation.world)) {
      if (remains.length === 0) continue;
      const form = this.normalForm(simulation);
      const lost = form.lost.get(subject);
      if (lost !== undefined) {
        stuck.push({ subject, found: { calls: null, remains: lost } });
        continue;
      }
      const known = this.lookUp(simulation, subject, form);
      if (!this.reaches(known, subject, this.property.callsMax)) {
        stuck.push({ subject, found: this.best(known, this.property.callsMax) });
      }
    }
    return stuck;
  }

  private reaches(known: Known, subject: string, calls: number): boolean {
    if (known.reached <= calls) return true;
    if (known.exhausted >= calls) return false;
    if (known.next === null) {
      // A state that a call leads back to is no way out of itself.
      known.next = this.successors(known, subject).filter((other) => other.known !== known);
    }
    for (const { known: next } of known.next) {
      if (!this.reaches(next, subject, calls - 1)) continue;
      known.reached = Math.min(known.reached, next.reached + 1);
      return true;
    }
    known.exhausted = calls;
    return false;
  }

  /** What leaves the least behind, of at most so many calls: a function of the state alone, whatever was searched before. */
  private best(known: Known, calls: number): Outcome {
    let best = known.best[calls];
    if (best !== undefined) return best;
    best = { calls: [], remains: known.remains };
    for (const { call, known: next } of calls > 0 ? (known.next ?? []) : []) {
      const after = this.best(next, calls - 1);
      if (after.remains.length < best.remains.length) best = { calls: [call, ...(after.calls ?? [])], remains: after.remains };
    }
    return (known.best[calls] = best);
  }

  private successors({ state }: Known, subject: string): { call: string; known: Known }[] {
    const { contents } = this.transitions;
    const about = this.about.evaluate(state.world).find((other) => other.subject === subject);
    const successors = new Map<Known, string>();
    for (const content of about?.calls ?? []) {
      for (const last of [false, true]) {
        this.callsRun += 1;
        const rested = this.driver.toRest(state, content, last);
        if (!rested) continue;
        const next = this.lookUp(this.simulation, subject, this.normalForm(this.simulation));
        if (!successors.has(next)) successors.set(next, callName(contents.events[content]));
        if (!this.driver.chose) break;
      }
    }
    return [...successors].map(([known, call]) => ({ call, known }));
  }

  private lookUp(simulation: Simulation, subject: string, { text, lost }: NormalForm): Known {
    const key = `${subject} ${text} ${lost.has(subject) ? 'lost' : ''}`;
    let known = this.known.get(key);
    if (known === undefined) {
      const about = this.about.evaluate(simulation.world).find((other) => other.subject === subject);
      const out = lost.get(subject);
      const remains = out ?? about?.remains ?? [];
      known = {
        state: stateOf(simulation), remains, next: null, reached: remains.length === 0 ? 0 : Infinity,
        exhausted: out === undefined ? 0 : Infinity, best: [],
      };
      this.known.set(key, known);
    }
    return known;
  }

  /** The normal form of a state, worked out once for all states that differ only where it does not matter. */
  private normalForm({ world, agenda }: Simulation): NormalForm {
    const { cells, contents } = this.transitions;
    const { forms } = this;
    forms.begin();
    for (let cell = this.matters.length; cell < cells.size; cell += 1) this.matters.push(this.property.matters(cells.names[cell]!));
    for (let cell = 0; cell < cells.size; cell += 1) {
      const value = world[cell] ?? ABSENT;
      if (value === ABSENT || this.matters[cell] !== true) continue;
      forms.add(cell);
      forms.add(value);
    }
    const pending: number[] = [];
    for (let node = 0; node < agenda.count; node += 1) {
      if (agenda.isPending(node)) pending.push(agenda.contents[node] as number);
    }
    for (const content of pending.sort((left, right) => left - right)) forms.add(-1 - content);
    let form = forms.find();
    if (form === undefined) {
      form = this.property.normalForm(this.present(world), pending.map((content) => contents.events[content]!));
      forms.keep(form);
    }
    return form;
  }

  private present(world: Int32Array): readonly (readonly [CellName, Value])[] {
    const { cells, interner } = this.transitions;
    const present: (readonly [CellName, Value])[] = [];
    for (let cell = 0; cell < cells.size; cell += 1) {
      const value = world[cell] ?? ABSENT;
      if (value !== ABSENT && this.matters[cell] === true) present.push([cells.names[cell]!, interner.value(value)]);
    }
    return present;
  }
}

function callName(event: unknown): string {
  const { name, body } = event as { name: string; body: { request?: string } | null };
  return body?.request ?? name;
}

function stateOf({ world, agenda, transitions: { cells, contents } }: Simulation): State {
  const nodes: number[] = [];
  for (let node = 0; node < agenda.count; node += 1) if (agenda.isPending(node)) nodes.push(node);
  const text = (node: number): string => contents.text(agenda.contents[node] as number);
  nodes.sort((left, right) => (text(left) < text(right) ? -1 : 1));
  return {
    world: world.slice(0, cells.size),
    pending: nodes.flatMap((node) => [agenda.contents[node] as number, agenda.durations[node] as number]),
  };
}

/** Runs calls to rest: no faults, the shortest durations, and ties in the order of arming. */
class PlainDriver implements Driver {
  /** Whether the last call met a choice between equal options. */
  chose = false;
  private last = false;
  private readonly simulation: Simulation;

  constructor(simulation: Simulation) {
    this.simulation = simulation;
  }

  toRest({ world, pending }: State, call: number, last: boolean): boolean {
    const { simulation } = this;
    const { agenda } = simulation;
    this.chose = false;
    this.last = last;
    simulation.restore(world);
    for (let at = 0; at < pending.length; at += 2) this.arm(pending[at] as number, pending[at + 1] as number);
    if (!simulation.fire(call, this)) return false;
    const rest = new RestWatch();
    for (;;) {
      const node = agenda.peek();
      if (node < 0) return true;
      if (simulation.steps > STEPS_MAX) return false;
      const content = agenda.contents[node] as number;
      if (this.isRecurring(agenda.durations[node] as number)) {
        const recurring = recurringOnly(simulation, (duration) => this.isRecurring(duration));
        if (recurring !== null && rest.isRest(stateHash(simulation), recurring)) return true;
        rest.fired(content);
      }
      agenda.pop();
      simulation.now = Math.max(simulation.now, agenda.times[node] as number);
      if (!simulation.fire(content, this)) simulation.park(node);
    }
  }

  choose(choice: number): number {
    const { options } = this.simulation.transitions.choices.choices[choice]!;
    const free = options.flatMap(({ fault }, option) => (fault === null ? [option] : []));
    if (free.length > 1) this.chose = true;
    return (this.last ? free[free.length - 1] : free[0]) as number;
  }

  arm(content: number, duration: number): void {
    const { agenda, now } = this.simulation;
    agenda.add(now + this.range(duration).min, agenda.count, content, 0, duration);
  }

  private isRecurring(duration: number): boolean {
    return this.range(duration).recurring === true;
  }

  private range(duration: number): DurationRange {
    const { names, model } = this.simulation.transitions;
    const range = model.durations[names.name(duration)];
    if (range === undefined) throw new Error(`The model '${model.name}' declares no duration '${names.name(duration)}'`);
    return range;
  }
}

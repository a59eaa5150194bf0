/**
 * "Can still" properties (design section 5): from each state at rest, some sequence of a few calls, each run to rest
 * without faults, must reach a goal. `No instance is wedged` is one.
 *
 * Depth first, the most promising call first. Every call is tried in two variants: where the world leaves equal options
 * (which sled, which waiter), all its choices come out as the first, or as the last. Durations are at the bottom of their
 * ranges. So a verdict is a function of the state at rest alone, and is kept for all states of the same normal form.
 */
import { LearnedReading } from '../step/learned-reading.js';
import type { Transitions } from '../step/transitions.js';
import type { CellName } from '../world/cell.js';
import type { Value } from '../world/value.js';
import { ABSENT } from '../world/interner.js';
import { InvariantChecker, type CanStill, type NormalForm } from './invariant.js';
import { KnownStates } from './known-states.js';
import { PlainDriver, stateOf, type RestedState } from './run-to-rest.js';
import { Simulation } from './simulation.js';

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

/** With how few calls each subject reaches the goal from this state at rest; null: with none that are tried. */
export function callsNeeded(simulation: Simulation, canStill: CanStill): readonly { readonly subject: string; readonly calls: number | null }[] {
  return searchOf(simulation.transitions, canStill).callsNeeded(simulation);
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

/** What is known of a normal form and a subject. */
interface Known {
  readonly state: RestedState;
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

  callsNeeded(simulation: Simulation): readonly { readonly subject: string; readonly calls: number | null }[] {
    const form = this.normalForm(simulation);
    return this.about.evaluate(simulation.world).map(({ subject, remains }) => {
      if (remains.length === 0) return { subject, calls: 0 };
      if (form.lost.has(subject)) return { subject, calls: null };
      const known = this.lookUp(simulation, subject, form);
      for (let calls = 1; calls <= this.property.callsMax; calls += 1) {
        if (this.reaches(known, subject, calls)) return { subject, calls };
      }
      return { subject, calls: null };
    });
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

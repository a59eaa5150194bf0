/**
 * Drives a simulation by hand: whoever holds it says which pending event fires and how its choices come out. For tests
 * of what a model does in one particular order.
 */
import type { Event } from '../process/event.js';
import type { Model } from '../process/model.js';
import { Transitions } from '../step/transitions.js';
import type { CellName } from '../world/cell.js';
import { canonical, type Value } from '../world/value.js';
import { InvariantChecker, type Invariant } from './invariant.js';
import { Simulation, type Driver } from './simulation.js';

/** Which event: by its kind, by some of its properties, or by a test. */
export type Which = Event['kind'] | Readonly<Record<string, unknown>> | ((event: Event) => boolean);

/** Options by choice label and option name; what is not named comes out as its first option. */
export type Outcomes = Readonly<Record<string, string>>;

export class ByHand implements Driver {
  readonly simulation: Simulation;
  /** The names of the marks that were reached. */
  private outcomes: Outcomes = {};

  constructor(model: Model, invariants: readonly Invariant[] = [], transitions = new Transitions(model)) {
    this.simulation = new Simulation(transitions, new InvariantChecker(transitions, invariants));
    this.simulation.reset();
    this.simulation.begin(this);
  }

  choose(choice: number): number {
    const { label, options } = this.simulation.transitions.choices.choices[choice]!;
    const wanted = this.outcomes[label];
    const option = options.findIndex(({ name }) => name === wanted);
    if (wanted !== undefined && option < 0) throw new Error(`'${label}' has no option '${wanted}'`);
    return Math.max(option, 0);
  }

  /** Times are the order of arming. */
  arm(content: number, duration: number): void {
    const { agenda } = this.simulation;
    agenda.add(agenda.count, 0, content, 0, duration);
  }

  /** The pending events, in the order in which they were armed. */
  pending(): Event[] {
    return this.nodes().map((node) => this.eventOf(node));
  }

  /** The durations that events of this kind are pending for. */
  durations(which: Which): string[] {
    const { agenda, transitions: { names } } = this.simulation;
    return this.nodes().filter((node) => matches(this.eventOf(node), which)).map((node) => names.name(agenda.durations[node]!));
  }

  isParked(which: Which): boolean {
    return this.simulation.agenda.isParked(this.find(which));
  }

  /** Fires the first pending event of this description. Returns false when it is blocked, and parked. */
  fire(which: Which, outcomes: Outcomes = {}): boolean {
    const { agenda } = this.simulation;
    const node = this.find(which);
    if (agenda.isParked(node)) throw new Error(`${canonical(this.eventOf(node))} is parked: it waits for a change`);
    this.outcomes = outcomes;
    agenda.end(node);
    if (this.simulation.fire(agenda.contents[node]!, this)) return true;
    this.simulation.park(node);
    return false;
  }

  /** Something happens of its own accord. Returns false when it is blocked. */
  strike(event: Event, outcomes: Outcomes = {}): boolean {
    this.outcomes = outcomes;
    return this.simulation.fire(this.simulation.transitions.contents.id(event as unknown as Value), this);
  }

  /** A spontaneous fault. */
  fault(fault: string, subject: Value): void {
    this.strike({ kind: 'fault', fault, subject });
  }

  /** Fires whatever is ready, in the order of arming, until nothing is. */
  settle(stepsMax = 1_000): void {
    for (let step = 0; step < stepsMax; step += 1) {
      const ready = this.nodes().find((node) => !this.simulation.agenda.isParked(node));
      if (ready === undefined) return;
      const event = canonical(this.eventOf(ready));
      this.fire((other) => canonical(other) === event);
    }
    throw new Error(`still busy after ${stepsMax} steps`);
  }

  get(...name: CellName): Value {
    return this.simulation.transitions.read(this.simulation.world, name);
  }

  /** The names of the cells of this category that are present, sorted. */
  cells(category: string): string[] {
    const { world, transitions: { cells } } = this.simulation;
    return cells.texts.filter((_, cell) => (world[cell] ?? 0) !== 0 && cells.names[cell]?.[0] === category).sort();
  }

  marks(): string[] {
    const { marks, transitions: { names } } = this.simulation;
    return names.names.filter((_, id) => (marks[id] ?? 0) > 0).sort();
  }

  private find(which: Which): number {
    const node = this.nodes().find((candidate) => matches(this.eventOf(candidate), which));
    if (node !== undefined) return node;
    const pending = this.pending().map((event) => canonical(event)).join('\n  ');
    throw new Error(`Nothing pending is ${typeof which === 'function' ? 'what was asked for' : JSON.stringify(which)}:\n  ${pending}`);
  }

  private nodes(): number[] {
    const { agenda } = this.simulation;
    return Array.from({ length: agenda.count }, (_, node) => node).filter((node) => agenda.isPending(node));
  }

  private eventOf(node: number): Event {
    const { agenda, transitions } = this.simulation;
    return transitions.contents.events[agenda.contents[node]!]!;
  }
}

function matches(event: Event, which: Which): boolean {
  if (typeof which === 'string') return event.kind === which;
  if (typeof which === 'function') return which(event);
  const given = event as unknown as Record<string, unknown>;
  return Object.keys(which).every((key) => given[key] !== undefined && canonical(given[key]) === canonical(which[key]));
}

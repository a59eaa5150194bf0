/**
 * Calls run to rest: no faults, the shortest durations, and ties in the order of arming. What users can still do is searched
 * with it, and checks that begin in a world that is at rest.
 */
import type { StimulusEvent } from '../process/event.js';
import type { DurationRange, Model } from '../process/model.js';
import { Transitions } from '../step/transitions.js';
import type { CellName } from '../world/cell.js';
import { ABSENT } from '../world/interner.js';
import type { Value } from '../world/value.js';
import { InvariantChecker } from './invariant.js';
import { RestWatch } from './rest.js';
import { Simulation, type Driver } from './simulation.js';
import { recurringOnly, stateHash } from './state.js';

/** A call that has not come to rest after so many steps leads nowhere. */
const STEPS_MAX = 20_000;
/** A state at rest: cells, and what is pending in it. */
export interface RestedState {
  readonly world: Int32Array;
  /** Alternating content and duration. */
  readonly pending: readonly number[];
}

export function stateOf({ world, agenda, transitions: { cells, contents } }: Simulation): RestedState {
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
export class PlainDriver implements Driver {
  /** Whether the last call met a choice between equal options. */
  chose = false;
  private last = false;
  private readonly simulation: Simulation;

  constructor(simulation: Simulation) {
    this.simulation = simulation;
  }

  toRest({ world, pending }: RestedState, call: number, last: boolean): boolean {
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

/** The same model, but begun where this call has come to rest without a fault. @throws Error when it does not. */
export function beginningAfter(model: Model, call: StimulusEvent): Model {
  const transitions = new Transitions(model);
  const simulation = new Simulation(transitions, new InvariantChecker(transitions, []));
  const driver = new PlainDriver(simulation);
  simulation.reset();
  simulation.begin(driver);
  if (!driver.toRest(stateOf(simulation), transitions.contents.id(call as unknown as Value), false)) {
    throw new Error(`${call.name} does not come to rest: no world to begin with`);
  }
  const { world, pending } = stateOf(simulation);
  const { cells, interner, contents, names } = transitions;
  const present = [...world].flatMap((value, cell): (readonly [CellName, Value])[] =>
    (value === ABSENT ? [] : [[cells.names[cell]!, interner.value(value)]]));
  const armed = pending.flatMap((content, at) => (at % 2 === 0 ? [[contents.events[content]!, names.name(pending[at + 1]!)] as const] : []));
  return {
    ...model,
    begin(step) {
      for (const [cell, value] of present) step.set(cell, value);
      for (const [event, duration] of armed) step.arm(event as unknown as Value, duration);
    },
  };
}

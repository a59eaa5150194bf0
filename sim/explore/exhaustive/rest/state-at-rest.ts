/** A state of a search as a world that simulations can go on from: its cells, and its pending events with durations. */
import { InvariantChecker } from '../../invariant.js';
import { Simulation } from '../../simulation.js';
import { PENDING } from '../components.js';
import type { Expansion } from '../expansion.js';
import type { RecurringEvents } from './recurring-events.js';

export class StateAtRest {
  readonly simulation: Simulation;
  private readonly expansion: Expansion;
  private readonly recurring: RecurringEvents;

  constructor(expansion: Expansion, recurring: RecurringEvents) {
    this.expansion = expansion;
    this.recurring = recurring;
    this.simulation = new Simulation(expansion.transitions, new InvariantChecker(expansion.transitions, []));
  }

  /** Makes the state at hand of the search the simulation's. What is pending in it waits for the shortest time it may. */
  restore(): void {
    const { simulation, expansion: { components, events, transitions } } = this;
    simulation.restore(events.worldOf(components.current));
    const texts: { readonly text: string; readonly content: number }[] = [];
    for (let component = 0; component < components.size; component += 1) {
      if (components.kinds[component] !== PENDING) continue;
      const copies = components.value(component, components.current[component]!);
      const content = components.subjects[component]!;
      for (let copy = 0; copy < copies; copy += 1) texts.push({ text: transitions.contents.text(content), content });
    }
    texts.sort((left, right) => (left.text < right.text ? -1 : 1));
    for (const { content } of texts) {
      const duration = this.recurring.durationsOf(content)[0] ?? -1;
      const { min = 0 } = duration < 0 ? {} : (transitions.model.durations[transitions.names.name(duration)] ?? {});
      simulation.agenda.add(min, simulation.agenda.count, content, 0, duration);
    }
  }
}

/**
 * Drives a simulation by the capsule of an execution without a clock: which event fires and what each choice comes out as
 * are the capsule's to say, and nothing passes that the model would not do. An event that no step armed must be one that
 * the model proposes in that very world, within the bounds of its workload.
 *
 * The time of a step is its number, and means nothing else. Which orders durations allow is not looked at.
 */
import type { Driver, Simulation } from '../explore/simulation.js';
import type { Event } from '../process/event.js';
import type { Reader } from '../step/step.js';
import { canonical, type Value } from '../world/value.js';
import { choicesAround, Divergence } from './divergence.js';
import { RecordedChoices } from './recorded-choices.js';
import type { UntimedCapsule, UntimedStep } from './untimed-capsule.js';

export class UntimedDriver implements Driver {
  private readonly simulation: Simulation;
  private readonly capsule: UntimedCapsule;
  private readonly choices: RecordedChoices;
  private number = 0;
  /** How often each source of stimuli was used. */
  private readonly used = new Map<string, number>();
  /** The first difference within the step. */
  private difference: Divergence | null = null;

  constructor(simulation: Simulation, capsule: UntimedCapsule) {
    this.simulation = simulation;
    this.capsule = capsule;
    this.choices = new RecordedChoices(simulation.transitions.choices, (recorded, happened) => {
      this.difference ??= this.divergence(recorded, happened);
    });
  }

  /** Writes the first world. Throws a `Divergence`. */
  begin(): void {
    this.simulation.reset();
    this.within(this.capsule.begin, () => {
      this.simulation.begin(this);
      return true;
    });
  }

  /** Fires the next step of the capsule. Throws a `Divergence`. Returns what fired, for a recorder. */
  next(): { content: number; node: number } {
    const step = this.capsule.steps[this.number] as UntimedStep;
    this.number += 1;
    const { simulation } = this;
    const content = this.contentOf(step);
    const node = step.spontaneous === true ? -1 : simulation.agenda.find(content);
    if (step.spontaneous === true) this.expectProposal(step);
    else if (node < 0) throw this.divergence(`${canonical(step.event)} fires`, this.whatIsPending(content));
    else simulation.agenda.end(node);
    simulation.now = this.number;
    if (this.within(step, () => simulation.fire(content, this))) return { content, node };
    throw this.divergence(`${canonical(step.event)} fires`, 'it is held back: something that it waits for has not happened');
  }

  choose(choice: number, nth: number): number {
    return this.choices.choose(choice, nth);
  }

  arm(content: number, duration: number): void {
    armUntimed(this.simulation, content, duration);
  }

  private within(step: Pick<UntimedStep, 'options'>, run: () => boolean): boolean {
    this.choices.begin(step.options);
    let fired = false;
    try {
      fired = run();
    } catch (error) {
      throw this.difference ?? this.divergence('the step ends', `it failed: ${error instanceof Error ? error.message : String(error)}`);
    }
    if (fired) this.choices.settle();
    if (this.difference !== null) throw this.difference;
    return fired;
  }

  private contentOf({ event }: UntimedStep): number {
    try {
      return this.simulation.transitions.contents.id(event);
    } catch {
      throw this.divergence(`${canonical(event)} fires`, 'it knows no such event');
    }
  }

  private expectProposal(step: UntimedStep): void {
    const { transitions, world } = this.simulation;
    const { model } = transitions;
    const reader: Reader = { get: (cell) => transitions.read(world, cell), has: (cell) => transitions.has(world, cell) };
    const text = canonical(step.event);
    const isStep = (event: Event): boolean => canonical(event as unknown as Value) === text;
    for (const source of model.stimuli) {
      const used = this.used.get(source.name) ?? 0;
      if (used >= source.max || !source.propose(reader).some(isStep)) continue;
      this.used.set(source.name, used + 1);
      return;
    }
    if (model.faults(reader).some(({ event }) => isStep(event))) return;
    throw this.divergence(`${text} happens of its own accord`, 'it does not, in this world and with this workload');
  }

  private whatIsPending(content: number): string {
    const { agenda, transitions: { contents } } = this.simulation;
    const key = contents.traits[content]?.domain ?? [];
    const pending = new Set<string>();
    for (let node = 0; node < agenda.count; node += 1) {
      if (!agenda.isPending(node)) continue;
      const other = agenda.contents[node] as number;
      if (canonical(contents.traits[other]?.domain ?? []) === canonical(key)) pending.add(contents.text(other));
    }
    // A file may have anything where a name should be.
    const words = key.map((part: Value) => (typeof part === 'string' ? part : canonical(part))).join(' ');
    if (pending.size === 0) return `no event '${words}' is pending`;
    return `an event '${words}' is pending, but with another content: ${[...pending].sort().join(' and ')}`;
  }

  private divergence(recorded: string, happened: string): Divergence {
    return new Divergence(this.number, recorded, happened, choicesAround(this.capsule, this.number));
  }
}

/** Arms an event where there is no time: each is due at once, and equal ones are told apart by their numbers. */
export function armUntimed({ agenda, now }: Simulation, content: number, duration: number): void {
  agenda.add(now, agenda.count, content, 0, duration);
}

/**
 * What a leaf's program changes in the state at hand, as new locals by component: the plain way to work it out, for steps
 * that end a process, and for whoever looks at each successor. The fast way is in successors.ts.
 */
import type { Event } from '../../process/event.js';
import { ModelFault } from '../../process/model-fault.js';
import { handlerOf, type Transitions } from '../../step/transitions.js';
import { COPIES_MAX, type Components } from './components.js';
import { PROGRAM_HEADER, SET, SYMBOLIC, type LeafPrograms } from './leaf-programs.js';
import type { PendingOrder } from './pending-order.js';
import { SymbolicStep } from './symbolic.js';

export class ProgramChanges {
  /** The order among pending events; null when any order goes. */
  order: PendingOrder | null = null;
  private readonly transitions: Transitions;
  private readonly components: Components;
  private readonly programs: LeafPrograms;
  private readonly symbolic: SymbolicStep;

  constructor(transitions: Transitions, components: Components, programs: LeafPrograms) {
    this.transitions = transitions;
    this.components = components;
    this.programs = programs;
    this.symbolic = new SymbolicStep(transitions, components);
  }

  /** `content` is the event that fires. The map is valid until the next call. */
  of(program: number, content: number): ReadonlyMap<number, number> {
    return this.programs.code[program] === SYMBOLIC ? this.symbolicChanges(program) : this.plainChanges(program, content);
  }

  /** A count that was never seen before. */
  count(component: number, change: number, content: number, local = this.components.current[component]!): number {
    const copies = this.components.value(component, local) + change;
    if (copies < 0) throw this.notPending(content);
    if (copies > COPIES_MAX) {
      throw new ModelFault(`more than ${COPIES_MAX} copies of one event are pending: bound what the model sends, or give the ` +
        'check a boundary', this.handler(content));
    }
    return this.components.local(component, copies);
  }

  private plainChanges(program: number, content: number): Map<number, number> {
    const { code } = this.programs;
    const changes = new Map<number, number>();
    for (let at = program + PROGRAM_HEADER, end = at + code[program]! * 2; at < end; at += 2) {
      const component = code[at]! >> 1;
      const operand = code[at + 1]!;
      if ((code[at]! & 1) === SET) changes.set(component, operand);
      else changes.set(component, this.count(component, operand, content, changes.get(component)));
    }
    const timing = code[program + 1]!;
    const { fired, removed, armed } = this.programs.timings[timing]!;
    if (this.order !== null && (timing !== 0 || this.order.freed.length > 0)) {
      this.order.addChanges({ gone: removed.map((event) => [event, null]), armed }, fired, changes);
    }
    return changes;
  }

  private symbolicChanges(program: number): ReadonlyMap<number, number> {
    const { code } = this.programs;
    const fired = code[program + 4]!;
    const { symbolic, components: { classes, current } } = this;
    if (!symbolic.apply(code[program + 1]!, code[program + 3]!, fired, current)) throw this.notPending(code[program + 2]!);
    this.order?.addChanges({
      gone: symbolic.gone.filter(([event]) => classes[event]! > 0), armed: symbolic.armed.filter((event) => classes[event]! > 0),
    }, fired, symbolic.changes);
    return symbolic.changes;
  }

  private notPending(content: number): ModelFault {
    const handler = this.handler(content);
    return new ModelFault(`${handler} cancels an event that is not pending. Cancel only what was armed and has not fired yet.`, handler);
  }

  private handler(content: number): string {
    return handlerOf(this.transitions.contents.events[content] as Event);
  }
}

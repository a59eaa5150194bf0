/** A step behind a step: what a change of the model sees, and may alter, of what a handler does. */
import type { Model, ProcessKind } from '../../sim/process/model.js';
import type { Event } from '../../sim/process/event.js';
import { PassingStep } from '../../sim/step/passing-step.js';
import type { Choice, Step } from '../../sim/step/step.js';
import type { Value } from '../../sim/world/value.js';

/** What a change may do otherwise than the handler wants it. */
export interface StepChanges {
  arm?(step: Step, event: Event, duration: string): void;
  choose?(step: Step, choice: Choice): number;
  /** Runs when the handler is done. */
  done?(step: Step): void;
}

/** Passes everything on, but for what is changed. */
class WrappedStep extends PassingStep {
  private readonly changes: StepChanges;

  constructor(step: Step, changes: StepChanges) {
    super(step);
    this.changes = changes;
  }

  override choose(choice: Choice): number {
    return this.changes.choose?.(this.step, choice) ?? super.choose(choice);
  }

  override arm(event: Value, duration: string): void {
    if (this.changes.arm === undefined) super.arm(event, duration);
    else this.changes.arm(this.step, event as unknown as Event, duration);
  }
}

/** What an event does instead of what its process would do with it; undefined: the process handles it. */
export type Intercept = (step: Step, process: string, event: Event) => boolean;

/** The model with all steps of some kinds of process changed. `changes` makes those of one step. */
export function changedKinds(
  model: Model, isChanged: (kind: string) => boolean, changes: (process: string, event: Event | null) => StepChanges,
  intercept: Intercept = () => false,
): Model {
  const changed = (kind: ProcessKind): ProcessKind => {
    const run = (step: Step, process: string, event: Event | null, handle: (wrapped: Step) => void): void => {
      if (event !== null && intercept(step, process, event)) return;
      const made = changes(process, event);
      handle(new WrappedStep(step, made));
      made.done?.(step);
    };
    return {
      ...kind,
      start: (step, process) => run(step, process, null, (wrapped) => kind.start(wrapped, process)),
      serve: (step, process, event) => run(step, process, event, (wrapped) => kind.serve(wrapped, process, event)),
      handle: (step, process, event) => run(step, process, event, (wrapped) => kind.handle(wrapped, process, event)),
    };
  };
  const kinds = Object.entries(model.kinds).map(([name, kind]) => [name, isChanged(name) ? changed(kind) : kind] as const);
  return { ...model, kinds: Object.fromEntries(kinds) };
}

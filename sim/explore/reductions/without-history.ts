/**
 * A model as it is when nobody keeps a history: what was written for properties alone (cells of the category `history`) is
 * not there. Nothing else depends on it, so the model does the same; its states are fewer and its steps more independent.
 */
import type { GuardedAction, Model, ProcessKind } from '../../process/model.js';
import type { Step } from '../../step/step.js';
import type { CellName } from '../../world/cell.js';

export function withoutHistory(model: Model): Model {
  return {
    ...model,
    kinds: Object.fromEntries(Object.entries(model.kinds).map(([name, kind]): [string, ProcessKind] => [name, {
      kind: kind.kind,
      handlers: kind.handlers,
      restartAfter: kind.restartAfter,
      start: (step, process) => kind.start(forgetful(step), process),
      serve: (step, process, event) => kind.serve(forgetful(step), process, event),
      handle: (step, process, event) => kind.handle(forgetful(step), process, event),
    }])),
    actions: Object.fromEntries(Object.entries(model.actions).map(([name, action]) =>
      [name, ((step, parameter) => action(forgetful(step), parameter)) as GuardedAction])),
    begin: (step) => model.begin(forgetful(step)),
  };
}

/** A step that keeps no history. */
function forgetful(step: Step): Step {
  const isHistory = (cell: CellName): boolean => cell[0] === 'history';
  return {
    get: (cell) => (isHistory(cell) ? null : step.get(cell)),
    has: (cell) => !isHistory(cell) && step.has(cell),
    set: (cell, value) => (isHistory(cell) ? undefined : step.set(cell, value)),
    remove: (cell) => (isHistory(cell) ? undefined : step.remove(cell)),
    choose: (choice) => step.choose(choice),
    arm: (event, duration) => step.arm(event, duration),
    cancel: (event) => step.cancel(event),
    block: () => step.block(),
    forget: (process) => step.forget(process),
    mark: (name) => step.mark(name),
    because: (rule) => step.because(rule),
    settle: (value) => step.settle(value),
    begin: (task, start) => step.begin(task, start),
    resume: (task, start, answers) => step.resume(task, start, answers),
  };
}

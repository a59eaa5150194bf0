/**
 * Turns a path through canonical forms into an execution of the model. Each form is renamed on its own, so what is one
 * process in one of them may be another in the next; an execution keeps the names.
 */
import { canonical, type Value } from '../../../world/value.js';
import { ModelFault } from '../../../process/model-fault.js';
import type { Expansion } from '../expansion.js';
import { forEachInitialState } from '../initial-states.js';
import type { Execution, PathStep } from '../path.js';
import { areSame, literalSuccessors, type LiteralSuccessor } from './literal-successors.js';
import { composed, type Permutation } from './symmetric-ids.js';
import type { Symmetry } from './symmetry.js';

/** The execution that ends in the last form of a path, with its ids renamed. @throws ModelFault */
export function literalExecution(expansion: Expansion, symmetry: Symmetry, path: Execution, renaming: Permutation): Execution {
  const forms = formsOn(expansion, symmetry, path);
  // Any execution along the forms: it ends in some state of the orbit.
  const first = initialState(expansion, (locals) => areSame(symmetry.formOf(locals), forms[0]!));
  const states = [first.locals];
  path.steps.forEach(({ faults }, nth) => {
    const successors = literalSuccessors(expansion, states[nth]!, faults);
    const next = successors.find(({ locals }) => areSame(symmetry.formOf(locals), forms[nth + 1]!));
    states.push((next ?? fail(expansion, path.steps[nth]!)).locals);
  });
  // The one that ends in the very state: all its ids renamed at once.
  const wholly = composed(symmetry.labelling(states.at(-1)!), renaming);
  const renamed = states.map((locals) => symmetry.renamed(locals, wholly));
  const { options } = initialState(expansion, (locals) => areSame(locals, renamed[0]!));
  const steps = path.steps.map(({ faults, state }, nth): PathStep => {
    const successors = literalSuccessors(expansion, renamed[nth]!, faults);
    const { event, spontaneous, options: taken } = successors.find(({ locals }) => areSame(locals, renamed[nth + 1]!)) ?? fail(expansion, path.steps[nth]!);
    return { event, spontaneous, options: taken, faults, state };
  });
  return { initialOptions: options, steps };
}

/** The canonical forms on a path. */
function formsOn(expansion: Expansion, symmetry: Symmetry, { initialOptions, steps }: Execution): Int32Array[] {
  const { transitions } = expansion;
  const first = initialState(expansion, () => transitions.taken.join() === initialOptions.join());
  const forms = [symmetry.formOf(first.locals)];
  for (const step of steps) {
    const text = canonical(step.event as unknown as Value);
    const isStep = ({ event, options }: LiteralSuccessor): boolean =>
      canonical(event as unknown as Value) === text && options.join() === step.options.join();
    const next = literalSuccessors(expansion, forms.at(-1)!, step.faults).find(isStep);
    forms.push(symmetry.formOf((next ?? fail(expansion, step)).locals));
  }
  return forms;
}

function initialState(expansion: Expansion, isIt: (locals: Int32Array) => boolean): { locals: Int32Array; options: readonly number[] } {
  const { components, transitions } = expansion;
  let found: { locals: Int32Array; options: readonly number[] } | undefined;
  forEachInitialState(transitions, components, () => {
    const locals = components.current.slice(0, components.size);
    if (found === undefined && isIt(locals)) found = { locals, options: [...transitions.taken] };
  });
  if (found !== undefined) return found;
  throw new ModelFault(notSymmetric(expansion, 'a first state has no counterpart'), expansion.transitions.model.name);
}

function fail(expansion: Expansion, { event }: PathStep): never {
  throw new ModelFault(notSymmetric(expansion, `the step ${canonical(event as unknown as Value)} has no counterpart`), expansion.transitions.model.name);
}

function notSymmetric({ transitions: { model } }: Expansion, why: string): string {
  const sets = (model.symmetric ?? []).map(({ name }) => name).join(' and ');
  return `the ${sets} are declared symmetric, but ${why} where their ids are exchanged. Take the declaration off, or find what makes ` +
    'a difference between them (an order, a number, a name that is part of another text).';
}

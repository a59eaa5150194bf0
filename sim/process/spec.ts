/**
 * A spec: variables and guarded actions, as in TLA+ (Lamport, Specifying Systems, 2002).
 *
 * Each variable is a cell, or one for each of its keys when it is `keyed`, so that an action depends on no more than it
 * used. Each action is always pending, once for each value of its parameter (TLA+'s `\E rm \in RM`): a step that fires
 * re-arms it, and while its guard is false it is parked. So an action must look before it draws: what is drawn among,
 * is what the guard admits.
 */
import { evenChoice } from '../database/statement.js';
import type { Reader, Step } from '../step/step.js';
import type { CellName } from '../world/cell.js';
import type { Value } from '../world/value.js';
import { draftOf, type Places } from './draft.js';
import { symmetricSets, type DurationRange, type GuardedAction, type Model } from './model.js';
import { ModelFault } from './model-fault.js';

/** What an action can do beside changing the variables. */
export interface SpecContext {
  /** One of these, none of them a fault. */
  among<T>(label: string, options: readonly T[]): T;
  /** An outcome whose options may be faults; returns the option's index. */
  decide(label: string, options: readonly { name: string; fault: string | null }[]): number;
  mark(name: string): void;
  because(rule: string): void;
  remember(key: readonly [string, ...Value[]], value: Value): void;
}

/** What an action returns: false when it is disabled. One that is always enabled need not return, hence `void`. */
// eslint-disable-next-line @typescript-eslint/no-invalid-void-type
export type Enabled = boolean | void;

/** Changes the variables, or returns false when it is disabled: then nothing happens, whatever it changed. */
export type SpecAction<Variables> = (variables: Variables, context: SpecContext) => Enabled;

/** An action with a parameter: one pending event for each of its values. */
export interface ParametrizedAction<Variables> {
  readonly values: readonly Value[];
  readonly action: (variables: Variables, parameter: never, context: SpecContext) => Enabled;
}

export type Actions<Variables> = Readonly<Record<string, SpecAction<Variables> | ParametrizedAction<Variables>>>;

/** Makes an action for each of these values. */
export type Each<Variables> = <Parameter extends Value>(
  values: readonly Parameter[],
  action: (variables: Variables, parameter: Parameter, context: SpecContext) => Enabled,
) => ParametrizedAction<Variables>;

export interface SpecDefinition<Variables> {
  readonly name: string;
  /** The variables and their first values. Those made by `keyed` have a cell for each key. */
  readonly variables: Variables;
  /** Changes the first values where TLA+'s Init is not one state: it may draw. */
  readonly initially?: (variables: Variables, context: SpecContext) => void;
  /** The actions by name. Where some have parameters: a function of `each`. */
  readonly actions: Actions<Variables> | ((each: Each<Variables>) => Actions<Variables>);
  /** Actions that need never happen though they could (TLA+: those without a fairness condition). */
  readonly optional?: readonly string[];
  /** Ids that the actions treat alike, by what they are: see `SymmetricSet`. */
  readonly symmetric?: Readonly<Record<string, readonly string[]>>;
  /** How long each action takes to fire, by its name; `action` for all others. */
  readonly durations?: Readonly<Record<string, DurationRange>>;
}

export interface SpecModel<Variables> extends Model {
  /** The variables of a world, for invariants; each is read when it is looked at. */
  view(world: Reader): Readonly<Variables>;
}

/** The duration of an action that has none of its own, in microseconds. Recurring: a spec may go on for ever. */
const ACTION: DurationRange = { min: 1, max: 1_000_000, shape: 'uniform', mayBeLate: false, recurring: true };

const KEYED = new WeakSet<object>();

/**
 * A variable with a cell for each key, such as the state of each resource manager. Its keys never change. What it holds may be
 * keyed again: the messages of each acceptor for each ballot.
 */
export function keyed<T extends Record<string, Value>>(values: T): T {
  KEYED.add(values);
  return values;
}

export function spec<Variables extends Record<string, Value>>(
  definition: SpecDefinition<Variables>,
): SpecModel<Variables> {
  const { name, variables, initially } = definition;
  const places = placesOf(variables);
  const durations: Record<string, DurationRange> = { action: ACTION, ...definition.durations };
  const each: Each<Variables> = (values, action) => ({ values, action: action as Run<Variables> });
  const named = typeof definition.actions === 'function' ? definition.actions(each) : definition.actions;
  const actions = Object.entries(named).map(([action, body]) => (typeof body === 'function'
    ? { action, values: [null], run: withoutParameter(body) }
    : { action, values: body.values, run: body.action }));
  return {
    name,
    kinds: {},
    statements: {},
    durations,
    stimuli: [],
    optionalActions: definition.optional ?? [],
    actions: Object.fromEntries(actions.map(({ action, run }) => [action, guarded(action, places, run)])),
    faults: () => [],
    transport: () => 'reliable',
    ...symmetricSets(definition.symmetric),
    view: (world) => draftOf(world, places).self as Variables,
    begin(step) {
      writeFirst(step, places, variables);
      if (initially !== undefined) {
        const draft = draftOf(step, places);
        initially(draft.self as Variables, contextOf(step, { drew: false }));
        draft.write(step);
      }
      for (const { action, values } of actions) {
        for (const parameter of values) step.arm({ kind: 'action', action, parameter }, action in durations ? action : 'action');
      }
    },
  };
}

type Run<Variables> = (variables: Variables, parameter: never, context: SpecContext) => Enabled;

function withoutParameter<Variables>(action: SpecAction<Variables>): Run<Variables> {
  return (variables, _parameter, context) => action(variables, context);
}

function guarded<Variables>(action: string, places: Places, run: Run<Variables>): GuardedAction {
  return (step, parameter) => {
    const draft = draftOf(step, places);
    const luck = { drew: false };
    if (run(draft.self as Variables, parameter as never, contextOf(step, luck)) === false) {
      if (!luck.drew) return false;
      throw new ModelFault(
        `action ${action} drew before its guard was false: a parked action keeps its draws, so it might never try the ` +
          'others. Draw only among what the guard admits, or give the action a parameter with each().', action);
    }
    draft.write(step);
    return true;
  };
}

function placesOf(variables: Record<string, Value>): Places {
  const placeOf = (value: Value, name: CellName): CellName | Places => {
    if (typeof value !== 'object' || value === null || !KEYED.has(value)) return name;
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, placeOf(part as Value, [...name, key])]));
  };
  return Object.fromEntries(Object.entries(variables).map(([variable, value]) => [variable, placeOf(value, ['variable', variable])]));
}

function writeFirst(step: Step, places: Places, values: Record<string, Value>): void {
  const draft = draftOf(step, places);
  Object.assign(draft.self, values);
  draft.write(step);
}

function contextOf(step: Step, luck: { drew: boolean }): SpecContext {
  return {
    among: (label, options) => {
      if (options.length > 1) luck.drew = true;
      return options[step.choose(evenChoice(label, options.length))] as never;
    },
    decide: (label, options) => {
      luck.drew = true;
      return step.choose({ label, options });
    },
    mark: (name) => step.mark(name),
    because: (rule) => step.because(rule),
    remember: (key, value) => step.set(['history', ...key], value),
  };
}

/**
 * The path to a state: parents give the states, and each step between two of them is found by expanding the first one
 * again. The first step that fits is taken: the smallest by the content of its event, then by its options.
 */
import type { Event } from '../../process/event.js';
import { forEachInitialState } from './initial-states.js';
import { FROM_PENDING } from './leaf-programs.js';
import type { Search } from './search.js';
import { literalExecution } from './symmetry/literal-execution.js';

/** One step of an execution. */
export interface PathStep {
  readonly event: Event;
  /** Whether no earlier step had armed it. */
  readonly spontaneous: boolean;
  /** The options of its choices, in order. */
  readonly options: readonly number[];
  readonly faults: number;
  /** The state it leads to. */
  readonly state: number;
}

/** The steps that lead from an initial state to a state; with symmetry, from one canonical form to the next. */
export function pathTo(search: Search, state: number): readonly PathStep[] {
  const told = search.told.get(state);
  if (told !== undefined) return told.steps;
  const { store } = search.expansion;
  const states = [state];
  while (store.parent(states[0]!) >= 0) states.unshift(store.parent(states[0]!));
  return states.slice(1).map((next, nth) => stepBetween(search, states[nth]!, next, search.placeOf(next).faults - search.placeOf(states[nth]!).faults));
}

/** An execution of the model, from one of its first states. */
export interface Execution {
  /** How the choices came out that the first state was drawn with. */
  readonly initialOptions: readonly number[];
  readonly steps: readonly PathStep[];
}

/**
 * The execution that leads to a stored state, or, with symmetry, to the one in which its ids are renamed.
 *
 * @throws ModelFault when the ids that the model declares symmetric turn out not to be.
 */
export function executionTo(search: Search, state: number, renaming?: readonly number[]): Execution {
  const execution = { initialOptions: initialOptionsOf(search, state), steps: pathTo(search, state) };
  const { expansion, expansion: { symmetry } } = search;
  return symmetry === null ? execution
    : literalExecution(expansion, symmetry, execution, renaming === undefined ? symmetry.ids.identity() : Int32Array.from(renaming));
}

/** How the choices came out that the first state on the way to a state was drawn with. */
export function initialOptionsOf(search: Search, state: number): readonly number[] {
  const told = search.told.get(state);
  if (told !== undefined) return told.initialOptions;
  const { expansion, transitions } = search;
  const { store } = expansion;
  let first = state;
  while (store.parent(first) >= 0) first = store.parent(first);
  let found: readonly number[] | null = null;
  forEachInitialState(transitions, expansion.components, () => {
    expansion.symmetry?.representAtHand();
    const words = expansion.hand.pack();
    if (found === null && words.every((word, at) => store.states[first * store.stride + at] === word)) found = [...transitions.taken];
  });
  if (found === null) throw new Error(`State ${first} is no first state: the search is broken`);
  return found;
}

/** The first step between two states that costs so many faults; `content` is the event that fires, if it matters which. */
export function stepBetween(search: Search, from: number, to: number, cost: number, content: number | null = null): PathStep {
  const { expansion } = search;
  const { store } = expansion;
  let found: PathStep | null = null;
  expansion.tellSuccessors(from, cost, (entry, options, words) => {
    if (found !== null || words === null || (content !== null && expansion.events.contents[entry] !== content)) return;
    for (let word = 0; word < store.words; word += 1) if (store.states[to * store.stride + word] !== words[word]) return;
    const event = search.transitions.contents.events[expansion.events.contents[entry]!]!;
    found = { event, spontaneous: expansion.events.origins[entry] !== FROM_PENDING, options: [...options], faults: cost, state: to };
  });
  if (found === null) throw new Error(`No step leads from state ${from} to state ${to}: the search is broken`);
  return found;
}

/**
 * A search as data, from which another process goes on as if nothing had happened: to the same counts, depths and verdicts.
 *
 * It holds content alone: cells and events by name, their values as text, and each state as packed numbers of the values
 * that the same data lists. No id of an engine is in it. What was learned is left out, and learned again.
 *
 * Left out: searches by several workers, whose states lie in several stores.
 */
import type { CellName } from '../../world/cell.js';
import { ABSENT } from '../../world/interner.js';
import type { Value } from '../../world/value.js';
import type { Transitions } from '../../step/transitions.js';
import { CELL, PENDING, WAITS } from './components.js';
import { Layout, type SavedLayout } from './layout.js';
import type { Search, SearchPosition } from './search.js';

export interface SavedSearch {
  readonly position: SearchPosition;
  /** By component: its kind, what it stands for, its timing class, and its values in the order of their numbers. */
  readonly components: readonly (readonly [kind: number, subject: Value, timingClass: number, values: readonly Value[]])[];
  readonly layout: SavedLayout;
  /** How the states stand in the store: integers a state, how many states, and how many slots (a power of two). */
  readonly words: number;
  readonly stride: number;
  readonly states: number;
  readonly capacityBits: number;
}

/** Whether a search that ended early can be saved: not when it fell before its first state, nor one of several workers. */
export function canBeSaved(search: Search): boolean {
  return search.options.team === null && search.options.strategy === 'bfs' && search.depth > 1 &&
    (search.ending === 'stopped' || search.ending === 'states' || search.ending === 'memory' || search.ending === 'values');
}

/** Everything but the states. Their integers are `statesOf`. */
export function saveSearch(search: Search): SavedSearch {
  const { expansion: { components, hand, store }, transitions } = search;
  const position = search.position();
  return {
    position,
    components: components.kinds.map((kind, component) => [
      kind, subjectContent(transitions, kind, components.subjects[component]!), components.classes[component]!,
      Array.from({ length: components.counts[component]! }, (_, local) => content(search, kind, components.value(component, local))),
    ] as const),
    layout: hand.layout.saved(),
    words: store.words, stride: store.stride, states: position.states, capacityBits: store.capacityBits,
  };
}

/** The integers of the states that a saved search has, or is to have. */
export function statesOf({ expansion: { store } }: Search, { stride, states }: Pick<SavedSearch, 'stride' | 'states'>): Int32Array {
  return store.states.subarray(0, stride * states);
}

/** Whether a search has room for a saved one. */
export function hasRoomFor({ expansion: { store } }: Search, { words, states, capacityBits }: SavedSearch): boolean {
  return store.hasRoomFor(words, states, capacityBits);
}

/**
 * Makes a new search go on where another one was saved. Its model, properties and kinds of fault must be the same.
 *
 * @param fill Writes the integers of the states.
 */
export function restoreSearch(search: Search, saved: SavedSearch, fill: (states: Int32Array) => void): void {
  const { expansion: { components, hand, store }, transitions } = search;
  if (components.size > 0) throw new Error('Only a search that has not begun can go on where another one ended');
  for (const [kind, subject, timingClass, [first]] of saved.components) {
    components.admitComponent(kind, subjectId(transitions, kind, subject), valueId(search, kind, first!), timingClass);
  }
  // Sets of events speak of components that come after them.
  saved.components.forEach(([kind, , , [, ...others]], component) => {
    for (const value of others) components.admitValue(component, valueId(search, kind, value));
  });
  hand.restore(Layout.restored(components, saved.layout));
  fill(statesOf(search, saved));
  store.restore(saved.words, saved.states, saved.capacityBits);
  search.goOnFrom(saved.position);
}

function subjectContent({ cells, contents }: Transitions, kind: number, subject: number): Value {
  return kind === CELL ? (cells.names[subject] as unknown as Value) : kind === PENDING ? (contents.events[subject] as unknown as Value) : subject;
}

function subjectId({ cells, contents }: Transitions, kind: number, subject: Value): number {
  return kind === CELL ? cells.id(subject as unknown as CellName) : kind === PENDING ? contents.id(subject) : (subject as number);
}

/** A cell's value in a list, to tell it from an absent one; a set of events by their components. */
function content({ transitions: { interner }, expansion: { components } }: Search, kind: number, value: number): Value {
  if (kind === WAITS) return components.waitSets.entries(value);
  if (kind !== CELL) return value;
  return value === ABSENT ? [] : [interner.value(value)];
}

function valueId({ transitions: { interner }, expansion: { components } }: Search, kind: number, saved: Value): number {
  if (kind === WAITS) return components.waitSets.number(new Map(saved as readonly (readonly [number, number])[]));
  if (kind !== CELL) return saved as number;
  const [value] = saved as readonly Value[];
  return value === undefined ? ABSENT : interner.intern(value);
}

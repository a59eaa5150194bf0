/** States as content: what they consist of, whatever ids and numbers their values have. */
import { ABSENT } from '../../world/interner.js';
import type { CellName } from '../../world/cell.js';
import { canonical, type Value } from '../../world/value.js';
import type { Event } from '../../process/event.js';
import { CELL, PENDING } from './components.js';
import type { Expansion } from './expansion.js';
import type { Search } from './search.js';

/** What a state consists of: its present cells by name, and its pending events, each in the order of content. */
export interface StateContent {
  readonly cells: readonly (readonly [CellName, Value])[];
  readonly pending: readonly Event[];
}

/** The content of a stored state. */
export function contentOf({ expansion }: Search, state: number): StateContent {
  expansion.load(state);
  return contentAtHand(expansion);
}

/** The content of the state at hand. */
export function contentAtHand({ components, transitions: { cells, contents, interner } }: Expansion): StateContent {
  const present: (readonly [CellName, Value])[] = [];
  const pending: Event[] = [];
  for (let component = 0; component < components.size; component += 1) {
    const value = components.value(component, components.current[component]!);
    const subject = components.subjects[component]!;
    const kind = components.kinds[component];
    if (kind === CELL && value !== ABSENT) present.push([cells.names[subject]!, interner.value(value)]);
    if (kind === PENDING) for (let copy = 0; copy < value; copy += 1) pending.push(contents.events[subject]!);
  }
  return { cells: byText(present, ([name]) => name), pending: byText(pending, (event) => event as unknown as Value) };
}

function byText<T>(list: T[], key: (item: T) => Value): T[] {
  const texts = new Map(list.map((item) => [item, canonical(key(item))]));
  return list.sort((left, right) => (texts.get(left)! < texts.get(right)! ? -1 : texts.get(left) === texts.get(right) ? 0 : 1));
}

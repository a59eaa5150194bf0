/**
 * The interpreter's world: texts by texts. No ids, no interning: a cell is found by the canonical text of its name and
 * holds the canonical text of its value; an absent cell is absent from the map.
 */
import type { Reader } from '../step/step.js';
import type { CellName } from '../world/cell.js';
import { canonical, deepFreeze, type Value } from '../world/value.js';

export type Texts = Map<string, string>;

/** The value that a text stands for: frozen, so that nobody can change it behind the world's back. */
export function parsed(text: string): Value {
  return deepFreeze(JSON.parse(text) as Value);
}

export class PlainWorld implements Reader {
  /** Value texts by name texts. */
  cells: Texts = new Map();
  /** The rule behind the last write that changed a cell; null when the step named none. */
  readonly rules = new Map<string, string | null>();
  /** Generators of waiting tasks by the names of their cells. They stay where they wait; nothing is replayed. */
  readonly generators = new Map<string, Generator<unknown, Value, Value>>();

  get(name: CellName): Value {
    const text = this.cells.get(canonical(name));
    return text === undefined ? null : parsed(text);
  }

  has(name: CellName): boolean {
    return this.cells.has(canonical(name));
  }
}

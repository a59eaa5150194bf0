/**
 * Drafts: an object whose properties stand for cells. A property is read when it is first looked at, so that a handler
 * depends on no more than it used; what was used is written back when the handler is done.
 */
import type { Reader, Step } from '../step/step.js';
import type { CellName } from '../world/cell.js';
import type { Value } from '../world/value.js';

/** Which cell each property stands for; a nested record is a property that is itself such an object. */
export interface Places {
  readonly [property: string]: CellName | Places;
}

export interface Draft {
  readonly self: Record<string, Value>;
  /** Writes back what was used. */
  write(step: Step): void;
}

export function draftOf(world: Reader, places: Places): Draft {
  const used = new Map<string, Value>();
  const parts = new Map<string, Draft>();
  const self: Record<string, Value> = {};
  for (const property of Object.keys(places)) {
    const place = places[property] as CellName | Places;
    if (isCell(place)) {
      define(self, property, () => {
        if (!used.has(property)) used.set(property, copyOf(world.get(place)));
        return used.get(property) as Value;
      }, (value) => void used.set(property, value));
      continue;
    }
    const part = (): Draft => {
      let draft = parts.get(property);
      if (draft === undefined) parts.set(property, (draft = draftOf(world, place)));
      return draft;
    };
    define(self, property, () => part().self, (value) => void Object.assign(part().self, value));
  }
  Object.preventExtensions(self);
  const write = (step: Step): void => {
    for (const [property, value] of used) step.set(places[property] as CellName, value);
    for (const part of parts.values()) part.write(step);
  };
  return { self, write };
}

function isCell(place: CellName | Places): place is CellName {
  return Array.isArray(place);
}

function define(self: object, property: string, get: () => Value, set: (value: Value) => void): void {
  Object.defineProperty(self, property, { enumerable: true, get, set });
}

/** A copy that a handler may change. Values are plain data, so copying them by hand is exact. */
function copyOf(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copyOf);
  const copy: Record<string, Value> = {};
  for (const key of Object.keys(value)) copy[key] = copyOf((value as Record<string, Value>)[key] as Value);
  return copy;
}

/** Cells by id, and which of them a crash concerns. */
import { calledProcess, callingProcess, volatileOwner, type CellName } from '../world/cell.js';
import { hashText } from '../world/hash.js';
import { canonical, type Value } from '../world/value.js';

/** Names are found element by element: most are a few strings, and writing them out would take longer. */
interface Place {
  id: number;
  readonly next: Map<Value, Place>;
}

export class Cells {
  readonly names: CellName[] = [];
  readonly texts: string[] = [];
  readonly hashes: number[] = [];
  /** Ids of the cells that a process's crash forgets, that it called through, and that it serves. */
  readonly volatile = new Map<string, number[]>();
  readonly calling = new Map<string, number[]>();
  readonly called = new Map<string, number[]>();
  private readonly root: Place = { id: -1, next: new Map() };

  get size(): number {
    return this.names.length;
  }

  id(name: CellName): number {
    let place = this.root;
    for (let at = 0; at < name.length; at += 1) {
      const key = keyOf(name[at] as Value);
      let next = place.next.get(key);
      if (next === undefined) {
        next = { id: -1, next: new Map() };
        place.next.set(key, next);
      }
      place = next;
    }
    if (place.id < 0) place.id = this.add(name);
    return place.id;
  }

  /** The id of a cell that may never have been named; -1 when it was not. */
  find(name: CellName): number {
    let place: Place | undefined = this.root;
    for (let at = 0; at < name.length && place !== undefined; at += 1) place = place.next.get(keyOf(name[at] as Value));
    return place?.id ?? -1;
  }

  private add(name: CellName): number {
    const id = this.names.length;
    const text = canonical(name);
    this.names.push(JSON.parse(text) as CellName);
    this.texts.push(text);
    this.hashes.push(hashText(text));
    append(this.volatile, volatileOwner(name), id);
    append(this.calling, callingProcess(name), id);
    append(this.called, calledProcess(name), id);
    return id;
  }
}

/** An element of a name as a key: itself, or the text of an object or array, marked so that no string equals it. */
function keyOf(element: Value): Value {
  return typeof element === 'object' && element !== null ? `\u0000${canonical(element)}` : element;
}

function append(map: Map<string, number[]>, key: string | null, id: number): void {
  if (key === null) return;
  const list = map.get(key);
  if (list === undefined) map.set(key, [id]);
  else list.push(id);
}

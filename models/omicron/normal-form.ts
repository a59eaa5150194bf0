/**
 * The normal form of a state at rest: equal for states that answer every request alike, but for the names of sleds and VMMs
 * and the numbers of generations. For what is judged once and holds for all of them ("no wedge").
 *
 * - VMMs are numbered in their order, and sleds in the order of the VMMs on them.
 * - Generations are only ever compared with others of the same record: they count from the row's. While anything but the
 *   monitors of VMMs waits they are kept as they are.
 * - Tasks that wait for ever are left out; what they hold is held for ever.
 * - The row of a saga that no task runs is left out: it is read by a Nexus that starts, and none does.
 * - An id that only its own rows name is lost: ids are never forged, and no statement scans those tables. Nothing that
 *   happens later depends on these rows, and nothing will ever delete them.
 *
 * Values are interned, so what each of them comes to is worked out once.
 */
import type { NormalForm } from '../../sim/explore/invariant.js';
import type { Event } from '../../sim/process/event.js';
import { identityOf } from '../../sim/process/identity.js';
import type { CellName } from '../../sim/world/cell.js';
import type { Value } from '../../sim/world/value.js';
import { INSTANCE, SLED_RESOURCE, VMM, type InstanceRow, type SledResourceRow, type VmmRow } from './database/rows.js';
import type { InstanceObject } from './sled-agent/memory.js';
import { waitingForEver, withoutThem } from './waiting-for-ever.js';

const SAGA = 'saga';

type Cell = readonly [name: CellName, value: Value];

/** A piece of a text: as it is, an id or a sled to be renamed, or a generation that counts from that of a record. */
type Piece = string | { readonly name: string } | { readonly gen: number; readonly of: string };

/** History, ids given out and lists of keys play no part. */
export function mattersToNormalForm([category]: CellName): boolean {
  return category !== 'history' && category !== 'id' && category !== 'rows';
}

export function normalFormFor(sleds: readonly string[]): (cells: readonly Cell[], pending: readonly Event[]) => NormalForm {
  const isSled = new Set(sleds);
  return (relevant, pending) => {
    const cells = withoutSagas(withoutThem(relevant, waitingForEver(relevant)));
    const named = idsNamed(cells, pending);
    const kept = cells.filter(([name]) => !isRowOfVmm(name) || named.has(name[2] as string));
    const idle = pending.length === 0 && kept.every(([name]) => name[0] !== 'task' || name[2] === 'monitor');
    const names = newNames(kept, named, sleds);
    const bases = idle ? generations(kept) : new Map<string, number>();
    const texts = kept.map(([name, value]) => write(nameOf(name, isSled), names, bases) + write(piecesOf(name, value, isSled), names, bases));
    const events = pending.map((event) => write(plain(event as unknown as Value, isSled), names, bases));
    return { text: `${texts.sort().join('\n')}\n\n${events.sort().join('\n')}`, lost: lostReservations(cells, named) };
  };
}

function withoutSagas(cells: readonly Cell[]): readonly Cell[] {
  const run = new Set<string>();
  for (const [name, value] of cells) if (name[0] === 'task') for (const id of idsIn(value)) run.add(id);
  return cells.filter(([name]) => name[0] !== 'row' || name[1] !== SAGA || run.has(name[2] as string));
}

function isRowOfVmm(name: CellName): boolean {
  return name[0] === 'row' && (name[1] === VMM || name[1] === SLED_RESOURCE);
}

/** What each instance has lost: reservations that nothing can name any more. */
function lostReservations(cells: readonly Cell[], named: ReadonlySet<string>): ReadonlyMap<string, readonly string[]> {
  const lost = new Map<string, readonly string[]>();
  for (const [name] of cells) {
    if (name[0] !== 'row' || name[1] !== SLED_RESOURCE || named.has(name[2] as string)) continue;
    lost.set(identityOf(name[2] as string)?.parent ?? '', ['a reservation']);
  }
  return lost;
}

/** The minted ids, and what they were minted from, that anything but the rows of VMMs names. */
function idsNamed(cells: readonly Cell[], pending: readonly Event[]): ReadonlySet<string> {
  const named = new Set<string>();
  const add = (ids: readonly string[]): void => {
    for (const id of ids) named.add(id);
  };
  for (const [name, value] of cells) {
    if (isRowOfVmm(name)) continue;
    add(idsIn(name));
    add(idsIn(value));
  }
  for (const event of pending) add(idsIn(event as unknown as Value));
  return named;
}

const IDS = new WeakMap<object, readonly string[]>();

function idsIn(value: Value): readonly string[] {
  if (typeof value === 'string') return withParents(value);
  if (typeof value !== 'object' || value === null) return [];
  let ids = IDS.get(value);
  if (ids === undefined) {
    ids = [...new Set(Object.entries(value).flatMap(([key, part]) => [...withParents(key), ...idsIn(part as Value)]))];
    IDS.set(value, ids);
  }
  return ids;
}

function withParents(text: string): readonly string[] {
  const parts = identityOf(text);
  return parts === null ? [] : [text, ...withParents(parts.parent)];
}

function newNames(cells: readonly Cell[], named: ReadonlySet<string>, sleds: readonly string[]): ReadonlyMap<string, string> {
  const vmms = [...named].filter((id) => identityOf(id)?.kind === 'vmm');
  vmms.sort((left, right) => {
    const [one, other] = [identityOf(left)!, identityOf(right)!];
    return one.parent < other.parent ? -1 : one.parent > other.parent ? 1 : one.ordinal - other.ordinal;
  });
  const sledOf = new Map<string, string>();
  for (const [name, value] of cells) {
    if (isRowOfVmm(name)) sledOf.set(name[2] as string, (value as unknown as VmmRow | SledResourceRow).sledId);
  }
  const order = [...new Set([...vmms.flatMap((vmm) => sledOf.get(vmm) ?? []), ...sleds])];
  return new Map([
    ...vmms.map((vmm, index) => [vmm, `${identityOf(vmm)!.parent}/v${index}`] as const),
    ...order.map((sled, index) => [sled, `s${index}`] as const),
  ]);
}

/** The generation from which the others of each record count. */
function generations(cells: readonly Cell[]): ReadonlyMap<string, number> {
  const bases = new Map<string, number>();
  for (const [name, value] of cells) {
    const [category, owner, part] = name;
    if (category === 'row' && (owner === INSTANCE || owner === VMM)) {
      bases.set(part as string, (value as unknown as InstanceRow | VmmRow).runtime.gen);
    } else if (category === 'memory' && part === 'published') {
      bases.set(`Propolis ${owner as string}`, (value as { gen: number }).gen);
    }
  }
  return bases;
}

function write(pieces: readonly Piece[], names: ReadonlyMap<string, string>, bases: ReadonlyMap<string, number>): string {
  let text = '';
  for (const piece of pieces) {
    if (typeof piece === 'string') text += piece;
    else if ('name' in piece) text += newName(piece.name, names);
    else text += String(piece.gen - (bases.get(piece.of) ?? 0));
  }
  return text;
}

function newName(name: string, names: ReadonlyMap<string, string>): string {
  const known = names.get(name);
  if (known !== undefined) return known;
  const parts = identityOf(name);
  return parts === null ? name : `${newName(parts.parent, names)}/${parts.kind}-${parts.ordinal}`;
}

const NAMES = new WeakMap<object, readonly Piece[]>();

function nameOf(name: CellName, isSled: ReadonlySet<string>): readonly Piece[] {
  let pieces = NAMES.get(name);
  if (pieces === undefined) NAMES.set(name, (pieces = plain(name as Value, isSled)));
  return pieces;
}

/** By kind of cell: one value may lie in cells of two kinds. */
const PIECES = new Map<string, WeakMap<object, readonly Piece[]>>();

function piecesOf(name: CellName, value: Value, isSled: ReadonlySet<string>): readonly Piece[] {
  if (typeof value !== 'object' || value === null) return plain(value, isSled);
  const [category, owner, part] = name as readonly string[];
  const kind = category === 'memory' ? `memory ${part === 'polls' || part === 'published' ? part + owner! : part!}`
    : category === 'row' ? `row ${owner!} ${part!}` : category!;
  let known = PIECES.get(kind);
  if (known === undefined) PIECES.set(kind, (known = new WeakMap<object, readonly Piece[]>()));
  let pieces = known.get(value);
  if (pieces === undefined) known.set(value, (pieces = joined(serialized(value, genOwner(name, value), isSled))));
  return pieces;
}

/** Of which record a property `gen` at this path of a cell's value is the generation; null when it is none. */
function genOwner([category, owner, part]: CellName, value: Value): (path: string) => string | null {
  if (category === 'row' && (owner === INSTANCE || owner === VMM)) return () => part as string;
  if (category === 'memory' && part === 'object') {
    const { instanceId, states } = value as unknown as InstanceObject;
    return (path) => (path === 'states.instance' ? instanceId : path === 'states.vmm' ? states.propolisId : null);
  }
  if (category === 'memory' && (part === 'published' || part === 'polls')) return () => `Propolis ${owner as string}`;
  if (category === 'task' && part === 'monitor') {
    const object = (value as { args: { object: string } }).args.object;
    return (path) => (path === 'args' ? `Propolis ${identityOf(object)?.parent ?? ''}` : null);
  }
  return () => null;
}

function plain(value: Value, isSled: ReadonlySet<string>): readonly Piece[] {
  return joined(serialized(value, () => null, isSled));
}

function serialized(
  value: Value, ownerOf: (path: string) => string | null, isSled: ReadonlySet<string>, path = '',
): readonly Piece[] {
  if (typeof value === 'string') return isSled.has(value) || identityOf(value) !== null ? ['"', { name: value }, '"'] : [JSON.stringify(value)];
  if (typeof value !== 'object' || value === null) return [JSON.stringify(value)];
  const pieces: Piece[] = [];
  for (const [key, part] of Object.entries(value)) {
    const owner = key === 'gen' ? ownerOf(path) : null;
    pieces.push(pieces.length === 0 ? '' : ',', ...(Array.isArray(value) ? [] : [...serialized(key, ownerOf, isSled), ':']));
    if (owner !== null) pieces.push({ gen: part as number, of: owner });
    else pieces.push(...serialized(part as Value, ownerOf, isSled, Array.isArray(value) ? path : path === '' ? key : `${path}.${key}`));
  }
  return Array.isArray(value) ? ['[', ...pieces, ']'] : ['{', ...pieces, '}'];
}

/** With neighbouring texts made one. */
function joined(pieces: readonly Piece[]): readonly Piece[] {
  const result: Piece[] = [];
  for (const piece of pieces) {
    const last = result[result.length - 1];
    if (typeof piece === 'string' && typeof last === 'string') result[result.length - 1] = last + piece;
    else result.push(piece);
  }
  return result;
}

/**
 * Cells: the places of a world. A cell is named by an array whose first element is its category, so that names are
 * data which the engine can permute and print, never strings that somebody takes apart.
 *
 * Ownership follows from the name alone. It decides what a crash forgets: everything volatile that the process owned.
 */
import type { Value } from './value.js';

export type CellName = readonly [CellCategory, ...Value[]];

export type CellCategory =
  /** ['process', name]: 'up', 'down' or 'hung'; absent when there is no such process. */
  | 'process'
  /** ['memory', process, ...]: lost by a crash. */
  | 'memory'
  /** ['durable', process, ...]: kept by a crash. */
  | 'durable'
  /** ['task', process, program, ordinal]: a waiting task; lost by a crash. */
  | 'task'
  /** ['lock', process, ...]: who holds it and who waits; lost by a crash. */
  | 'lock'
  /** ['call', from, to, endpoint, ordinal]: an exchange of which something is still under way. */
  | 'call'
  /** ['row', table, key] and ['rows', table]: the database. */
  | 'row'
  | 'rows'
  /** ['link', from, to]: 'cut' or 'clogged'; absent when open. */
  | 'link'
  /** ['id', parent, kind, ordinal]: an id that was given out. */
  | 'id'
  /** ['variable', name]: of a spec. */
  | 'variable'
  /** ['history', ...]: written by models, read by invariants only. */
  | 'history';

const VOLATILE: ReadonlySet<string> = new Set(['memory', 'task', 'lock']);

/** The process whose crash forgets this cell, or null. */
export function volatileOwner(name: CellName): string | null {
  return VOLATILE.has(name[0]) ? (name[1] as string) : null;
}

/** The process that serves the exchange that this cell stands for, or null for other cells. */
export function calledProcess(name: CellName): string | null {
  return name[0] === 'call' ? (name[2] as string) : null;
}

/** The process that waits for the exchange that this cell stands for, or null for other cells. */
export function callingProcess(name: CellName): string | null {
  return name[0] === 'call' ? (name[1] as string) : null;
}

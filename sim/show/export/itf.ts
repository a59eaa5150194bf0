/**
 * A run in the Informal Trace Format of Apalache and Quint (ADR-015): a state after each step, for the ITF trace viewer of
 * VS Code and for every tool that reads TLA+ counterexamples.
 *
 * A state has one variable for each category of cells, a map from names to values; `pending` is the set of pending events
 * with how often each is there; `mbt::actionTaken` is the step's event, and `time` is in microseconds. ITF knows no null:
 * it is written as the variant `None`. The states end with the one that completes the violation.
 */
import type { Trace, TracedViolation, TraceStep } from '../../reproduce/trace.js';
import type { Event, StatementEvent } from '../../process/event.js';
import type { CellCategory } from '../../world/cell.js';
import { canonical, type Value } from '../../world/value.js';
import type { Narrator } from '../narrator.js';
import { oneLine } from './one-line.js';

/** An expression of ITF. */
export type ItfValue = string | boolean | readonly ItfValue[] | { readonly [key: string]: ItfValue };

const CATEGORIES: readonly CellCategory[] = [
  'process', 'memory', 'durable', 'task', 'lock', 'call', 'row', 'rows', 'link', 'id', 'variable', 'history',
];
const ACTION = 'mbt::actionTaken';
const NONE: ItfValue = { tag: 'None', value: { '#tup': [] } };

/** The trace of a run as a JSON text, a state a line. Ends with a line break. */
export function itfTrace(trace: Trace, narrator: Narrator, violation: TracedViolation | null): string {
  const end = violation?.step ?? trace.steps.length - 1;
  const states = new States();
  const lines = trace.steps.slice(0, end + 1).map((step) => JSON.stringify(states.after(step, oneLine(step, trace, narrator))));
  const head = {
    '#meta': {
      format: 'ITF', 'format-description': 'https://apalache-mc.org/docs/adr/015adr-trace.html', source: trace.model,
      description: violation === null ? 'a run without a violation' : `${violation.invariant} is violated: ${violation.evidence}`,
    },
    params: [],
    vars: [...CATEGORIES, 'pending', 'time', ACTION],
  };
  return `${JSON.stringify(head).slice(0, -1)},"states":[\n${lines.join(',\n')}\n]}\n`;
}

class States {
  private readonly cells = new Map<CellCategory, Map<string, readonly [ItfValue, ItfValue]>>(
    CATEGORIES.map((category) => [category, new Map<string, readonly [ItfValue, ItfValue]>()]),
  );
  private readonly pending = new Map<string, { readonly event: Event; readonly times: number }>();

  after({ number, time, event, spontaneous, writes, armed, cancelled }: TraceStep, text: string): object {
    for (const { cell, after } of writes) {
      const [category, ...name] = cell;
      const cells = this.cells.get(category) as Map<string, readonly [ItfValue, ItfValue]>;
      if (after === null) cells.delete(canonical(cell));
      else cells.set(canonical(cell), [name.length === 1 ? itfValue(name[0] as Value) : { '#tup': name.map(itfValue) }, itfValue(after)]);
    }
    if (event !== null && !spontaneous) this.count(event, -1);
    for (const gone of cancelled) this.count(gone.event, -1);
    for (const { event: arming, carriedOver } of armed) {
      this.count(arming, 1);
      if (carriedOver) this.orphaned(arming);
    }
    return {
      '#meta': { index: number, description: text },
      ...Object.fromEntries(CATEGORIES.map((category) => [category, mapOf([...(this.cells.get(category) as Map<string, readonly [ItfValue, ItfValue]>).values()])])),
      pending: mapOf([...this.pending.values()].map(({ event: content, times }) => [itfValue(content as unknown as Value), itfValue(times)])),
      time: itfValue(time),
      [ACTION]: event === null ? 'init' : event.kind,
    };
  }

  /** Whoever waited for this statement is gone: it goes on in these words. */
  private orphaned(orphan: Event): void {
    const text = canonical(orphan);
    for (const { event } of this.pending.values()) {
      const parent = event as StatementEvent;
      if (event.kind !== 'statement' || event.task === null || canonical({ ...parent, task: null }) !== text) continue;
      return this.count(parent, -1);
    }
  }

  private count(event: Event, by: number): void {
    const key = canonical(event);
    const times = (this.pending.get(key)?.times ?? 0) + by;
    if (times === 0) this.pending.delete(key);
    else this.pending.set(key, { event, times });
  }
}

function mapOf(entries: readonly (readonly [ItfValue, ItfValue])[]): ItfValue {
  return { '#map': entries };
}

/** A value as an expression. What the two have in common stands as it is; a key that ITF keeps for itself makes a map. */
export function itfValue(value: Value): ItfValue {
  if (value === null) return NONE;
  if (typeof value === 'number') return { '#bigint': String(value) };
  if (typeof value !== 'object') return value;
  // A sequence has elements of one type; ids and argument lists have several.
  if (Array.isArray(value)) {
    const parts = (value as readonly Value[]).map(itfValue);
    return new Set((value as readonly Value[]).map(typeOf)).size <= 1 ? parts : { '#tup': parts };
  }
  const entries = Object.entries(value as { readonly [key: string]: Value }).map(([key, part]) => [key, itfValue(part)] as const);
  return entries.some(([key]) => key.startsWith('#')) ? mapOf(entries) : Object.fromEntries(entries);
}

function typeOf(value: Value): string {
  return value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
}

/**
 * History for the invariant that a generation names one content: which contents a generation of a record has named, in the
 * database and in the sled agents' memories. Messages carry contents from either. Written here, read by the invariant alone.
 */
import { compareValues } from '../../sim/world/compare.js';
import type { Value } from '../../sim/world/value.js';
import { instanceRuntimeFromSled, type InstanceRuntime, type SledInstanceRuntime, type VmmRuntime } from './nexus/instance-record.js';

/** What statements and tasks have in common here. */
interface HistoryWriter {
  remember(key: readonly [string, ...Value[]], value: Value): void;
  recall(key: readonly [string, ...Value[]]): Value;
}

/** Who wrote contents of this record: one of them alone, or both. */
export type Writers = 'database' | 'sled' | 'both';

export interface ContentConflict extends Record<string, Value> {
  readonly gen: number;
  readonly contents: readonly Value[];
}

export function recordInstanceRow(history: HistoryWriter, instanceId: string, runtime: InstanceRuntime): void {
  record(history, 'database', 'instance', instanceId, runtime.gen, runtime as unknown as Value);
}

export function recordSledInstance(history: HistoryWriter, instanceId: string, runtime: SledInstanceRuntime): void {
  record(history, 'sled', 'instance', instanceId, runtime.gen, instanceRuntimeFromSled(runtime) as unknown as Value);
}

export function recordVmm(history: HistoryWriter, writer: 'database' | 'sled', vmmId: string, runtime: VmmRuntime): void {
  record(history, writer, 'vmm', vmmId, runtime.gen, runtime as unknown as Value);
}

function record(
  history: HistoryWriter, writer: 'database' | 'sled', table: string, id: string, gen: number, content: Value,
): void {
  const before = history.recall(['content', table, id, gen]) as { contents: Value[]; writers: Writers } | null;
  const contents = before?.contents ?? [];
  const known = contents.some((other) => other === content || compareValues(other, content) === 0);
  const writers: Writers = before === null || before.writers === writer ? writer : 'both';
  if (known && before?.writers === writers) return;
  const all = known ? contents : [...contents, content].sort(compareValues);
  history.remember(['content', table, id, gen], { contents: all, writers });
  if (writers === 'both') history.remember(['shared content', table, id], true);
  if (!known && all.length > 1) history.remember(['content conflict', table, id], { gen, contents: all });
}

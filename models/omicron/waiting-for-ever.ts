/**
 * Tasks that nothing will ever resume, unless a process dies: those that wait for the reply of a call that fell silent and has
 * no time-out, for a lock that such a task holds, or for a task that waits like that.
 */
import type { Exchange } from '../../sim/network/rpc.js';
import type { CellName } from '../../sim/world/cell.js';
import type { Value } from '../../sim/world/value.js';

type Cell = readonly [name: CellName, value: Value];

interface LockState {
  readonly holder: Value;
  readonly waiters: readonly Value[];
}

/** The ids of these tasks, as text. */
export function waitingForEver(cells: readonly Cell[]): ReadonlySet<string> {
  const dead = new Set<string>();
  for (const [name, value] of cells) {
    if (name[0] !== 'call') continue;
    const { client, phase, expires } = value as unknown as Exchange;
    if (phase === 'silent' && !expires && client !== null) dead.add(idOf(client as unknown as Value));
  }
  for (let before = -1; before < dead.size;) {
    before = dead.size;
    for (const [name, value] of before === 0 ? [] : cells) spread(name, value, cells, dead);
  }
  return dead;
}

/** From those who wait for ever to those who wait for them. */
function spread(name: CellName, value: Value, cells: readonly Cell[], dead: Set<string>): void {
  if (name[0] === 'lock') {
    const { holder, waiters } = value as unknown as LockState;
    if (dead.has(idOf(holder))) for (const waiter of waiters) dead.add(idOf(waiter));
  } else if (name[0] === 'task' && dead.has(idOf(name.slice(1)))) {
    const client = clientOf(value, cells);
    if (client !== null) dead.add(idOf(client));
  }
}

/** The task that waits for the answer of this one, without a time-out. */
function clientOf(task: Value, cells: readonly Cell[]): Value {
  const { client: call } = task as { client: Value };
  if (call === null) return null;
  const id = JSON.stringify(call);
  const found = cells.find(([name]) => name[0] === 'call' && JSON.stringify(name.slice(1)) === id);
  const exchange = found === undefined ? null : (found[1] as unknown as Exchange);
  return exchange === null || exchange.expires ? null : (exchange.client as unknown as Value);
}

/**
 * The cells without what is left of these tasks: the tasks, and the calls that they make or serve. Their locks stay: they are
 * held for ever.
 */
export function withoutThem(cells: readonly Cell[], dead: ReadonlySet<string>): readonly Cell[] {
  if (dead.size === 0) return cells;
  const served = new Set(cells.flatMap(([name, value]) =>
    (name[0] === 'task' && dead.has(idOf(name.slice(1))) ? [JSON.stringify((value as { client: Value }).client)] : [])));
  return cells.flatMap(([name, value]): Cell[] => {
    if (name[0] === 'task' && dead.has(idOf(name.slice(1)))) return [];
    if (name[0] === 'call') {
      const { client } = value as unknown as Exchange;
      const byNobody = client === null || dead.has(idOf(client as unknown as Value));
      if (byNobody && (client !== null || served.has(JSON.stringify(name.slice(1))))) return [];
    }
    if (name[0] === 'lock' && dead.has(idOf((value as unknown as LockState).holder))) return [[name, 'held for ever']];
    return [[name, value]];
  });
}

function idOf(task: Value): string {
  return JSON.stringify(task);
}

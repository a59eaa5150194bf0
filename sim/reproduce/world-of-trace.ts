/** The world after some step of a trace, from the writes that it holds: no engine is needed to look at it. */
import type { CellName } from '../world/cell.js';
import { canonical, type Value } from '../world/value.js';
import type { Reader } from '../step/step.js';
import type { Trace, TracedRead } from './trace.js';

export class TraceWorld implements Reader {
  private readonly cells = new Map<string, TracedRead>();

  /** The world after step `step`. */
  constructor(trace: Trace, step: number) {
    for (const { number, writes } of trace.steps.slice(0, step + 1)) {
      for (const { cell, after } of writes) this.cells.set(canonical(cell), { cell, value: after, writer: number });
    }
  }

  get(cell: CellName): Value {
    return this.read(cell).value;
  }

  has(cell: CellName): boolean {
    return this.get(cell) !== null;
  }

  /** A cell with the step that wrote it last. */
  read(cell: CellName): TracedRead {
    return this.cells.get(canonical(cell)) ?? { cell, value: null, writer: null };
  }

  /** The present cells of a category, by name. */
  present(category: CellName[0]): TracedRead[] {
    return [...this.cells.keys()].sort().flatMap((key) => {
      const read = this.cells.get(key) as TracedRead;
      return read.cell[0] === category && read.value !== null ? [read] : [];
    });
  }
}

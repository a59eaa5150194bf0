/**
 * A world of a few cells, kept in a map: what a handler reads and writes while it is driven without an engine. Nothing is
 * pending in it, and no time passes: events that are armed are forgotten.
 */
import type { CellName } from '../../../sim/world/cell.js';
import type { Running, Step } from '../../../sim/step/step.js';
import { canonical, type Value } from '../../../sim/world/value.js';

export class SmallWorld implements Step {
  /** What went away, in order: processes by name, then the cells that name what is left of them. */
  readonly forgotten: string[] = [];
  private readonly cells = new Map<string, { readonly name: CellName; readonly value: Value }>();

  get(name: CellName): Value {
    return this.cells.get(canonical(name))?.value ?? null;
  }

  has(name: CellName): boolean {
    return this.cells.has(canonical(name));
  }

  set(name: CellName, value: Value): void {
    canonical(value);
    this.cells.set(canonical(name), { name, value });
  }

  remove(name: CellName): void {
    this.cells.delete(canonical(name));
  }

  forget(process: string): void {
    this.forgotten.push(process);
    for (const [key, { name }] of this.cells) if (name[0] === 'memory' && name[1] === process) this.cells.delete(key);
  }

  choose(): number {
    throw new Error('a choice belongs to an effect here: the driver decides it');
  }

  settle(value: Value): Value {
    return value;
  }

  begin(_task: CellName, start: () => Running): Running {
    return start();
  }

  resume(): Running {
    throw new Error('a driven program is never resumed: it runs to its end');
  }

  arm(): void {}
  cancel(): void {}
  block(): void {}
  mark(): void {}
  because(): void {}
}

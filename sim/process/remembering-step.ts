/**
 * Remembers who wrote: of some cells, whether the rule that wrote them last is one that somebody looks for. It is history,
 * which nothing but properties reads, so that a search can tell apart worlds in which a violation has different fingerprints
 * (design section 6: invariant and rule of the violating write).
 *
 * Left out: what a crash forgets. Of a volatile cell that is gone nothing is known.
 */
import { canonical, type Value } from '../world/value.js';
import type { CellName } from '../world/cell.js';
import { PassingStep } from '../step/passing-step.js';
import type { Step } from '../step/step.js';

/** Which writes are remembered. */
export interface Remembered {
  cells(cell: CellName): boolean;
  rule(rule: string): boolean;
}

/** Present while the last write that changed this cell was one that is looked for. */
export function rememberedCell(cell: CellName): CellName {
  return ['history', 'remembered', ...cell];
}

/** Runs a step's body, and remembers what it wrote. */
export function remembering(step: Step, remembered: Remembered, body: (step: Step) => void): void {
  const watching = new RememberingStep(step, remembered);
  body(watching);
  watching.remember();
}

class RememberingStep extends PassingStep {
  private readonly remembered: Remembered;
  /** What the cells held that are written, by their names as texts. */
  private readonly before = new Map<string, readonly [name: CellName, value: Value]>();
  private rule = '';
  private blocked = false;

  constructor(step: Step, remembered: Remembered) {
    super(step);
    this.remembered = remembered;
  }

  remember(): void {
    if (this.blocked) return;
    for (const [name, value] of this.before.values()) {
      if (canonical(this.step.get(name)) === canonical(value)) continue;
      if (this.remembered.rule(this.rule)) this.step.set(rememberedCell(name), true);
      else if (this.step.has(rememberedCell(name))) this.step.remove(rememberedCell(name));
    }
  }

  override set(cell: CellName, value: Value): void {
    this.look(cell);
    super.set(cell, value);
  }

  override remove(cell: CellName): void {
    this.look(cell);
    super.remove(cell);
  }

  override block(): void {
    this.blocked = true;
    super.block();
  }

  override because(rule: string): void {
    this.rule = rule;
    super.because(rule);
  }

  private look(cell: CellName): void {
    if (!this.remembered.cells(cell)) return;
    const key = canonical(cell);
    if (!this.before.has(key)) this.before.set(key, [cell, this.step.get(cell)]);
  }
}

/** A step behind a step: passes everything on. Whoever sees or alters some of what a handler does overrides that. */
import type { CellName } from '../world/cell.js';
import type { Value } from '../world/value.js';
import type { Choice, Running, Step } from './step.js';

export class PassingStep implements Step {
  protected readonly step: Step;

  constructor(step: Step) {
    this.step = step;
  }

  get(cell: CellName): Value {
    return this.step.get(cell);
  }

  has(cell: CellName): boolean {
    return this.step.has(cell);
  }

  set(cell: CellName, value: Value): void {
    this.step.set(cell, value);
  }

  remove(cell: CellName): void {
    this.step.remove(cell);
  }

  choose(choice: Choice): number {
    return this.step.choose(choice);
  }

  arm(event: Value, duration: string): void {
    this.step.arm(event, duration);
  }

  cancel(event: Value): void {
    this.step.cancel(event);
  }

  block(): void {
    this.step.block();
  }

  forget(process: string): void {
    this.step.forget(process);
  }

  mark(name: string): void {
    this.step.mark(name);
  }

  because(rule: string): void {
    this.step.because(rule);
  }

  settle(value: Value): Value {
    return this.step.settle(value);
  }

  begin(task: CellName, start: () => Running): Running {
    return this.step.begin(task, start);
  }

  resume(task: CellName, start: () => Running, answers: readonly Value[]): Running {
    return this.step.resume(task, start, answers);
  }
}

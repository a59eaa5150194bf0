/**
 * A step: a deterministic function of the cells that it reads and the choices that it draws.
 *
 * This is all that a handler can see of the world. Three things implement it: the learning step of the engine, the
 * plain interpreter that serves as its oracle, and nothing else. Handlers reach it through the forms of model in
 * `sim/process`, which are more pleasant to write with.
 */
import type { CellName } from '../world/cell.js';
import type { Value } from '../world/value.js';

/** One option of a choice. Options without a fault are what the good case allows; each choice has at least one. */
export interface Option {
  readonly name: string;
  readonly fault: string | null;
}

/** A place where the outcome is not decided by the cells. Declared once, as a constant, and compared by label. */
export interface Choice {
  readonly label: string;
  readonly options: readonly Option[];
}

/** Reads alone: what invariants and proposals of spontaneous events get. */
export interface Reader {
  /** The value of a cell, or null when it is absent. */
  get(cell: CellName): Value;
  /** Whether the cell is present; a weaker dependence than reading its value. */
  has(cell: CellName): boolean;
}

/** A program that waits: it yields effects and is given their answers (see `sim/process/task.ts`). */
export type Running = Generator<unknown, Value, Value>;

/**
 * How the name of a mark begins that is a note for whoever reads the record of the step: it counts as no corner, so it may name ids
 * and say what it likes. Like every mark it is no part of the state, nor of a run's hash.
 */
export const NOTE = 'note: ';

export interface Step extends Reader {
  set(cell: CellName, value: Value): void;
  remove(cell: CellName): void;
  /** Draws the index of one option. */
  choose(choice: Choice): number;
  /** Arms an event: it fires after a duration of the named class. */
  arm(event: Value, duration: string): void;
  /** Takes a pending event back; it is an error when none is pending in that content. */
  cancel(event: Value): void;
  /** This event cannot happen now; it is tried again when a cell that was read changes. Nothing else may be done. */
  block(): void;
  /** Symbolic: forgets the volatile cells of a process, cancels its own events, resets its connections. */
  forget(process: string): void;
  /** Counts that this corner was reached (the `reached` properties). */
  mark(name: string): void;
  /** Names the rule (and the class of error it acted on) that answers for the writes of this step. */
  because(rule: string): void;
  /**
   * A value as it comes back from a cell: frozen, its keys sorted. A program must see the same before its first wait as
   * when it is replayed.
   */
  settle(value: Value): Value;
  /** The generator of a task that begins (or goes on as another program). */
  begin(task: CellName, start: () => Running): Running;
  /**
   * The generator of a waiting task, positioned where it waits for the answer after the recorded ones. The engine
   * replays it from the start; the interpreter keeps it alive.
   */
  resume(task: CellName, start: () => Running, answers: readonly Value[]): Running;
}

/**
 * The database: serializable, one statement at a time, each atomic.
 *
 * A statement is a named function of the rows and its input. Whether a conditional update wins is computed by its
 * guard; what is chosen is only what becomes of the statement: committed, failed and not applied (a serialization
 * failure is one of these), failed though applied (an ambiguous commit), unavailable, or slow. No stale reads.
 */
import type { Choice, Step } from '../step/step.js';
import type { Value } from '../world/value.js';
import type { StatementEvent } from '../process/event.js';

export const STATEMENT = 'statement';
export const ANSWER = 'statement answer';
export const SLOW_ANSWER = 'slow statement answer';

/** What a statement's function sees: rows by table and key. */
export interface Database {
  row(table: string, key: string): Value;
  /** The keys of a table's rows, sorted. */
  keys(table: string): readonly string[];
  put(table: string, key: string, row: Value): void;
  delete(table: string, key: string): void;
  mark(name: string): void;
  /** Names the rule that answers for what this statement writes. */
  because(rule: string): void;
  /** Draws one of `count` equal options (such as `ORDER BY random()`). */
  pick(label: string, count: number): number;
  /** Written for invariants alone. */
  remember(key: readonly [string, ...Value[]], value: Value): void;
  /** Reads history, to add to it; nothing else may depend on it. */
  recall(key: readonly [string, ...Value[]]): Value;
}

export interface StatementDefinition {
  readonly name: string;
  readonly run: (database: Database, input: never) => Value;
}

/** What the process that sent a statement gets back. */
export type StatementAnswer = { readonly ok: Value } | { readonly failed: 'error' | 'unavailable' };

const OUTCOME: Choice = {
  label: 'statement',
  options: [
    { name: 'committed', fault: null },
    { name: 'failed, not applied', fault: 'database-failed' },
    { name: 'failed, applied', fault: 'database-ambiguous' },
    { name: 'unavailable', fault: 'database-unavailable' },
    { name: 'committed, slowly', fault: 'database-slow' },
  ],
};

/** A statement reaches the database. */
export function executeStatement(step: Step, event: StatementEvent, definition: StatementDefinition): void {
  const outage = step.get(['process', 'database']) as { status: string } | null;
  if (outage?.status === 'down') {
    answer(step, event, { failed: 'unavailable' }, ANSWER);
    return;
  }
  if (outage?.status === 'hung') {
    step.block();
    return;
  }
  const option = step.choose(OUTCOME);
  if (option === 1 || option === 3) {
    answer(step, event, { failed: option === 1 ? 'error' : 'unavailable' }, ANSWER);
    return;
  }
  const result = definition.run(new Rows(step), event.input as never);
  if (option === 2) step.mark('a statement was applied though it failed');
  answer(step, event, option === 2 ? { failed: 'error' } : { ok: result }, option === 4 ? SLOW_ANSWER : ANSWER);
}

function answer(step: Step, event: StatementEvent, value: StatementAnswer, duration: string): void {
  if (event.task === null) return;
  step.arm(
    { kind: 'answer', task: event.task, statement: event.statement, answer: value as unknown as Value }, duration,
  );
}

class Rows implements Database {
  private readonly step: Step;

  constructor(step: Step) {
    this.step = step;
  }

  row(table: string, key: string): Value {
    return this.step.get(['row', table, key]);
  }

  keys(table: string): readonly string[] {
    return (this.step.get(['rows', table]) as readonly string[] | null) ?? [];
  }

  put(table: string, key: string, row: Value): void {
    if (!this.step.has(['row', table, key])) {
      this.step.set(['rows', table], [...this.keys(table), key].sort());
    }
    this.step.set(['row', table, key], row);
  }

  delete(table: string, key: string): void {
    if (!this.step.has(['row', table, key])) return;
    this.step.set(['rows', table], this.keys(table).filter((other) => other !== key));
    this.step.remove(['row', table, key]);
  }

  mark(name: string): void {
    this.step.mark(name);
  }

  because(rule: string): void {
    this.step.because(rule);
  }

  pick(label: string, count: number): number {
    return this.step.choose(evenChoice(label, count));
  }

  remember(key: readonly [string, ...Value[]], value: Value): void {
    this.step.set(['history', ...key], value);
  }

  recall(key: readonly [string, ...Value[]]): Value {
    return this.step.get(['history', ...key]);
  }
}

const EVEN_CHOICES = new Map<string, Choice>();

/** A choice among equal options, none of which is a fault: contention, placement, the order of lock grants. */
export function evenChoice(label: string, count: number): Choice {
  const key = `${label}/${count}`;
  let choice = EVEN_CHOICES.get(key);
  if (choice === undefined) {
    const options = Array.from({ length: count }, (_, index) => ({ name: `${index + 1} of ${count}`, fault: null }));
    choice = { label, options };
    EVEN_CHOICES.set(key, choice);
  }
  return choice;
}

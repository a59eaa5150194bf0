/**
 * Effects: what a program of a service yields. Each of the functions below is used with `yield*`, so that a program
 * reads like the code that it stands for.
 *
 * A waiting task is (program, arguments, answers so far); it is resumed by replaying its generator over the answers.
 * So a program must be a function of its arguments and answers alone: whatever it learns of the world, it learns
 * through an effect.
 */
import type { CallResult } from '../network/call-failure.js';
import type { Running, Step } from '../step/step.js';
import type { CellName } from '../world/cell.js';
import type { Value } from '../world/value.js';
import type { StatementAnswer, Database, StatementDefinition } from '../database/statement.js';

export type Effect =
  | { readonly effect: 'call'; readonly to: string; readonly endpoint: string; readonly body: Value; readonly timeout: string | null }
  | (RetriedCall & { readonly effect: 'retry' })
  | { readonly effect: 'mint'; readonly parent: string; readonly kind: string }
  | { readonly effect: 'release'; readonly id: string }
  | { readonly effect: 'statement'; readonly statement: string; readonly input: Value }
  | { readonly effect: 'sleep'; readonly duration: string }
  | { readonly effect: 'memory'; readonly run: (memory: Memory) => Value }
  | { readonly effect: 'lock'; readonly name: readonly Value[] }
  | { readonly effect: 'unlock'; readonly name: readonly Value[] }
  | { readonly effect: 'pick'; readonly label: string; readonly count: number }
  | { readonly effect: 'decide'; readonly label: string; readonly options: readonly { name: string; fault: string | null }[] }
  | { readonly effect: 'spawn'; readonly program: string; readonly args: Value }
  | { readonly effect: 'again'; readonly program: string; readonly args: Value }
  | { readonly effect: 'mark'; readonly name: string }
  | { readonly effect: 'abort'; readonly reason: string };

/** A call that is made again until its result is known. */
export interface RetriedCall {
  readonly to: string;
  readonly endpoint: string;
  readonly body: Value;
  readonly timeout: string | null;
  /** The duration between two attempts: the hull of the back-off. */
  readonly backOff: string;
  /** The statuses after which it is tried again, beside failures to communicate. */
  readonly transientStatuses: readonly number[];
}

/** The memory of the process that a task runs in: cells that live until it crashes. */
export interface Memory {
  readonly process: string;
  get(...key: Value[]): Value;
  has(...key: Value[]): boolean;
  set(key: readonly Value[], value: Value): void;
  remove(...key: Value[]): void;
  mark(name: string): void;
  /** Written for invariants alone. */
  remember(key: readonly [string, ...Value[]], value: Value): void;
  /** Reads history, to add to it; nothing else may depend on it. */
  recall(key: readonly [string, ...Value[]]): Value;
  /** The step itself: to start and stop other processes. */
  readonly step: Step;
}

type Effectful<T> = Generator<Effect, T, Value>;

/** Calls another process and waits. `timeout` names a duration; null waits for ever. */
export function* call<T extends Value>(
  to: string, endpoint: string, body: Value, timeout: string | null,
): Effectful<CallResult<T>> {
  return (yield { effect: 'call', to, endpoint, body, timeout }) as unknown as CallResult<T>;
}

/** Calls until the result is known: neither attempts nor their answers stay in the log. */
export function* retryCall<T extends Value>(retried: RetriedCall): Effectful<CallResult<T>> {
  return (yield { effect: 'retry', ...retried }) as unknown as CallResult<T>;
}

/** A new id of a kind, named by what it belongs to and the smallest free ordinal: `instance-1/vmm-2`. */
export function* mint(parent: string, kind: string): Effectful<string> {
  return (yield { effect: 'mint', parent, kind }) as string;
}

/** Takes a minted id back: nothing names it any more. */
export function* release(id: string): Effectful<void> {
  yield { effect: 'release', id };
}

/**
 * Declares a statement, and returns the effect that sends it to the database and waits for its answer.
 *
 * The name is the statement's id in traces and stories: use the upstream function's name.
 */
export function statement<Input extends Value, Output extends Value>(
  name: string, run: (database: Database, input: Input) => Output,
): ((input: Input) => Effectful<StatementAnswer>) & { readonly definition: StatementDefinition } {
  const send = function* (input: Input): Effectful<StatementAnswer> {
    return (yield { effect: 'statement', statement: name, input }) as unknown as StatementAnswer;
  };
  return Object.assign(send, { definition: { name, run: run as never } });
}

/** Waits for a duration, by its name in the model's durations. */
export function* sleep(duration: string): Effectful<void> {
  yield { effect: 'sleep', duration };
}

/** Reads and writes the process's memory at one moment; the result is logged, not the closure. */
export function* memory<T extends Value>(run: (memory: Memory) => T): Effectful<T> {
  return (yield { effect: 'memory', run }) as T;
}

/** Takes a lock of this process; waiters are granted it in no particular order. */
export function* lock(...name: Value[]): Effectful<void> {
  yield { effect: 'lock', name };
}

export function* unlock(...name: Value[]): Effectful<void> {
  yield { effect: 'unlock', name };
}

/** One of `count` equal options, none of them a fault. Returns an index from 0. */
export function* pick(label: string, count: number): Effectful<number> {
  return (yield { effect: 'pick', label, count }) as number;
}

/** An outcome that the model leaves open, such as whether a device starts. Returns the option's index. */
export function* decide(
  label: string, options: readonly { name: string; fault: string | null }[],
): Effectful<number> {
  return (yield { effect: 'decide', label, options }) as number;
}

/** Starts another task of this process. */
export function* spawn(program: string, args: Value): Effectful<void> {
  yield { effect: 'spawn', program, args };
}

/** Goes on as another program with a fresh log. Does not return: use it as `return yield* again(...)`. */
export function* again(program: string, args: Value): Effectful<never> {
  yield { effect: 'again', program, args };
  throw new Error('unreachable: a task does not come back from again()');
}

/** Counts that a corner of the model was reached. */
export function* mark(name: string): Effectful<void> {
  yield { effect: 'mark', name };
}

/** A failed assertion of the modelled code, built with panic=abort: ends the process. */
export function* abort(reason: string): Effectful<never> {
  yield { effect: 'abort', reason };
  throw new Error('unreachable: a task does not survive its process');
}

/** Programs as the engine sees them. */
export type AnyProgram = (args: never) => Running;

export function memoryCell(process: string, key: readonly Value[]): CellName {
  return ['memory', process, ...key];
}

/**
 * Tasks: programs that wait. A task's cell holds its program, arguments, the answers so far and who is to get its
 * result; advancing it runs the program from its last answer to the next effect that has to wait.
 */
import type { Running, Step } from '../step/step.js';
import type { CellName } from '../world/cell.js';
import { compareValues } from '../world/compare.js';
import type { Value } from '../world/value.js';
import { sendRequest, sendReply } from '../network/rpc.js';
import type { CallFailure, CallResult, ServerAnswer } from '../network/call-failure.js';
import { evenChoice, STATEMENT } from '../database/statement.js';
import { abortable, crashProcess } from './crash.js';
import { memoryCell, type AnyProgram, type Effect, type Memory, type RetriedCall } from './effect.js';
import { mintId, releaseId } from './identity.js';
import type { CallId, TaskId } from './event.js';
import { ModelFault } from './model-fault.js';
import { freeOrdinal } from './ordinal.js';

/** The most answers in one log: a loop must start a fresh log with `again`. */
export const ANSWERS_MAX = 64;
/** The most effects in one step. */
export const EFFECTS_MAX = 1_000;

export const WAKE = 'wake';

const BEGINS = Symbol('begins');

/** What a task's cell holds. */
export interface TaskState {
  readonly program: string;
  readonly args: Value;
  readonly answers: readonly Value[];
  /** The call that its result answers, or null. */
  readonly client: CallId | null;
  /** The call that it makes again and again, and whether it waits for an answer or for the next attempt. */
  readonly retries: { readonly call: RetriedCall; readonly sleeps: boolean } | null;
}

/** What a task needs of the process that it runs in. */
export interface TaskHost {
  readonly programs: Readonly<Record<string, AnyProgram>>;
  /** The duration after which the process is started again when it aborts; null for never. */
  readonly restartAfter: string | null;
}

export function taskCell(task: TaskId): CellName {
  return ['task', ...task];
}

/** Makes a task that begins at once, within this step. */
export function startTask(
  step: Step, process: string, host: TaskHost, program: string, args: Value,
  client: CallId | null,
): void {
  const task: TaskId = [process, program, freeOrdinal(step, ['task', process, program])];
  const state: TaskState = { program, args: step.settle(args), answers: [], client, retries: null };
  // Present from its first effect on: what it spawns must not be given its id.
  suspend(step, task, state);
  advance(step, host, task, state, BEGINS);
}

/** Gives a waiting task the answer that it waits for; nothing happens when the task is gone. */
export function resumeTask(
  step: Step, host: TaskHost, task: TaskId, answer: Value,
): void {
  const state = step.get(taskCell(task)) as unknown as TaskState | null;
  if (state === null) return;
  if (state.retries !== null && retriesOn(step, task, state, answer)) return;
  advance(step, host, task, state, answer);
}

/** Begins a task that was made by `spawn`. */
export function beginTask(step: Step, host: TaskHost, task: TaskId): void {
  const state = step.get(taskCell(task)) as unknown as TaskState | null;
  if (state === null) return;
  advance(step, host, task, state, BEGINS);
}

function advance(step: Step, host: TaskHost, task: TaskId, state: TaskState, news: Value | typeof BEGINS): void {
  abortable(step, task[0], host.restartAfter, () => runOn(step, host, task, state, news));
}

/** Runs the program up to the next effect that has to wait. */
function runOn(step: Step, host: TaskHost, task: TaskId, state: TaskState, news: Value | typeof BEGINS): void {
  const process = task[0];
  let { program, args } = state;
  let answers: Value[] = [...state.answers];
  const start = (): Running => instantiate(host.programs, program, args);
  let running: Running;
  let next: IteratorResult<unknown, Value>;
  if (news === BEGINS) {
    running = step.begin(taskCell(task), start);
    next = running.next();
  } else {
    running = step.resume(taskCell(task), start, answers);
    const answer = step.settle(news);
    record(answers, answer, process, program);
    next = running.next(answer);
  }
  for (let effects = 0; ; effects += 1) {
    if (next.done === true) {
      step.remove(taskCell(task));
      if (state.client !== null) sendReply(step, state.client, next.value as unknown as ServerAnswer);
      return;
    }
    if (effects > EFFECTS_MAX) {
      throw new ModelFault(`${process} ${program} does not end: more than ${EFFECTS_MAX} effects in one step`, program);
    }
    const effect = next.value as Effect;
    let answer: Value = null;
    switch (effect.effect) {
      case 'call':
        sendRequest(step, process, effect.to, effect.endpoint, effect.body, task, effect.timeout);
        return suspend(step, task, { program, args, answers, client: state.client, retries: null });
      case 'retry': {
        const { to, endpoint, body, timeout, backOff, transientStatuses } = effect;
        const call = { to, endpoint, body, timeout, backOff, transientStatuses };
        sendRequest(step, process, to, endpoint, body, task, timeout);
        return suspend(step, task, { program, args, answers, client: state.client, retries: { call, sleeps: false } });
      }
      case 'mint':
        answer = mintId(step, effect.parent, effect.kind);
        break;
      case 'release':
        releaseId(step, effect.id);
        break;
      case 'statement':
        step.arm(
          { kind: 'statement', from: process, task, statement: effect.statement, input: effect.input }, STATEMENT,
        );
        return suspend(step, task, { program, args, answers, client: state.client, retries: null });
      case 'sleep':
        step.arm({ kind: 'wake', task, answer: null }, effect.duration);
        return suspend(step, task, { program, args, answers, client: state.client, retries: null });
      case 'lock':
        if (!acquire(step, task, effect.name)) {
          return suspend(step, task, { program, args, answers, client: state.client, retries: null });
        }
        break;
      case 'unlock':
        release(step, task, effect.name);
        break;
      case 'memory':
        answer = effect.run(memoryOf(step, process));
        break;
      case 'pick':
        answer = step.choose(evenChoice(effect.label, effect.count));
        break;
      case 'decide':
        answer = step.choose({ label: effect.label, options: effect.options });
        break;
      case 'spawn': {
        const child: TaskId = [process, effect.program, freeOrdinal(step, ['task', process, effect.program])];
        suspend(step, child, { program: effect.program, args: effect.args, answers: [], client: null, retries: null });
        step.arm({ kind: 'begin', task: child }, WAKE);
        break;
      }
      case 'again':
        program = effect.program;
        args = step.settle(effect.args);
        answers = [];
        running = step.begin(taskCell(task), start);
        next = running.next();
        continue;
      case 'mark':
        step.mark(effect.name);
        next = running.next(null);
        continue;
      case 'abort':
        step.because(effect.reason);
        crashProcess(step, process, 'aborted', host.restartAfter);
        return;
    }
    answer = step.settle(answer);
    record(answers, answer, process, program);
    next = running.next(answer);
  }
}

/** Whether the task goes on retrying rather than with its program. Its cell is the same after every attempt. */
function retriesOn(step: Step, task: TaskId, state: TaskState, answer: Value): boolean {
  const { call, sleeps } = state.retries as NonNullable<TaskState['retries']>;
  if (sleeps) {
    sendRequest(step, task[0], call.to, call.endpoint, call.body, task, call.timeout);
    suspend(step, task, { ...state, retries: { call, sleeps: false } });
    return true;
  }
  const result = answer as unknown as CallResult<Value>;
  if ('ok' in result || !isTransient(result.failure, call.transientStatuses)) return false;
  step.mark(`${call.endpoint} is tried again`);
  step.arm({ kind: 'wake', task, answer: null }, call.backOff);
  suspend(step, task, { ...state, retries: { call, sleeps: true } });
  return true;
}

function isTransient(failure: CallFailure, statuses: readonly number[]): boolean {
  if (failure.kind === 'CommunicationError') return true;
  return failure.kind === 'ErrorResponse' && statuses.includes(failure.status);
}

function record(answers: Value[], answer: Value, process: string, program: string): void {
  answers.push(answer);
  if (answers.length > ANSWERS_MAX) {
    throw new ModelFault(
      `${process} ${program} keeps more than ${ANSWERS_MAX} answers: a loop must start a fresh log, ` +
        'with `return yield* again(program, args)`', program);
  }
}

function instantiate(programs: Readonly<Record<string, AnyProgram>>, program: string, args: Value): Running {
  const body = programs[program];
  if (body === undefined) throw new ModelFault(`there is no program '${program}'`, program);
  return body(args as never);
}

function suspend(step: Step, task: TaskId, state: TaskState): void {
  step.set(taskCell(task), state as unknown as Value);
}

interface LockState {
  readonly holder: TaskId;
  readonly waiters: readonly TaskId[];
}

function acquire(step: Step, task: TaskId, name: readonly Value[]): boolean {
  const cell: CellName = ['lock', task[0], ...name];
  const state = step.get(cell) as unknown as LockState | null;
  if (state === null) {
    step.set(cell, { holder: task, waiters: [] } as unknown as Value);
    return true;
  }
  const waiters = [...state.waiters, task].sort(compareValues);
  step.set(cell, { holder: state.holder, waiters } as unknown as Value);
  return false;
}

function release(step: Step, task: TaskId, name: readonly Value[]): void {
  const cell: CellName = ['lock', task[0], ...name];
  const state = step.get(cell) as unknown as LockState | null;
  if (state === null || compareValues(state.holder, task) !== 0) {
    throw new ModelFault(`${task[0]} ${task[1]} releases a lock that it does not hold: ${JSON.stringify(name)}`, task[1]);
  }
  if (state.waiters.length === 0) {
    step.remove(cell);
    return;
  }
  const winner = state.waiters.length === 1 ? 0 : step.choose(evenChoice('lock grant', state.waiters.length));
  const holder = state.waiters[winner] as TaskId;
  step.set(cell, { holder, waiters: state.waiters.filter((_, index) => index !== winner) } as unknown as Value);
  step.arm({ kind: 'wake', task: holder, answer: null }, WAKE);
}

function memoryOf(step: Step, process: string): Memory {
  return {
    process,
    step,
    get: (...key) => step.get(memoryCell(process, key)),
    has: (...key) => step.has(memoryCell(process, key)),
    set: (key, value) => step.set(memoryCell(process, key), value),
    remove: (...key) => step.remove(memoryCell(process, key)),
    mark: (name) => step.mark(name),
    remember: (key, value) => step.set(['history', ...key], value),
    recall: (key) => step.get(['history', ...key]),
  };
}

/**
 * An actor: state and handlers. Each handler gets a draft of the state, changes it, and is done within its step.
 *
 * Every top-level property of the state is a cell of its own, read when the handler first looks at it, so that a
 * handler depends on no more than it used.
 */
import { receiveReply, sendReply, type Transport } from '../network/rpc.js';
import type { ServerAnswer } from '../network/call-failure.js';
import type { Step } from '../step/step.js';
import type { Value } from '../world/value.js';
import { abortable, statusOf } from './crash.js';
import { draftOf } from './draft.js';
import { memoryCell } from './effect.js';
import type { CallId, Event, RequestEvent } from './event.js';
import type { ProcessKind } from './model.js';
import { ModelFault } from './model-fault.js';
import { evenChoice } from '../database/statement.js';

export type ActorState = Record<string, Value>;

/** What a handler can do beside changing its state. */
export interface ActorContext {
  readonly process: string;
  /** Answers the request that is being handled. */
  reply(answer: ServerAnswer): void;
  /** The call that is being handled, to be answered by a later step; null when this is no request. */
  readonly call: CallId | null;
  answer(call: CallId, answer: ServerAnswer): void;
  /** Sends a one-way message. */
  send(to: string, name: string, body: Value): void;
  /** Arms a timer: handler `name` runs after the duration of that name. */
  after(name: string, subject: Value, duration?: string): void;
  cancel(name: string, subject: Value): void;
  /** One of `count` equal options, none a fault. */
  pick(label: string, count: number): number;
  /** An outcome that the model leaves open; returns the option's index. */
  decide(label: string, options: readonly { name: string; fault: string | null }[]): number;
  mark(name: string): void;
  because(rule: string): void;
  remember(key: readonly [string, ...Value[]], value: Value): void;
  readonly step: Step;
}

export type ActorHandler<State> = (self: State, body: never, context: ActorContext) => void;

export interface ActorDefinition<State> {
  readonly kind: string;
  /** The state in which it starts, and starts again after a crash. Its keys are the cells. */
  readonly initial: (process: string) => State;
  /** Runs after the initial state is written. */
  readonly onStart?: (self: State, context: ActorContext) => void;
  /** Requests, messages, timers and stimuli, by name. */
  readonly on: Readonly<Record<string, ActorHandler<State>>>;
  readonly restartAfter: string | null;
  readonly transport?: (to: string) => Transport;
}

export function actor<State extends object>(definition: ActorDefinition<State>): ProcessKind {
  const keys = Object.keys(definition.initial('')).sort();
  const run = (step: Step, process: string, name: string, body: Value, call: CallId | null): void => {
    const handler = definition.on[name];
    if (handler === undefined) throw new ModelFault(`${definition.kind} has no handler '${name}'`, name);
    abortable(step, process, definition.restartAfter, () =>
      withDraft(step, process, keys, (self) => handler(self as State, body as never, contextOf(step, process, call))));
  };
  return {
    kind: definition.kind,
    handlers: Object.keys(definition.on),
    restartAfter: definition.restartAfter,
    start(step: Step, process: string): void {
      const initial = definition.initial(process) as ActorState;
      for (const key of keys) step.set(memoryCell(process, [key]), initial[key] as Value);
      const onStart = definition.onStart;
      if (onStart !== undefined) {
        abortable(step, process, definition.restartAfter, () =>
          withDraft(step, process, keys, (self) => onStart(self as State, contextOf(step, process, null))));
      }
    },
    serve(step: Step, process: string, event: RequestEvent): void {
      run(step, process, event.call[2], event.body, event.call);
    },
    handle(step: Step, process: string, event: Event): void {
      if (event.kind === 'reply') {
        // An actor does not wait for calls; what comes back to one is dropped.
        receiveReply(step, event, definition.transport?.(event.call[1]) ?? 'reliable');
        return;
      }
      const status = statusOf(step, process);
      if (status?.status === 'hung') return step.block();
      if (status === null || status.status === 'down') return;
      if (event.kind === 'timer') run(step, process, event.name, event.subject, null);
      else if (event.kind === 'message' || event.kind === 'stimulus') run(step, process, event.name, event.body, null);
      else throw new ModelFault(`${definition.kind} cannot handle a ${event.kind}`, event.kind);
    },
  };
}

/** Runs a handler on a draft of the state. */
function withDraft(step: Step, process: string, keys: readonly string[], run: (self: ActorState) => void): void {
  const draft = draftOf(step, Object.fromEntries(keys.map((key) => [key, memoryCell(process, [key])])));
  run(draft.self);
  draft.write(step);
}

function contextOf(step: Step, process: string, call: CallId | null): ActorContext {
  return {
    process,
    call,
    step,
    reply: (answer) => {
      if (call === null) throw new ModelFault(`${process} replies to what is no request`, process);
      sendReply(step, call, answer);
    },
    answer: (to, answer) => sendReply(step, to, answer),
    send: (to, name, body) => step.arm({ kind: 'message', from: process, to, name, body }, 'message'),
    after: (name, subject, duration = name) => step.arm({ kind: 'timer', process, name, subject }, duration),
    cancel: (name, subject) => step.cancel({ kind: 'timer', process, name, subject }),
    pick: (label, count) => (count === 1 ? 0 : step.choose(evenChoice(label, count))),
    decide: (label, options) => step.choose({ label, options }),
    mark: (name) => step.mark(name),
    because: (rule) => step.because(rule),
    remember: (key, value) => step.set(['history', ...key], value),
  };
}

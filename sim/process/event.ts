/**
 * Events: what can be pending in a world. Plain data; everything that fires is one of these.
 *
 * The traits of an event follow from its content alone: who executes it, which crash takes it away, under which key
 * its random draws are made. Draws are keyed by the kind of thing that happens (`statement nexus-1 vmm_insert`), not
 * by its full content, so that a change of a message's body leaves the other draws as they were.
 */
import { canonical, type Value } from '../world/value.js';

export type TaskId = readonly [process: string, program: string, ordinal: number];
export type CallId = readonly [from: string, to: string, endpoint: string, ordinal: number];

/** A request on its way to the process that serves it. */
export type RequestEvent = { readonly kind: 'request'; readonly call: CallId; readonly body: Value };
/** The answer to a request (or what the transport says instead) on its way back. */
export type ReplyEvent = { readonly kind: 'reply'; readonly call: CallId; readonly outcome: Value };
/** The client's time-out of a call. */
export type ExpireEvent = { readonly kind: 'expire'; readonly call: CallId };
/** A one-way message between actors. */
export type MessageEvent = {
  readonly kind: 'message'; readonly from: string; readonly to: string; readonly name: string; readonly body: Value;
};
/** A timer of an actor. */
export type TimerEvent = { readonly kind: 'timer'; readonly process: string; readonly name: string; readonly subject: Value };
/** A task begins, or is given the answer that it waits for (a sleep is over, a lock is granted). */
export type WakeEvent = { readonly kind: 'wake'; readonly task: TaskId; readonly answer: Value };
export type BeginEvent = { readonly kind: 'begin'; readonly task: TaskId };
/** A statement on its way to the database; `task` is null when whoever sent it is gone. */
export type StatementEvent = {
  readonly kind: 'statement'; readonly from: string; readonly task: TaskId | null; readonly statement: string; readonly input: Value;
};
/** The database's answer on its way back. */
export type AnswerEvent = { readonly kind: 'answer'; readonly task: TaskId; readonly statement: string; readonly answer: Value };
/** A guarded action of a spec, for one value of its parameter (null when it has none). */
export type ActionEvent = { readonly kind: 'action'; readonly action: string; readonly parameter: Value };
/** What users, guests and operators do of their own accord. */
export type StimulusEvent = {
  readonly kind: 'stimulus'; readonly source: string; readonly process: string; readonly name: string; readonly body: Value;
};
/** A fault that begins: a crash, a hang, a partition, a clog, an outage. */
export type FaultEvent = { readonly kind: 'fault'; readonly fault: string; readonly subject: Value };
/** A fault that ends. Healing is free. */
export type HealingEvent = { readonly kind: 'healing'; readonly healing: string; readonly subject: Value };

export type Event =
  | RequestEvent | ReplyEvent | ExpireEvent | MessageEvent | TimerEvent | WakeEvent | BeginEvent | StatementEvent
  | AnswerEvent | ActionEvent | StimulusEvent | FaultEvent | HealingEvent;

export interface EventTraits {
  /** Under which key the draws for this event are made. */
  readonly domain: readonly string[];
  /** The process that executes it; null for statements, faults and healing. */
  readonly executor: string | null;
  /** The process whose crash cancels it: its timers and resumptions. */
  readonly privateTo: string | null;
  /** Whether it counts as an event: resumptions do not. */
  readonly counted: boolean;
}

export function traitsOf(event: Event): EventTraits {
  switch (event.kind) {
    case 'request':
      return traits([event.kind, event.call[0], event.call[1], event.call[2]], event.call[1], null, true);
    case 'reply':
      return traits([event.kind, event.call[0], event.call[1], event.call[2]], event.call[0], null, true);
    case 'expire':
      return traits([event.kind, event.call[0], event.call[1], event.call[2]], event.call[0], event.call[0], true);
    case 'message':
      return traits([event.kind, event.from, event.to, event.name], event.to, null, true);
    case 'timer':
      return traits([event.kind, event.process, event.name], event.process, event.process, true);
    case 'wake':
      return traits([event.kind, event.task[0], event.task[1]], event.task[0], event.task[0], false);
    case 'begin':
      return traits([event.kind, event.task[0], event.task[1]], event.task[0], event.task[0], false);
    case 'statement':
      return traits([event.kind, event.from, event.statement], null, null, true);
    case 'answer':
      return traits([event.kind, event.task[0], event.statement], event.task[0], event.task[0], false);
    case 'action':
      return traits([event.kind, event.action, canonical(event.parameter)], null, null, true);
    case 'stimulus':
      return traits([event.kind, event.source, event.process, event.name], event.process, null, true);
    case 'fault':
      return traits([event.kind, event.fault], null, null, true);
    case 'healing':
      return traits([event.kind, event.healing], typeof event.subject === 'string' ? event.subject : null, null, true);
  }
}

function traits(
  domain: readonly string[], executor: string | null, privateTo: string | null, counted: boolean,
): EventTraits {
  return { domain, executor, privateTo, counted };
}

/** What remains of a pending event when the process that sent it is gone: a statement that nobody waits for. */
export function orphaned(event: Event, process: string): Event | null {
  if (event.kind !== 'statement' || event.from !== process || event.task === null) return null;
  return { ...event, task: null };
}

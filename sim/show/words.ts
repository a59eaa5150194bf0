/** The default words for events: what is told where a narrator has none of its own. */
import type { CallFailure } from '../network/call-failure.js';
import type { Event } from '../process/event.js';
import type { Value } from '../world/value.js';
import { brief } from './brief.js';
import type { Narrator } from './narrator.js';
import { subjectOf } from './subject.js';

export interface Words {
  /** The name that the line begins with; null for none. */
  readonly who: string | null;
  readonly what: string;
  /** Whether the narrator found words of its own. */
  readonly own: boolean;
}

/** What an event is, in the narrator's words or the default ones. */
export function wordsFor(event: Event, narrator: Narrator): Words {
  const words = narrator.event(event);
  if (typeof words === 'string') return { who: subjectOf(event), what: words, own: true };
  if (words !== null) return { ...words, own: true };
  const failure = localFailure(event);
  if (failure !== null) return { who: failure.client, what: failure.what, own: false };
  return { who: subjectOf(event), what: defaultWords(event), own: false };
}

/** How a call failed, in a few words. */
export function failureWords(failure: CallFailure): string {
  switch (failure.kind) {
    case 'CommunicationError':
      return { refused: 'connection refused', reset: 'connection reset', timeout: 'timed out' }[failure.cause];
    case 'ErrorResponse':
      return `error ${failure.status}${failure.errorCode === null ? '' : ` ${failure.errorCode}`}`;
    case 'InvalidResponsePayload':
      return 'an unreadable body';
    case 'UnexpectedResponse':
      return `the undocumented status ${failure.status}`;
    case 'InvalidRequest':
      return 'the request could not be encoded';
  }
}

/** The failure that a reply carries; null when it carries an answer. */
export function failureOf(event: Event): CallFailure | null {
  if (event.kind !== 'reply') return null;
  const { outcome } = event as { outcome: { failure?: CallFailure } };
  return outcome.failure ?? null;
}

/** A reply that no server sent: what the client's own transport says. */
function localFailure(event: Event): { client: string; what: string } | null {
  const failure = failureOf(event);
  if (failure === null || failure.kind === 'ErrorResponse' || event.kind !== 'reply') return null;
  const [client, server, endpoint] = event.call;
  return { client, what: `gets no answer to ${endpoint} from ${server}: ${failureWords(failure)}` };
}

function defaultWords(event: Event): string {
  switch (event.kind) {
    case 'request':
      return `calls ${event.call[2]} of ${event.call[1]}`;
    case 'reply': {
      const failure = failureOf(event);
      return `answers ${event.call[0]}'s ${event.call[2]}: ${failure === null ? 'ok' : failureWords(failure)}`;
    }
    case 'expire':
      return `gives up waiting for ${event.call[1]} to answer ${event.call[2]}`;
    case 'message':
      return `tells ${event.to}: ${event.name} ${brief(event.body)}`.trimEnd();
    case 'timer':
      return `goes on: ${event.name}`;
    case 'wake':
      return `goes on with ${event.task[1]}`;
    case 'begin':
      return `begins ${event.task[1]}`;
    case 'statement':
      return `runs ${event.statement}`;
    case 'answer': {
      const { failed } = event.answer as { failed?: string };
      return failed === undefined ? `gets the result of ${event.statement}` : `is told that ${event.statement} failed: ${failed}`;
    }
    case 'stimulus':
      return `asks ${event.process}: ${event.name} ${brief(event.body)}`.trimEnd();
    case 'action':
      return `${event.action} ${brief(event.parameter)}`.trimEnd();
    case 'fault':
      return faultWords(event.fault, event.subject);
    case 'healing':
      return healingWords(event.healing, event.subject);
  }
}

function faultWords(fault: string, subject: Value): string {
  switch (fault) {
    case 'crash':
      return `${brief(subject)} crashes`;
    case 'hang':
      return `${brief(subject)} hangs`;
    case 'database-outage':
      return 'the database goes down';
    case 'partition':
      return `${pairOf(subject).join(' and ')} cannot reach each other`;
    case 'one-way-partition':
      return `${pairOf(subject).join(' cannot reach ')}`;
    case 'clog':
      return `what ${pairOf(subject).join(' and ')} send each other is held back`;
    default:
      return `${fault} ${brief(subject)}`.trimEnd();
  }
}

function healingWords(healing: string, subject: Value): string {
  switch (healing) {
    case 'restart':
      return `${brief(subject)} starts again`;
    case 'resume':
      return `${brief(subject)} goes on after its hang`;
    case 'database':
      return 'the database is back';
    case 'links':
      return `${pairOf(subject).join(' and ')} reach each other again`;
    default:
      return `${healing} ${brief(subject)}`.trimEnd();
  }
}

function pairOf(subject: Value): readonly string[] {
  return (subject as { pairs: readonly (readonly string[])[] }).pairs[0] ?? [];
}

/**
 * Calls from one process to another over HTTP: a request, a handler that goes on whatever the client does, a reply.
 *
 * One cell stands for one exchange while anything of it is under way: the request, the handler, the reply. Its
 * ordinal is the smallest that is free among living equals, so a late answer never closes a later call. A client
 * time-out abandons the exchange; it does not stop the server (dropshot's HandlerTaskMode::Detached).
 *
 * The transport is TCP as a client sees it: nothing is delivered twice, exchanges may overtake each other. A lost
 * request of a client without a time-out is given up by the transport (illumos `tcp_ip_abort_interval`, 8 minutes); a
 * lost reply leaves such a client waiting for ever, since nothing of its own is unacknowledged.
 */
import type { Choice, Step } from '../step/step.js';
import type { CellName } from '../world/cell.js';
import type { Value } from '../world/value.js';
import type { CallId, RequestEvent, ReplyEvent, TaskId } from '../process/event.js';
import { ModelFault } from '../process/model-fault.js';
import { freeOrdinal } from '../process/ordinal.js';
import type { CallFailure, CallResult, ServerAnswer } from './call-failure.js';
import { crossing } from './link.js';

/** Who waits for a call: a task, or null when the client gave up or died. */
export interface Exchange {
  readonly client: TaskId | null;
  /** `silent`: nothing will come back of its own accord. */
  readonly phase: 'sent' | 'serving' | 'replied' | 'silent';
  /** Whether the client has a time-out. */
  readonly expires: boolean;
}

export const MESSAGE = 'message';
export const TRANSPORT_ABORT = 'transport abort';

const REQUEST_OVER_CONNECTION: Choice = {
  label: 'request',
  options: [
    { name: 'delivered', fault: null },
    { name: 'lost', fault: 'lost-request' },
    { name: 'refused', fault: 'refused' },
    { name: 'answered 500 unexecuted', fault: 'injected-500' },
    { name: 'answered 503 unexecuted', fault: 'injected-503' },
    { name: 'answered 429 unexecuted', fault: 'injected-429' },
    { name: 'answered 400 unexecuted', fault: 'injected-4xx' },
    { name: 'not encodable', fault: 'unencodable' },
  ],
};

const REPLY_OVER_CONNECTION: Choice = {
  label: 'reply',
  options: [
    { name: 'delivered', fault: null },
    { name: 'lost', fault: 'lost-reply' },
    { name: 'connection reset', fault: 'reset' },
    { name: 'body truncated', fault: 'truncated-body' },
    { name: 'undocumented status', fault: 'undocumented-status' },
    { name: 'replaced by 500', fault: 'replaced-500' },
  ],
};

export type Transport = 'reliable' | 'connection' | 'datagram';

function callCell(call: CallId): CellName {
  return ['call', ...call];
}

/** Sends a request and arms the client's time-out. */
export function sendRequest(
  step: Step, from: string, to: string, endpoint: string, body: Value, client: TaskId, timeout: string | null,
): CallId {
  const ordinal = freeOrdinal(step, ['call', from, to, endpoint]);
  const call: CallId = [from, to, endpoint, ordinal];
  const exchange: Exchange = { client, phase: 'sent', expires: timeout !== null };
  step.set(callCell(call), exchange as unknown as Value);
  step.arm({ kind: 'request', call, body }, MESSAGE);
  if (timeout !== null) step.arm({ kind: 'expire', call }, timeout);
  return call;
}

/**
 * A request reaches its server, or what became of it. Returns true when the server is to serve it.
 */
export function receiveRequest(step: Step, event: RequestEvent, transport: Transport): boolean {
  const [from, to] = event.call;
  const passage = crossing(step, from, to, transport);
  if (passage === 'blocked') return false;
  if (passage === 'lost') {
    fallSilent(step, event.call);
    return false;
  }
  const process = step.get(['process', to]) as { status: string } | null;
  if (process?.status === 'hung') {
    step.block();
    return false;
  }
  if (process === null || process.status === 'down') {
    transportAnswers(step, event.call, { kind: 'CommunicationError', cause: 'refused' });
    return false;
  }
  switch (transport === 'reliable' ? 0 : step.choose(REQUEST_OVER_CONNECTION)) {
    case 0: {
      const exchange = step.get(callCell(event.call)) as unknown as Exchange;
      step.set(callCell(event.call), { ...exchange, phase: 'serving' } as unknown as Value);
      return true;
    }
    case 1:
      fallSilent(step, event.call);
      return false;
    case 2:
      transportAnswers(step, event.call, { kind: 'CommunicationError', cause: 'refused' });
      return false;
    case 3:
      transportAnswers(step, event.call, { kind: 'ErrorResponse', status: 500, errorCode: null });
      return false;
    case 4:
      transportAnswers(step, event.call, { kind: 'ErrorResponse', status: 503, errorCode: null });
      return false;
    case 5:
      transportAnswers(step, event.call, { kind: 'ErrorResponse', status: 429, errorCode: null });
      return false;
    case 6:
      transportAnswers(step, event.call, { kind: 'ErrorResponse', status: 400, errorCode: null });
      return false;
    default:
      transportAnswers(step, event.call, { kind: 'InvalidRequest' });
      return false;
  }
}

/** The server's handler ended with an answer. */
export function sendReply(step: Step, call: CallId, answer: ServerAnswer): void {
  const exchange = step.get(callCell(call)) as unknown as Exchange | null;
  if (exchange === null) return;
  if (exchange.phase !== 'serving') {
    throw new ModelFault(`${call[1]} answers ${call[2]} of ${call[0]} twice. Forget a call when it is answered.`, call[2]);
  }
  if (exchange.client === null) {
    step.mark('a request was executed, and its client had given up');
    step.remove(callCell(call));
    return;
  }
  const outcome: CallResult<Value> = 'ok' in answer
    ? { ok: answer.ok }
    : { failure: { kind: 'ErrorResponse', status: answer.status, errorCode: answer.errorCode } };
  step.set(callCell(call), { ...exchange, phase: 'replied' } as unknown as Value);
  step.arm({ kind: 'reply', call, outcome } as unknown as Value, MESSAGE);
}

/** A reply reaches its client. Returns the task to resume and what to resume it with, or null. */
export function receiveReply(
  step: Step, event: ReplyEvent, transport: Transport,
): { client: TaskId; result: Value } | null {
  const [from, to] = event.call;
  const exchange = step.get(callCell(event.call)) as unknown as Exchange | null;
  if (exchange === null || exchange.client === null) {
    step.remove(callCell(event.call));
    return null;
  }
  const outcome = event.outcome as unknown as CallResult<Value>;
  // What the client's own transport says crosses no network.
  const local = 'failure' in outcome && outcome.failure.kind !== 'ErrorResponse';
  const passage = local ? 'passed' : crossing(step, to, from, transport);
  if (passage === 'blocked') return null;
  const process = step.get(['process', from]) as { status: string } | null;
  if (process?.status === 'hung') {
    step.block();
    return null;
  }
  const option = passage === 'lost' ? 1 : local || transport === 'reliable' ? 0 : step.choose(REPLY_OVER_CONNECTION);
  if (option === 1) {
    step.mark('a reply was lost');
    fallSilent(step, event.call, true);
    return null;
  }
  const result = option === 0 ? (event.outcome) : ({ failure: spoiled(option) } as unknown as Value);
  step.remove(callCell(event.call));
  if (exchange.expires) step.cancel({ kind: 'expire', call: event.call });
  return { client: exchange.client, result };
}

/** The client's time-out struck. Returns the task to resume, or null. */
export function expireCall(step: Step, call: CallId): { client: TaskId; result: Value } | null {
  const process = step.get(['process', call[0]]) as { status: string } | null;
  if (process?.status === 'hung') {
    step.block();
    return null;
  }
  const exchange = step.get(callCell(call)) as unknown as Exchange | null;
  if (exchange === null || exchange.client === null) return null;
  if (exchange.phase === 'silent') step.remove(callCell(call));
  else step.set(callCell(call), { ...exchange, client: null } as unknown as Value);
  const failure: CallFailure = { kind: 'CommunicationError', cause: 'timeout' };
  return { client: exchange.client, result: { failure } as unknown as Value };
}

function spoiled(option: number): CallFailure {
  switch (option) {
    case 2:
      return { kind: 'CommunicationError', cause: 'reset' };
    case 3:
      return { kind: 'InvalidResponsePayload' };
    case 4:
      return { kind: 'UnexpectedResponse', status: 302 };
    default:
      return { kind: 'ErrorResponse', status: 500, errorCode: null };
  }
}

/** Nothing will come back; a client that has no time-out is told by its transport, if a request was unacknowledged. */
function fallSilent(step: Step, call: CallId, acknowledged = false): void {
  const exchange = step.get(callCell(call)) as unknown as Exchange | null;
  if (exchange === null || exchange.client === null) {
    step.remove(callCell(call));
    return;
  }
  const givenUp = !exchange.expires && !acknowledged;
  // While the transport's verdict is pending the exchange stays, even if its client dies: no later call may get its id.
  step.set(callCell(call), { ...exchange, phase: givenUp ? 'replied' : 'silent' } as unknown as Value);
  if (givenUp) {
    const failure: CallFailure = { kind: 'CommunicationError', cause: 'timeout' };
    step.arm({ kind: 'reply', call, outcome: { failure } } as unknown as Value, TRANSPORT_ABORT);
  }
}

function transportAnswers(step: Step, call: CallId, failure: CallFailure): void {
  const exchange = step.get(callCell(call)) as unknown as Exchange | null;
  if (exchange === null || exchange.client === null) {
    step.remove(callCell(call));
    return;
  }
  step.set(callCell(call), { ...exchange, phase: 'replied' } as unknown as Value);
  step.arm({ kind: 'reply', call, outcome: { failure } } as unknown as Value, MESSAGE);
}

/** What a crash of either side makes of an exchange: its new value (null: gone), and the reply that the client gets. */
export function afterCrash(
  exchange: Exchange, side: 'client' | 'server',
): { exchange: Exchange | null; reset: boolean } {
  if (side === 'client') {
    if (exchange.phase === 'silent') return { exchange: null, reset: false };
    return { exchange: { ...exchange, client: null }, reset: false };
  }
  if (exchange.phase !== 'serving') return { exchange, reset: false };
  if (exchange.client === null) return { exchange: null, reset: false };
  return { exchange: { ...exchange, phase: 'replied' }, reset: true };
}

/** The reply that a client gets when its server's process dies. */
export function resetReply(call: CallId): Value {
  const failure: CallFailure = { kind: 'CommunicationError', cause: 'reset' };
  return { kind: 'reply', call, outcome: { failure } } as unknown as Value;
}

/** How the vectors show Propolis's request queue: dispositions as `deny:Reason`, requests by their names. */

import {
  describeDenial,
  type AllowedRequests,
  type DenialReason,
  type Disposition,
  type ExternalRequest,
  type QueueAnswer,
  type RequestQueue,
} from '../../../models/omicron/propolis/request-queue.js';
import type { Json, JsonObject } from '../vector.js';
import { fromWire, toWire } from '../wire-names.js';

/** The queue's two fields, as the vectors show them. */
export function queueToWire({ allowed, queue }: RequestQueue): JsonObject {
  const shown = Object.entries(allowed).map(([kind, disposition]: [string, Disposition]) => [
    kind,
    typeof disposition === 'string' ? disposition : `deny:${disposition.deny}`,
  ]);
  return { allowed: toWire(Object.fromEntries(shown)), queue: queue.map(({ request }) => request) };
}

/** The other way round. */
export function queueFromWire(wire: Json): RequestQueue {
  const { allowed, queue } = fromWire<{ allowed: Record<string, string>; queue: ExternalRequest['request'][] }>(wire);
  const read = Object.entries(allowed).map(([kind, shown]): [string, Disposition] => [
    kind,
    shown === 'enqueue' || shown === 'ignore' ? shown : { deny: shown.slice('deny:'.length) as DenialReason },
  ]);
  return {
    allowed: Object.fromEntries(read) as unknown as AllowedRequests,
    queue: queue.map((request) => requestNamed(request, 'mig-1')),
  };
}

/** A request of this kind; `migrationId` is used where there is one. */
export function requestNamed(request: ExternalRequest['request'], migrationId: string): ExternalRequest {
  return request === 'MigrateAsTarget' || request === 'MigrateAsSource' ? { request, migrationId } : { request };
}

/** What became of a request. */
export function answerToWire(answer: QueueAnswer['answer']): Json {
  return typeof answer === 'string' ? answer : denialToWire(answer.denied);
}

/** A denial with its text. */
export function denialToWire(reason: DenialReason): Json {
  return { denied: reason, message: describeDenial(reason) };
}

/**
 * What a Propolis server with a VM answers to requests that change the VM's state, and what they leave in the queue.
 * Follows bin/propolis-server/src/lib/vm/mod.rs, VmController::{put_state, request_migration_into,
 * request_migration_from} and `From<VmControllerError> for HttpError` (propolis 901b710b6e).
 * Leaves out the server without a VM, which answers 404 before it comes here.
 */

import type { HttpError } from '../errors/to-http.js';
import type { PropolisStateRequested } from './api-state.js';
import {
  describeDenial,
  dispositionOf,
  tryQueue,
  type DenialReason,
  type ExternalRequest,
  type QueueAnswer,
  type RequestQueue,
} from './request-queue.js';

/**
 * The queue afterwards and the answer: `error` is null for 204, which means "will be done" as well as "was asked for
 * already".
 */
export interface PutStateAnswer {
  readonly queue: RequestQueue;
  readonly denied: DenialReason | null;
  readonly error: HttpError | null;
}

/**
 * PUT /instance/state.
 * @throws ModelAbort as tryQueue does.
 */
export function putState(before: RequestQueue, requested: PropolisStateRequested): PutStateAnswer {
  const { queue, answer } = tryQueue(before, requestFor(requested));
  if (typeof answer === 'string') return { queue, denied: null, error: null };
  return { queue, denied: answer.denied, error: denialToHttp(answer.denied) };
}

/**
 * A request to migrate in (from the ensure call) or out (from the other side's connection). The task that speaks the
 * migration protocol is started only when the answer is `enqueued`.
 * @throws ModelAbort as tryQueue does.
 */
export function requestMigration(
  before: RequestQueue,
  request: Extract<ExternalRequest, { migrationId: string }>,
): QueueAnswer {
  const disposition = dispositionOf(before.allowed, request.request);
  if (disposition === 'ignore') return { queue: before, answer: 'ignored' };
  return tryQueue(before, request);
}

function requestFor(requested: PropolisStateRequested): ExternalRequest {
  return { request: requested === 'Run' ? 'Start' : requested };
}

/** A denial is 403. Its text goes where clients expect an error code. */
function denialToHttp(reason: DenialReason): HttpError {
  const errorCode = `Instance operation failed: ${describeQueueFailure(reason)}`;
  return { status: 403, errorCode, externalMessage: 'Forbidden', internalMessage: 'Forbidden' };
}

/** The controller's own text for a denial. */
export function describeQueueFailure(reason: DenialReason): string {
  return `Failed to queue requested state change: ${describeDenial(reason)}`;
}

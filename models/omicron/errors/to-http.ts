/**
 * What a client receives for an Omicron error.
 * Follows common/src/api/external/error.rs, `From<Error> for HttpError`, and dropshot's `HttpError` constructors
 * (omicron 876e8ca7c6, dropshot fa728d0797).
 * Leaves out the request id and the headers of the answer.
 */

import type { LookupType, OmicronError } from './omicron-error.js';

/**
 * An HTTP answer that reports an error (dropshot's `HttpError`). The client sees `externalMessage`, the operator's log
 * `internalMessage`. `errorCode` is null when the server gives none.
 */
export interface HttpError {
  readonly status: number;
  readonly errorCode: string | null;
  readonly externalMessage: string;
  readonly internalMessage: string;
}

/** Status, code and messages of the answer to a request that ended with `error`. */
export function omicronErrorToHttp(error: OmicronError): HttpError {
  switch (error.variant) {
    case 'ObjectNotFound':
      return sameMessage(404, 'ObjectNotFound', `not found: ${error.typeName} with ${lookedUp(error.lookupType)}`);
    case 'ObjectAlreadyExists':
      return sameMessage(400, 'ObjectAlreadyExists', `already exists: ${error.typeName} "${error.objectName}"`);
    case 'InvalidRequest':
      return sameMessage(400, 'InvalidRequest', error.message);
    case 'InvalidValue':
      return sameMessage(400, 'InvalidValue', `unsupported value for "${error.label}": ${error.message}`);
    case 'Forbidden':
      return sameMessage(403, 'Forbidden', 'Forbidden');
    case 'MethodNotAllowed':
      return sameMessage(405, 'MethodNotAllowed', error.internalMessage);
    case 'Conflict':
      return sameMessage(409, 'Conflict', error.internalMessage);
    case 'Unauthenticated':
      return hiddenMessage(401, 'Unauthorized', 'credentials missing or invalid', error.internalMessage);
    case 'ServiceUnavailable':
      return hiddenMessage(503, 'ServiceNotAvailable', 'Service Unavailable', error.internalMessage);
    case 'InternalError':
    case 'TypeVersionMismatch':
      return httpInternalError(error.internalMessage);
  }
}

/** dropshot's `HttpError::for_internal_error`: 500, and the client learns nothing. */
export function httpInternalError(internalMessage: string): HttpError {
  return hiddenMessage(500, 'Internal', 'Internal Server Error', internalMessage);
}

/** An answer whose client and operator read the same text (dropshot's `HttpError::for_client_error`). */
export function sameMessage(status: number, errorCode: string | null, message: string): HttpError {
  return { status, errorCode, externalMessage: message, internalMessage: message };
}

function hiddenMessage(
  status: number,
  errorCode: string,
  externalMessage: string,
  internalMessage: string,
): HttpError {
  return { status, errorCode, externalMessage, internalMessage };
}

function lookedUp(lookupType: LookupType): string {
  return lookupType.by === 'name' ? `name "${lookupType.value}"` : `id "${lookupType.value}"`;
}

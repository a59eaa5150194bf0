/**
 * What Nexus makes of a failed call to another service: "an extremely lossy conversion" (omicron #3238). A definite
 * refusal becomes InvalidRequest, 503 becomes ServiceUnavailable, and everything else, a sled that may well have done
 * the work included, becomes InternalError.
 * Follows common/src/api/external/error.rs, `From<progenitor_client::Error<T>> for Error` (omicron 876e8ca7c6).
 */

import { describeClientError, responseMessage, type ClientError } from './client-error.js';
import { internalError, invalidRequest, serviceUnavailable, type OmicronError } from './omicron-error.js';

/** The Omicron error that stands for a failed call. */
export function omicronErrorFromClientError(error: ClientError): OmicronError {
  if (error.kind !== 'ErrorResponse') return internalError(describeClientError(error));
  const message = responseMessage(error);
  if (error.status === 503) return serviceUnavailable(message);
  if (error.status >= 400 && error.status <= 499) return invalidRequest(message);
  return internalError(message);
}

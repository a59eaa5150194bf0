/**
 * How the vectors show errors: Omicron's own, the HTTP answer made of it, and a failed call.
 */

import type { ClientError, CommunicationCause } from '../../../models/omicron/errors/client-error.js';
import { describeError, isRetryable, type OmicronError } from '../../../models/omicron/errors/omicron-error.js';
import { omicronErrorToHttp } from '../../../models/omicron/errors/to-http.js';
import type { JsonObject } from '../vector.js';
import { toWire } from '../wire-names.js';

/** The `error` and `http` fields of the Nexus machines. */
export function errorOutput(error: OmicronError): JsonObject {
  return {
    error: { variant: error.variant, display: describeError(error), retryable: isRetryable(error) },
    http: toWire(omicronErrorToHttp(error)),
  };
}

const causes: Record<string, CommunicationCause> = {
  connection_refused: 'refused',
  connection_closed: 'reset',
  timeout: 'timeout',
};

/** A failed call as the vectors describe it. They do not give InvalidRequest's text, which is always `MSG`. */
export function clientErrorFromWire(input: JsonObject): ClientError {
  switch (input['kind']) {
    case 'CommunicationError':
      return { kind: 'CommunicationError', cause: causes[String(input['cause'])] as CommunicationCause };
    case 'ErrorResponse':
      return {
        kind: 'ErrorResponse',
        status: Number(input['status']),
        errorCode: input['error_code'] as string | null,
        message: String(input['message']),
      };
    case 'UnexpectedResponse':
      return { kind: 'UnexpectedResponse', status: Number(input['status']) };
    case 'InvalidResponsePayload':
      return { kind: 'InvalidResponsePayload' };
    case 'InvalidRequest':
      return { kind: 'InvalidRequest', message: 'MSG' };
    default:
      throw new Error(`the vectors hold a client error that no adapter knows: ${JSON.stringify(input)}`);
  }
}

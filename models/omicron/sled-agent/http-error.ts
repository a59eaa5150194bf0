/**
 * What Nexus receives when a sled agent's handler fails. Most failures, definite refusals such as "no such instance"
 * included, become 500: Nexus cannot tell them from trouble (TODO #3238 upstream).
 * Follows sled-agent/src/sled_agent.rs, `From<Error> for dropshot::HttpError` (omicron 876e8ca7c6).
 * Leaves out which of the many set-up steps failed: all of them give the same answer.
 */

import { clientErrorStatus, describeClientError, type ClientError } from '../errors/client-error.js';
import { NO_SUCH_INSTANCE } from '../policies/error-class.js';
import type { OmicronError } from '../errors/omicron-error.js';
import { httpInternalError, omicronErrorToHttp, sameMessage, type HttpError } from '../errors/to-http.js';

/** Why a request about an instance failed at the sled agent. */
export type SledAgentError =
  /** The call to the Propolis server failed. */
  | { readonly error: 'Propolis'; readonly cause: ClientError }
  /** The instance is not in a state that allows this (a wrong generation of the migration ids, for one). */
  | { readonly error: 'Transition'; readonly cause: OmicronError }
  | { readonly error: 'NoSuchInstance' }
  /** Something else is under way, and the request is not one that waits. Never with the rules of October 2023. */
  | { readonly error: 'Busy' }
  /** Reboot of an instance whose VM has not been started. */
  | { readonly error: 'InstanceNotRunning' }
  | { readonly error: 'InstanceAlreadyRegistered'; readonly propolisId: string }
  /** A migration target without a migration id. */
  | { readonly error: 'Migration' }
  /** The Propolis zone could not be set up. */
  | { readonly error: 'ZoneSetup' };

/**
 * Status and code of the answer to a request that ended with `error`. `unknownIs404`: the rule of omicron #6455, by which Nexus can
 * tell an instance that the sled agent does not know from trouble.
 */
export function sledAgentErrorToHttp(error: SledAgentError, unknownIs404 = false): HttpError {
  switch (error.error) {
    case 'Busy':
      return { status: 503, errorCode: 'INSTANCE_CHANNEL_FULL', externalMessage: 'Service Unavailable', internalMessage: error.error };
    case 'NoSuchInstance':
      return unknownIs404 ? sameMessage(404, NO_SUCH_INSTANCE, error.error) : httpInternalError(error.error);
    case 'Propolis':
      return propolisErrorToHttp(error.cause);
    case 'Transition':
      return omicronErrorToHttp(error.cause);
    default:
      return httpInternalError(error.error);
  }
}

function propolisErrorToHttp(cause: ClientError): HttpError {
  const message = describeClientError(cause);
  const status = clientErrorStatus(cause);
  if (status === null) return httpInternalError(message);
  if (status >= 400 && status <= 499) return sameMessage(status, null, message);
  if (status === 503) {
    return { status, errorCode: null, externalMessage: 'Service Unavailable', internalMessage: message };
  }
  return httpInternalError(message);
}

/**
 * The classes of error that a policy may tell apart when a call to a sled agent failed: as much as progenitor's client error
 * says (`errors/client-error.ts`), without the texts. The raw error is there too, for a policy that wants more of it.
 */
import type { ClientError } from '../errors/client-error.js';

/** Each class, and what Nexus knows when it sees one. */
export const ERROR_CLASSES = {
  'not encodable': 'the request could not be encoded: nothing was sent (progenitor InvalidRequest)',
  refused: 'no connection: whoever would have served the request is not there (CommunicationError)',
  reset: 'the connection broke: the request may have been executed, or may still be (CommunicationError)',
  'timed out': 'no answer in time: the request may be lost, executed, or still under way (CommunicationError)',
  'no such instance': '404 with the code NO_SUCH_INSTANCE: the sled agent says that it does not know the instance (#6455)',
  '400': 'a bad request: refused, and not executed',
  '429': 'too many requests: refused, and not executed',
  'other 4xx': 'any other 4xx: refused, by the sled agent or by Propolis behind it',
  '503': 'unavailable: refused, and not executed',
  'other 5xx': 'any other 5xx: the sled agent makes most of its errors a 500, definite refusals included (#3238)',
  'unreadable answer': 'the answer, perhaps a success, could not be read (InvalidResponsePayload, ResponseBodyError)',
  'undocumented status': 'an answer that the API does not document (UnexpectedResponse)',
} as const satisfies Readonly<Record<string, string>>;

export type ErrorClass = keyof typeof ERROR_CLASSES;

export const NO_SUCH_INSTANCE = 'NO_SUCH_INSTANCE';

export function errorClassOf(error: ClientError): ErrorClass {
  switch (error.kind) {
    case 'CommunicationError':
      return error.cause === 'timeout' ? 'timed out' : error.cause;
    case 'ErrorResponse':
      return statusClass(error.status, error.errorCode);
    case 'UnexpectedResponse':
      return 'undocumented status';
    case 'InvalidRequest':
      return 'not encodable';
    default:
      return 'unreadable answer';
  }
}

function statusClass(status: number, errorCode: string | null): ErrorClass {
  if (status === 404 && errorCode === NO_SUCH_INSTANCE) return 'no such instance';
  if (status === 400 || status === 429 || status === 503) return `${status}`;
  return status >= 400 && status <= 499 ? 'other 4xx' : 'other 5xx';
}

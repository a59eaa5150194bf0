/**
 * How a call to another service can fail, as the caller sees it: progenitor's client errors as plain data.
 * Follows progenitor-client/src/progenitor_client.rs, `Error` (progenitor 5c941c0b41).
 * Leaves out response headers, undecoded bodies and the error chain of the HTTP library: `cause` stands for them.
 */

/** Why no complete answer came. A time-out does not stop the callee. */
export type CommunicationCause = 'refused' | 'reset' | 'timeout';

/**
 * A failed call. Only ErrorResponse is something that the callee meant to say. Its `message` is what the callee's
 * answer told the client; it is absent where the transport does not carry texts. The engine's CallFailure is one of
 * these.
 */
export type ClientError =
  | { readonly kind: 'CommunicationError'; readonly cause: CommunicationCause }
  | {
      readonly kind: 'ErrorResponse';
      readonly status: number;
      readonly errorCode: string | null;
      readonly message?: string;
    }
  /** A documented status, but the body is not what the API promises. */
  | { readonly kind: 'InvalidResponsePayload' }
  /** A status that the callee's API does not document. */
  | { readonly kind: 'UnexpectedResponse'; readonly status: number }
  /** The request could not be encoded; nothing was sent. */
  | { readonly kind: 'InvalidRequest'; readonly message?: string }
  /** The answer began, but its body could not be read. */
  | { readonly kind: 'ResponseBodyError' }
  /** The connection could not be upgraded to a WebSocket. */
  | { readonly kind: 'InvalidUpgrade' };

/** The HTTP status that came back, or null when none did or the body was the problem (progenitor's `status`). */
export function clientErrorStatus(error: ClientError): number | null {
  return error.kind === 'ErrorResponse' || error.kind === 'UnexpectedResponse' ? error.status : null;
}

/** What an error response told the client, or the status in its place. */
export function responseMessage(error: ClientError & { readonly kind: 'ErrorResponse' }): string {
  return error.message ?? `status ${error.status}`;
}

/** A short text for logs. It names the failure, not the HTTP library's words for it. */
export function describeClientError(error: ClientError): string {
  switch (error.kind) {
    case 'CommunicationError':
      return `CommunicationError: ${error.cause}`;
    case 'ErrorResponse':
      return `ErrorResponse: ${responseMessage(error)}`;
    case 'UnexpectedResponse':
      return `UnexpectedResponse: status code ${error.status}`;
    case 'InvalidRequest':
      return error.message === undefined ? error.kind : `InvalidRequest: ${error.message}`;
    default:
      return error.kind;
  }
}

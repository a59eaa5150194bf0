/**
 * How a remote call can fail, in the client's eyes: the cases of `progenitor_client::Error` (progenitor 5c941c0b41).
 * The transport's own words never enter: only the cause.
 */
export type CallFailure =
  /** No response: refused, reset, timed out, or given up by the transport. */
  | { readonly kind: 'CommunicationError'; readonly cause: CommunicationCause }
  /** A response with a documented error status. */
  | { readonly kind: 'ErrorResponse'; readonly status: number; readonly errorCode: string | null }
  /** A success status whose body could not be read or decoded. */
  | { readonly kind: 'InvalidResponsePayload' }
  /** A status outside the documented ranges. */
  | { readonly kind: 'UnexpectedResponse'; readonly status: number }
  /** The client could not encode the request; nothing was sent. */
  | { readonly kind: 'InvalidRequest' };

export type CommunicationCause = 'refused' | 'reset' | 'timeout';

/** What a call comes back with. */
export type CallResult<T> = { readonly ok: T } | { readonly failure: CallFailure };

/** What a server answers with: a documented success or a documented error. */
export type ServerAnswer =
  | { readonly ok: import('../world/value.js').Value }
  | { readonly status: number; readonly errorCode: string | null };

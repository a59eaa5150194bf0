/**
 * Omicron's own error type as plain data: what Nexus answers to users, and what its handlers decide on.
 * Follows common/src/api/external/error.rs, `Error` (omicron 876e8ca7c6).
 * Leaves out: `SslError`-like variants that no instance code produces, and error causes and backtraces.
 */

/** How the caller named the object that was not found (`LookupType`). */
export type LookupType =
  | { readonly by: 'name'; readonly value: string }
  | { readonly by: 'id'; readonly value: string }
  | { readonly by: 'compositeId'; readonly value: string };

/** The variants whose whole content is a message that only operators see. */
export type InternalMessageVariant =
  | 'Unauthenticated'
  | 'InternalError'
  | 'ServiceUnavailable'
  | 'MethodNotAllowed'
  | 'TypeVersionMismatch'
  | 'Conflict';

/** An Omicron error. `typeName` is the resource type in lower case, as users see it (`instance`, `vmm`). */
export type OmicronError =
  | { readonly variant: 'ObjectNotFound'; readonly typeName: string; readonly lookupType: LookupType }
  | { readonly variant: 'ObjectAlreadyExists'; readonly typeName: string; readonly objectName: string }
  | { readonly variant: 'InvalidRequest'; readonly message: string }
  | { readonly variant: 'InvalidValue'; readonly label: string; readonly message: string }
  | { readonly variant: 'Forbidden' }
  | { readonly variant: InternalMessageVariant; readonly internalMessage: string };

/** The caller asked for something impossible: 400. */
export function invalidRequest(message: string): OmicronError {
  return { variant: 'InvalidRequest', message };
}

/** Something broke that the caller cannot help: 500. */
export function internalError(internalMessage: string): OmicronError {
  return { variant: 'InternalError', internalMessage };
}

/** Try again later: 503, the only retryable variant. */
export function serviceUnavailable(internalMessage: string): OmicronError {
  return { variant: 'ServiceUnavailable', internalMessage };
}

/** The object is not in a state that allows this: 409. */
export function conflict(internalMessage: string): OmicronError {
  return { variant: 'Conflict', internalMessage };
}

/** The object is absent or deleted: 404. */
export function objectNotFound(typeName: string, lookupType: LookupType): OmicronError {
  return { variant: 'ObjectNotFound', typeName, lookupType };
}

/** True when the same request may succeed later (`Error::retryable`). */
export function isRetryable(error: OmicronError): boolean {
  return error.variant === 'ServiceUnavailable';
}

/** The text that logs show for an error (its `Display`). For people only: no rule may read it. */
export function describeError(error: OmicronError): string {
  switch (error.variant) {
    case 'ObjectNotFound':
      return `Object (of type ${error.typeName}) not found: ${error.lookupType.value}`;
    case 'ObjectAlreadyExists':
      return `Object (of type ${error.typeName}) already exists: ${error.objectName}`;
    case 'InvalidRequest':
      return `Invalid Request: ${error.message}`;
    case 'InvalidValue':
      return `Invalid Value: ${error.label}, ${error.message}`;
    case 'Forbidden':
      return 'Forbidden';
    case 'Unauthenticated':
      return `Missing or invalid credentials: ${error.internalMessage}`;
    case 'InternalError':
      return `Internal Error: ${error.internalMessage}`;
    case 'ServiceUnavailable':
      return `Service Unavailable: ${error.internalMessage}`;
    case 'MethodNotAllowed':
      return `Method Not Allowed: ${error.internalMessage}`;
    case 'TypeVersionMismatch':
      return `Type version mismatch! ${error.internalMessage}`;
    case 'Conflict':
      return `Conflict: ${error.internalMessage}`;
  }
}

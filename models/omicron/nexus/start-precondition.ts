/**
 * Whether a user's start request runs the start saga. An instance without an active VMM starts from any state, Failed
 * and Creating included: a regression of #4194, reported as omicron #6274 and fixed by #6278 in 2024.
 * Follows nexus/src/app/instance.rs, instance_start (omicron 876e8ca7c6).
 */

import { conflict, internalError, type OmicronError } from '../errors/omicron-error.js';
import type { InstanceState } from './instance-record.js';

/** What the request leads to. */
export type StartDecision =
  | { readonly result: 'runStartSaga' }
  | { readonly result: 'alreadyStarted' }
  | { readonly error: OmicronError };

/** Decides on a start request; `vmmState` is null when the instance has no active VMM. */
export function checkStart(vmmState: InstanceState | null): StartDecision {
  switch (vmmState) {
    case null:
      return { result: 'runStartSaga' };
    case 'starting':
    case 'running':
    case 'rebooting':
      return { result: 'alreadyStarted' };
    case 'stopped':
      // Sled agents report `stopping` until a VMM is destroyed, so this means that a record is damaged.
      return { error: internalError('instance is stopped but still has an active VMM') };
    default:
      return { error: conflict(`instance is in state ${vmmState} but must be stopped to be started`) };
  }
}

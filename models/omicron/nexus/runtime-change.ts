/**
 * Decides what Nexus does with a request to change the run state of an instance: refuse it, call it done, or send it to
 * the sled of the active VMM. Read once, before the call: nothing revalidates it afterwards.
 * Follows nexus/src/app/instance.rs, select_runtime_change_action (omicron 876e8ca7c6).
 */

import { internalError, invalidRequest, type OmicronError } from '../errors/omicron-error.js';
import { effectiveState } from './effective-state.js';
import type { InstanceState } from './instance-record.js';

/** What a user or a saga wants of an instance (`InstanceStateChangeRequest`). */
export type RequestedChange = 'Run' | 'Stop' | 'Reboot' | 'Migrate';

/** The parts of an active VMM that the choice depends on. */
export interface ActiveVmm {
  readonly state: InstanceState;
  readonly sledId: string;
}

/** What to do with the request. */
export type RuntimeChangeAction =
  | { readonly action: 'AlreadyDone' }
  | { readonly action: 'SendToSled'; readonly sledId: string }
  | { readonly error: OmicronError };

/** Chooses the action; `vmm` is null when the instance has no active VMM. */
export function selectRuntimeChangeAction(
  nexusState: InstanceState,
  vmm: ActiveVmm | null,
  requested: RequestedChange,
): RuntimeChangeAction {
  const state = effectiveState(nexusState, vmm?.state ?? null);
  if (vmm === null) return withoutVmm(state, requested);
  if (allowsChange(state, requested)) return { action: 'SendToSled', sledId: vmm.sledId };
  return { error: invalidRequest(`instance state cannot be changed from state "${state}"`) };
}

function withoutVmm(state: InstanceState, requested: RequestedChange): RuntimeChangeAction {
  switch (state) {
    case 'stopped':
      // Stopping what is stopped is idempotent; nothing else makes sense without a VMM.
      if (requested === 'Stop') return { action: 'AlreadyDone' };
      return {
        error: invalidRequest(`cannot ${requested.toLowerCase()} an instance in state ${state} with no VMM`),
      };
    case 'creating':
      return { error: invalidRequest('cannot change instance state while it is still being created') };
    case 'failed': // TODO(#2825) upstream: a failed instance should be allowed to stop.
    case 'destroyed':
      return { error: invalidRequest(`instance state cannot be changed from ${state}`) };
    default:
      return { error: internalError('instance is active but not resident on a sled') };
  }
}

function allowsChange(state: InstanceState, requested: RequestedChange): boolean {
  switch (state) {
    case 'running':
    case 'rebooting':
    case 'migrating':
      return true;
    case 'creating':
    case 'starting':
    case 'stopping':
    case 'stopped':
      return requested !== 'Migrate';
    default:
      return false;
  }
}

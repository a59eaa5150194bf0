/**
 * The state that users see. The join of an instance with its active VMM leaves deleted VMMs out, so an instance whose
 * active VMM is deleted shows its own, usually stale, `nexusState`.
 * Follows nexus/db-queries/src/db/datastore/instance.rs, InstanceAndActiveVmm::effective_state (omicron 876e8ca7c6).
 */

import type { InstanceState } from './instance-record.js';

/** The active VMM's state if there is a VMM, else the instance's own. Migration ids play no part in 2023. */
export function effectiveState(nexusState: InstanceState, vmmState: InstanceState | null): InstanceState {
  return vmmState ?? nexusState;
}

/**
 * A VMM's state as the rules of 2023 know it: no VMM was Creating then. In later versions one is until it is registered, and users
 * are told of it what they were told before (#6455).
 */
export function asOf2023(vmmState: InstanceState): InstanceState {
  return vmmState === 'creating' ? 'starting' : vmmState;
}

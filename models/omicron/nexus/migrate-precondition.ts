/**
 * Whether a user's request to migrate runs the migrate saga.
 * Follows nexus/src/app/instance.rs, project_instance_migrate (omicron 876e8ca7c6).
 * Leaves out the privilege check that comes before it.
 */

import { invalidRequest, serviceUnavailable, type OmicronError } from '../errors/omicron-error.js';
import { effectiveState } from './effective-state.js';
import type { InstanceRuntime } from './instance-record.js';
import type { ActiveVmm } from './runtime-change.js';

/** What the request leads to. */
export type MigrateDecision = { readonly result: 'runMigrateSaga' } | { readonly error: OmicronError };

/** Decides on a request to move the instance to `destinationSledId`; `vmm` is null without an active VMM. */
export function checkMigrate(
  instance: Pick<InstanceRuntime, 'nexusState' | 'migrationId'>,
  vmm: ActiveVmm | null,
  destinationSledId: string,
): MigrateDecision {
  if (vmm === null || effectiveState(instance.nexusState, vmm.state) !== 'running') {
    return { error: invalidRequest('instance must be running before it can migrate') };
  }
  if (vmm.sledId === destinationSledId) {
    return { error: invalidRequest('instance is already running on destination sled') };
  }
  if (instance.migrationId !== null) {
    return { error: serviceUnavailable('instance is already migrating') };
  }
  return { result: 'runMigrateSaga' };
}

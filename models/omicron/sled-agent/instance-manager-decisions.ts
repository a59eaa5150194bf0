/**
 * What a sled agent's instance manager does with each request: the decisions only, for whoever plays them out in time.
 * The manager's table maps an instance to the VMM registered for it; it knows requests by instance only, so a late
 * request meets whatever VMM is registered by then.
 * Follows sled-agent/src/instance_manager.rs, InstanceManager::{ensure_registered, ensure_state, put_migration_ids},
 * and sled-agent/src/instance.rs, Instance::{put_state, put_migration_ids, propolis_ensure} and
 * InstanceInner::observe_state (omicron 876e8ca7c6).
 * Leaves out the lock of the instance, which is held as long as a request is served.
 */

import { conflict } from '../errors/omicron-error.js';
import type { SledInstanceRuntime } from '../nexus/instance-record.js';
import type { SledAgentError } from './http-error.js';
import {
  applyPropolisObservation,
  migrationIdsAlreadySet,
  setMigrationIds,
  terminateRudely,
  type InstanceStates,
  type MigrationIds,
  type ObservedPropolisState,
} from './instance-states.js';

/** What Nexus may ask of a VMM by `PUT /instances/{id}/state`. */
export type RequestedVmmState = 'running' | 'stopped' | 'reboot' | 'migrationTarget';

/** A request to register: make a new VMM, or answer with the records of the one that is there. */
export type RegisterDecision = { readonly register: 'create' | 'current' } | { readonly error: SledAgentError };

/** Decides on a registration; `registeredPropolisId` is null when the table does not know the instance. */
export function decideRegister(registeredPropolisId: string | null, propolisId: string): RegisterDecision {
  if (registeredPropolisId === null) return { register: 'create' };
  if (registeredPropolisId === propolisId) return { register: 'current' };
  return { error: { error: 'InstanceAlreadyRegistered', propolisId: registeredPropolisId } };
}

/** What a new Propolis server is told about the migration that it is the target of. */
export interface MigrationSource {
  readonly migrationId: string;
  readonly srcPropolisId: string;
}

/** How a requested state is brought about. */
export type PutStateDecision =
  /** Nobody knows the instance, so it is stopped: answer success without a record. */
  | { readonly put: 'nothingToStop' }
  | { readonly put: 'refuse'; readonly error: SledAgentError }
  /**
   * Set the zone up unless there is one, ensure the VM in it, then ask it to run; a target runs by itself. A
   * bring-up that fails is undone by afterFailedBringUp.
   */
  | { readonly put: 'bringUp'; readonly target: 'running' | 'migrationTarget'; readonly setUpZone: boolean }
  /** There is no VM yet: forget the VMM and record its end (terminateRudely). */
  | { readonly put: 'terminate' }
  /** Ask Propolis; if it agrees, record `next` at once. If not, nothing changes. */
  | { readonly put: 'ask'; readonly request: 'Stop' | 'Reboot'; readonly next: 'stopping' | 'rebooting' };

/**
 * Decides on a requested state. `hasZone` = this VMM's Propolis has been brought up and not yet torn down. `unknownIs404` = a stop of
 * an instance that is not registered is refused, too (omicron #6698).
 */
export function decidePutState(
  registered: boolean, hasZone: boolean, requested: RequestedVmmState, unknownIs404 = false,
): PutStateDecision {
  if (!registered) {
    return requested === 'stopped' && !unknownIs404
      ? { put: 'nothingToStop' }
      : { put: 'refuse', error: { error: 'NoSuchInstance' } };
  }
  switch (requested) {
    case 'running':
    case 'migrationTarget':
      return { put: 'bringUp', target: requested, setUpZone: !hasZone };
    case 'stopped':
      return hasZone ? { put: 'ask', request: 'Stop', next: 'stopping' } : { put: 'terminate' };
    case 'reboot':
      return hasZone
        ? { put: 'ask', request: 'Reboot', next: 'rebooting' }
        : { put: 'refuse', error: { error: 'InstanceNotRunning' } };
  }
}

/**
 * The migration that a target's ensure request carries: the id from the sled's own record, the source from Nexus's
 * request. A missing id is noticed only here, with the zone already up.
 */
export function migrationSourceFor(
  instance: SledInstanceRuntime,
  srcPropolisId: string,
): MigrationSource | { readonly error: SledAgentError } {
  if (instance.migrationId === null) return { error: { error: 'Migration' } };
  return { migrationId: instance.migrationId, srcPropolisId };
}

/**
 * The records after a bring-up that failed. The VMM stays registered, and nobody is told. A failed target, and a VM
 * that was up before, keep their records; any other is recorded as gone, and its new zone is dropped.
 */
export function afterFailedBringUp(
  states: InstanceStates,
  target: 'running' | 'migrationTarget',
  hadZone: boolean,
): InstanceStates {
  return hadZone || target === 'migrationTarget' ? states : terminateRudely(states);
}

/** New records, or a Conflict: the ids were set for another generation of the instance. */
export type PutMigrationIdsDecision = { readonly states: InstanceStates } | { readonly error: SledAgentError };

/**
 * Decides on a request to set or clear the migration ids that was made for generation `oldGen`.
 * @throws ModelAbort as migrationIdsAlreadySet does.
 */
export function decidePutMigrationIds(
  states: InstanceStates,
  oldGen: number,
  ids: MigrationIds | null,
): PutMigrationIdsDecision {
  const { gen } = states.instance;
  if (gen === oldGen) return { states: setMigrationIds(states, ids) };
  if (migrationIdsAlreadySet(states.instance, oldGen, ids)) return { states };
  const cause = conflict(`wrong instance state generation: expected ${gen}, got ${oldGen}`);
  return { error: { error: 'Transition', cause } };
}

/** What follows an answer of the state monitor. `tearDown` = stop the zone and unregister, before Nexus is told. */
export interface ObserveDecision {
  readonly states: InstanceStates;
  readonly tearDown: boolean;
  readonly monitor: 'continue' | 'terminate';
}

/**
 * Decides on an observation. A VMM without a zone was terminated meanwhile: what its Propolis said no longer counts.
 * @throws ModelAbort as applyPropolisObservation does.
 */
export function decideObserve(
  before: InstanceStates,
  hasZone: boolean,
  observed: ObservedPropolisState,
): ObserveDecision {
  if (!hasZone) return { states: before, tearDown: false, monitor: 'terminate' };
  const { states, action } = applyPropolisObservation(before, observed);
  const gone = action === 'Destroy';
  return { states, tearDown: gone, monitor: gone ? 'terminate' : 'continue' };
}

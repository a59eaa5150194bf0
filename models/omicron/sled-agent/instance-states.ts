/**
 * How a sled agent's two records of a VM, the instance and this VMM, change as Propolis is observed.
 * Follows sled-agent/src/common/instance.rs, `InstanceStates` and `ObservedPropolisState` (omicron 876e8ca7c6).
 * Leaves out timestamps. Every function returns new records; none changes its arguments.
 */

import { modelAssert } from '../abort.js';
import type { InstanceState, SledInstanceRuntime, VmmRuntime } from '../nexus/instance-record.js';
import type { MonitoredState, PropolisState } from '../propolis/api-state.js';

/** The records of one VMM. `propolisId` is the VMM itself; `instance.propolisId` is whoever is active. */
export interface InstanceStates {
  readonly propolisId: string;
  readonly instance: SledInstanceRuntime;
  readonly vmm: VmmRuntime;
}

/** What this VMM is to its instance. */
export type PropolisRole = 'Active' | 'MigrationTarget' | 'Retired';

/** How the migration that the sled knows of stands, according to Propolis. */
export type ObservedMigrationStatus = 'NoMigration' | 'Succeeded' | 'InProgress' | 'Failed' | 'Pending';

/** What one answer of Propolis means, given the sled's instance record. */
export interface ObservedPropolisState {
  readonly vmmState: PropolisState;
  readonly migrationStatus: ObservedMigrationStatus;
}

/** The ids of a migration that Nexus wants to begin. */
export interface MigrationIds {
  readonly migrationId: string;
  readonly dstPropolisId: string;
}

/** The records after an observation. `Destroy` = the VMM is gone: tear its zone down. */
export interface ObservationResult {
  readonly states: InstanceStates;
  readonly action: 'Destroy' | null;
}

/** The role of this VMM. It changes when the instance record's ids change. */
export function propolisRole({ propolisId, instance }: InstanceStates): PropolisRole {
  if (instance.propolisId === propolisId) return 'Active';
  if (instance.dstPropolisId === propolisId) return 'MigrationTarget';
  return 'Retired';
}

/** Interprets an answer of the state monitor against the sled's instance record. */
export function observeMonitorResponse(
  instance: SledInstanceRuntime,
  response: Pick<MonitoredState, 'state' | 'migration'>,
): ObservedPropolisState {
  return { vmmState: response.state, migrationStatus: migrationStatus(instance.migrationId, response.migration) };
}

function migrationStatus(known: string | null, published: MonitoredState['migration']): ObservedMigrationStatus {
  if (known === null) return 'NoMigration';
  // Propolis has not heard of the sled's migration yet, or still shows an earlier one.
  if (published === null || published.migrationId !== known) return 'Pending';
  switch (published.state) {
    case 'Finish':
      return 'Succeeded';
    case 'Error':
      return 'Failed';
    default:
      return 'InProgress';
  }
}

/**
 * Applies an observation. The VMM's generation grows even when nothing changed. The end of an active VMM also retires
 * the instance record, in two steps of its generation.
 * @throws ModelAbort when a migration succeeded that the record knows no other destination for.
 */
export function applyPropolisObservation(before: InstanceStates, observed: ObservedPropolisState): ObservationResult {
  const vmm = { state: vmmStateOf(observed.vmmState), gen: before.vmm.gen + 1 };
  let states: InstanceStates = applyMigrationStatus({ ...before, vmm }, observed.migrationStatus);
  if (observed.vmmState !== 'Destroyed' && observed.vmmState !== 'Failed') return { states, action: null };
  // The role is read again: a migration that has just succeeded leaves its source retired.
  if (propolisRole(states) === 'Active') states = retireActivePropolis(clearMigrationIds(states));
  return { states, action: 'Destroy' };
}

function applyMigrationStatus(states: InstanceStates, status: ObservedMigrationStatus): InstanceStates {
  const role = propolisRole(states);
  if (status === 'Succeeded' && role === 'Active') {
    // The ids stay: only the target may clear them, so that Nexus does not start another migration too early.
    const switched = switchPropolisIdToTarget(states);
    modelAssert(propolisRole(switched) === 'Retired', 'the source of a successful migration is retired');
    return switched;
  }
  if (status === 'Succeeded' && role === 'MigrationTarget') {
    return clearMigrationIds(switchPropolisIdToTarget(states));
  }
  // Only the source may say that a migration failed: it is the one that goes on running.
  if (status === 'Failed' && role === 'Active') return clearMigrationIds(states);
  return states;
}

/**
 * The records of a VMM that is torn down without asking it: as if it had been destroyed and any migration had failed.
 * TODO(#4004) upstream: wrong when the migration did succeed.
 */
export function terminateRudely(states: InstanceStates): InstanceStates {
  const status = states.instance.migrationId === null ? 'NoMigration' : 'Failed';
  return applyPropolisObservation(states, { vmmState: 'Destroyed', migrationStatus: status }).states;
}

/** Records that Propolis has been asked to stop or reboot, before it says so itself. */
export function transitionVmm(states: InstanceStates, next: 'stopping' | 'rebooting'): InstanceStates {
  return { ...states, vmm: { state: next, gen: states.vmm.gen + 1 } };
}

/** Sets the ids of a migration that begins, or clears them (`ids` null). */
export function setMigrationIds(states: InstanceStates, ids: MigrationIds | null): InstanceStates {
  if (ids === null) return clearMigrationIds(states);
  return updateInstance(states, { migrationId: ids.migrationId, dstPropolisId: ids.dstPropolisId });
}

/**
 * True when the instance record is what setting `ids` on a record of generation `oldGen` leads to: the request is a
 * repetition.
 * @throws ModelAbort when only one of the record's two migration ids is set.
 */
export function migrationIdsAlreadySet(
  instance: SledInstanceRuntime,
  oldGen: number,
  ids: MigrationIds | null,
): boolean {
  if (oldGen + 1 !== instance.gen) return false;
  if (ids === null) {
    if (instance.migrationId !== null) return false;
    modelAssert(instance.dstPropolisId === null, 'without a migration id there is no destination id');
    return true;
  }
  if (instance.migrationId === null) return false;
  modelAssert(instance.dstPropolisId !== null, 'migration id and destination id are set together');
  return instance.migrationId === ids.migrationId && instance.dstPropolisId === ids.dstPropolisId;
}

/** Propolis's state as a VMM state. A stopped VM is still `stopping` until its server is gone. */
export function vmmStateOf(state: PropolisState): InstanceState {
  switch (state) {
    case 'Creating':
    case 'Starting':
      return 'starting';
    case 'Running':
      return 'running';
    case 'Stopping':
    case 'Stopped':
      return 'stopping';
    case 'Rebooting':
      return 'rebooting';
    case 'Migrating':
      return 'migrating';
    case 'Repairing':
      return 'repairing';
    case 'Failed':
      return 'failed';
    case 'Destroyed':
      return 'destroyed';
  }
}

function switchPropolisIdToTarget(states: InstanceStates): InstanceStates {
  const target = states.instance.dstPropolisId;
  modelAssert(target !== null, 'a migration that succeeded has a destination id');
  return updateInstance(states, { propolisId: target });
}

function clearMigrationIds(states: InstanceStates): InstanceStates {
  return updateInstance(states, { migrationId: null, dstPropolisId: null });
}

function retireActivePropolis(states: InstanceStates): InstanceStates {
  return updateInstance(states, { propolisId: null });
}

function updateInstance(states: InstanceStates, change: Partial<SledInstanceRuntime>): InstanceStates {
  const { instance } = states;
  return { ...states, instance: { ...instance, ...change, gen: instance.gen + 1 } };
}

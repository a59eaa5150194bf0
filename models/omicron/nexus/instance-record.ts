/**
 * The records that Nexus keeps of an instance and its VMMs, and what sled agents report about them.
 * Follows nexus/db-model/src/{instance,vmm}.rs, common/src/api/internal/nexus.rs and the tables `instance` and `vmm` of
 * schema/crdb/dbinit.sql (omicron 876e8ca7c6).
 * Leaves out timestamps, sizes, host names and everything else that no rule of the life cycle reads.
 */

/** The states of an instance and of a VMM: one enum, shared by both tables. */
export type InstanceState =
  | 'creating'
  | 'starting'
  | 'running'
  | 'stopping'
  | 'stopped'
  | 'rebooting'
  | 'migrating'
  | 'repairing'
  | 'failed'
  | 'destroyed';

/** The runtime columns of an `instance` row, all guarded by `gen` (`state_generation`, from 1). */
export interface InstanceRuntime {
  /** Shown to users only while there is no active VMM. */
  readonly nexusState: InstanceState;
  readonly gen: number;
  /** The active VMM (`active_propolis_id`), null when the instance is not incarnated. */
  readonly propolisId: string | null;
  /** The VMM that the instance is migrating to (`target_propolis_id`). */
  readonly dstPropolisId: string | null;
  /** Set while a migration is under way: excludes a second one. */
  readonly migrationId: string | null;
}

/** The runtime columns of a `vmm` row, guarded by `gen` (from 1). Also what a sled reports about a VMM. */
export interface VmmRuntime {
  readonly state: InstanceState;
  readonly gen: number;
}

/** What the sled knows of the instance record (`InstanceRuntimeState` on the wire). It carries no state. */
export interface SledInstanceRuntime {
  readonly propolisId: string | null;
  readonly dstPropolisId: string | null;
  readonly migrationId: string | null;
  readonly gen: number;
}

/** What a sled agent reports about an instance and one of its VMMs (`SledInstanceState` on the wire). */
export interface SledInstanceState {
  readonly instanceState: SledInstanceRuntime;
  /** The VMM that `vmmState` is about: not always the active one. */
  readonly propolisId: string;
  readonly vmmState: VmmRuntime;
}

/**
 * The database form of what a sled reports: with an active VMM the instance is `running`, without one `stopped`. So a
 * VMM that failed leaves its instance `stopped`, and any newer report overwrites `failed` (nexus/db-model/src/
 * instance.rs, `From<internal::nexus::InstanceRuntimeState> for InstanceRuntimeState`).
 */
export function instanceRuntimeFromSled(reported: SledInstanceRuntime): InstanceRuntime {
  return {
    nexusState: reported.propolisId === null ? 'stopped' : 'running',
    gen: reported.gen,
    propolisId: reported.propolisId,
    dstPropolisId: reported.dstPropolisId,
    migrationId: reported.migrationId,
  };
}

/** The wire form of a row: what Nexus tells a sled agent when it registers an instance. */
export function sledRuntimeFromInstance(row: InstanceRuntime): SledInstanceRuntime {
  return {
    propolisId: row.propolisId,
    dstPropolisId: row.dstPropolisId,
    migrationId: row.migrationId,
    gen: row.gen,
  };
}

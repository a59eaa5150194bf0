/**
 * What a Propolis server shows to its clients: the states of its VM and of a migration.
 * Follows lib/propolis-client/src/handmade/api.rs (propolis 901b710b6e). Names in CamelCase, as on the wire.
 * Leaves out the properties of the instance.
 */

/** The states of a VM. `Repairing` is never published. */
export type PropolisState =
  | 'Creating'
  | 'Starting'
  | 'Running'
  | 'Stopping'
  | 'Stopped'
  | 'Rebooting'
  | 'Migrating'
  | 'Repairing'
  | 'Failed'
  | 'Destroyed';

/** The phases of a migration, the same names on both sides. `Resume` is never published. */
export type MigrationState =
  | 'Sync'
  | 'RamPush'
  | 'Pause'
  | 'RamPushDirty'
  | 'Device'
  | 'Resume'
  | 'RamPull'
  | 'Server'
  | 'Finish'
  | 'Error';

/** The latest migration of a VM, as its clients see it. */
export interface PropolisMigration {
  readonly migrationId: string;
  readonly state: MigrationState;
}

/** What the state monitor answers. `gen` counts publications; a new VM is `Creating` at generation 0. */
export interface MonitoredState {
  readonly gen: number;
  readonly state: PropolisState;
  readonly migration: PropolisMigration | null;
}

/** What a client may ask for (`InstanceStateRequested`). */
export type PropolisStateRequested = 'Run' | 'Stop' | 'Reboot';

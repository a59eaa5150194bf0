/**
 * Statements on the network interfaces, external addresses and disks of instances (nexus/db-queries/src/db/datastore/
 * network_interface.rs, external_ip.rs, disk.rs, db/queries/network_interface.rs at omicron 876e8ca7c6).
 *
 * An instance has all of its interfaces or none, and all of its addresses or none: what upstream makes one after the other
 * is one statement here. Which disks are attached is left out.
 */
import type { Database } from '../../../sim/database/statement.js';
import { statement } from '../../../sim/process/effect.js';
import type { Value } from '../../../sim/world/value.js';
import { EXTERNAL_IP, INSTANCE, NETWORK_INTERFACE, type InstanceRow } from './rows.js';

/** What Nexus finds of an instance before it talks to sleds or switches about its network. */
export interface InstanceNetwork {
  /** Whether the instance exists and is not deleted. */
  readonly exists: boolean;
  readonly interfaces: boolean;
  readonly addresses: boolean;
}

/**
 * Stands for the reads in a row that come before such calls (LookupPath, derive_guest_network_interface_info,
 * instance_lookup_external_ips, boundary_switches, sled_list, sled_lookup).
 */
export const instanceNetworkLookup = statement<string, Value>('instance_network_lookup', (database, instanceId) => {
  const row = instanceRow(database, instanceId);
  return {
    exists: row !== null && !row.deleted,
    interfaces: database.row(NETWORK_INTERFACE, instanceId) !== null,
    addresses: database.row(EXTERNAL_IP, instanceId) !== null,
  };
});

/** What came of a change that only an instance without a VMM allows. */
export type IdleChange = 'done' | 'gone' | 'busy';

/** Making what exists already is no error. */
export const instanceCreateNetworkInterface = statement<string, IdleChange>(
  'instance_create_network_interface', (database, instanceId) => {
    if (database.row(NETWORK_INTERFACE, instanceId) !== null) return 'done';
    const verdict = idle(database, instanceId, false);
    if (verdict === 'done') database.put(NETWORK_INTERFACE, instanceId, {});
    return verdict;
  });

/** The create saga's undo. Deleting what does not exist is no error, unless the instance is deleted. */
export const instanceDeleteNetworkInterface = statement<string, IdleChange>(
  'instance_delete_network_interface', (database, instanceId) => {
    const verdict = idle(database, instanceId, true);
    if (verdict === 'busy' && database.row(NETWORK_INTERFACE, instanceId) === null) return 'done';
    if (verdict === 'done') database.delete(NETWORK_INTERFACE, instanceId);
    return verdict;
  });

export const instanceDeleteAllNetworkInterfaces = statement<string, null>(
  'instance_delete_all_network_interfaces', (database, instanceId) => {
    database.delete(NETWORK_INTERFACE, instanceId);
    return null;
  });

export const allocateExternalIp = statement<string, null>('allocate_external_ip', (database, instanceId) => {
  database.put(EXTERNAL_IP, instanceId, {});
  return null;
});

export const deallocateExternalIp = statement<string, null>('deallocate_external_ip', (database, instanceId) => {
  database.delete(EXTERNAL_IP, instanceId);
  return null;
});

export const instanceAttachDisk = statement<string, IdleChange>('instance_attach_disk', (database, instanceId) =>
  idle(database, instanceId, false));

export const instanceDetachDisk = statement<string, IdleChange>('instance_detach_disk', (database, instanceId) =>
  idle(database, instanceId, true));

/** Interfaces and disks change only while there is no active VMM and the instance is Creating or Stopped (or Failed). */
function idle(database: Database, instanceId: string, failedToo: boolean): IdleChange {
  const row = instanceRow(database, instanceId);
  if (row === null || row.deleted) return 'gone';
  const { nexusState, propolisId } = row.runtime;
  const states = failedToo ? ['creating', 'stopped', 'failed'] : ['creating', 'stopped'];
  return propolisId === null && states.includes(nexusState) ? 'done' : 'busy';
}

function instanceRow(database: Database, instanceId: string): InstanceRow | null {
  return database.row(INSTANCE, instanceId) as unknown as InstanceRow | null;
}

export const networkStatements = [
  instanceNetworkLookup, instanceCreateNetworkInterface, instanceDeleteNetworkInterface,
  instanceDeleteAllNetworkInterfaces, allocateExternalIp, deallocateExternalIp, instanceAttachDisk, instanceDetachDisk,
];

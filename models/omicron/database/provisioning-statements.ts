/**
 * Virtual provisioning: what instances are charged for, whether they run or not. Charged by the create saga and released by
 * the delete saga (nexus/db-queries/src/db/datastore/virtual_provisioning_collection.rs, db/queries/
 * virtual_provisioning_collection_update.rs at omicron 876e8ca7c6; #4277 moved the charge to start and stop later).
 *
 * Each statement changes the resource and the sums at once, and nothing when it was applied before. Left out: sizes, disks
 * and the metrics that are sampled from these tables.
 */
import type { Database } from '../../../sim/database/statement.js';
import { statement } from '../../../sim/process/effect.js';
import type { Value } from '../../../sim/world/value.js';
import {
  FLEET, VIRTUAL_PROVISIONING_COLLECTION, VIRTUAL_PROVISIONING_RESOURCE, type VirtualProvisioningCollectionRow,
} from './rows.js';

export const provisioningInsertInstance = statement<{ createdAs: string; instanceId: string }, null>(
  'virtual_provisioning_collection_insert_instance', (database, { createdAs, instanceId }) => {
    if (database.row(VIRTUAL_PROVISIONING_RESOURCE, createdAs) !== null) return null;
    database.put(VIRTUAL_PROVISIONING_RESOURCE, createdAs, { instanceId });
    add(database, 1);
    return null;
  });

export const provisioningDeleteInstance = statement<string, null>(
  'virtual_provisioning_collection_delete_instance', (database, createdAs) => {
    if (database.row(VIRTUAL_PROVISIONING_RESOURCE, createdAs) === null) return null;
    database.delete(VIRTUAL_PROVISIONING_RESOURCE, createdAs);
    add(database, -1);
    return null;
  });

function add(database: Database, difference: number): void {
  const row = database.row(VIRTUAL_PROVISIONING_COLLECTION, FLEET) as unknown as VirtualProvisioningCollectionRow | null;
  database.put(VIRTUAL_PROVISIONING_COLLECTION, FLEET, { instances: (row?.instances ?? 0) + difference } as Value);
}

export const provisioningStatements = [provisioningInsertInstance, provisioningDeleteInstance];

/**
 * The rows of the tables that decide about instances (schema/crdb/dbinit.sql at omicron 876e8ca7c6).
 *
 * Left out: names, projects, hardware, time stamps; `time_deleted` is the flag `deleted`.
 */
import type { InstanceRuntime, VmmRuntime } from '../nexus/instance-record.js';

export const INSTANCE = 'instance';
export const VMM = 'vmm';
export const SLED_RESOURCE = 'sled_resource';

export interface InstanceRow {
  readonly deleted: boolean;
  readonly runtime: InstanceRuntime;
}

export interface VmmRow {
  readonly instanceId: string;
  /** Fixed for life. */
  readonly sledId: string;
  readonly deleted: boolean;
  readonly runtime: VmmRuntime;
}

/** Keyed by the VMM's id. No generation, no soft delete. */
export interface SledResourceRow {
  readonly sledId: string;
}

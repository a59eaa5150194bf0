/**
 * The rows of the tables that decide about instances (schema/crdb/dbinit.sql at omicron 876e8ca7c6).
 *
 * Left out: names, projects, hardware, time stamps; `time_deleted` is the flag `deleted`.
 */
import type { InstanceRuntime, VmmRuntime } from '../nexus/instance-record.js';

export const INSTANCE = 'instance';
export const VMM = 'vmm';
export const SLED_RESOURCE = 'sled_resource';
/** Keyed by the instance's id: that it has its network interfaces, and its external addresses. */
export const NETWORK_INTERFACE = 'network_interface';
export const EXTERNAL_IP = 'external_ip';
/** What is charged, keyed by the create that charged it (`InstanceRow.createdAs`). */
export const VIRTUAL_PROVISIONING_RESOURCE = 'virtual_provisioning_resource';
/** The sums over the resources. One row, `FLEET`: projects and silos are charged by the same statements. */
export const VIRTUAL_PROVISIONING_COLLECTION = 'virtual_provisioning_collection';
export const FLEET = 'fleet';
/** Keyed by the VMM's id. Not upstream: see follow-up-statements.ts. */
export const FOLLOW_UP = 'vmm_follow_up';

export interface InstanceRow {
  /**
   * Which create made it: upstream the instance's id itself, which each create draws anew, while our instances are known by
   * their names.
   */
  readonly createdAs: string;
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

export interface VirtualProvisioningCollectionRow {
  /** Charged instances: each stands for its CPUs and memory. */
  readonly instances: number;
}

export interface FollowUpRow {
  readonly what: 'unreachable' | 'to be fenced';
  readonly instanceId: string;
  /** How often asking has failed; no more than `ATTEMPTS_MAX` is counted. */
  readonly attempts: number;
}

/** Keyed by the VMM's id. No generation, no soft delete. */
export interface SledResourceRow {
  readonly sledId: string;
}

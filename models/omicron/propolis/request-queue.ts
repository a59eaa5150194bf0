/**
 * The queue of what clients ask of a VM, and what is done with each kind of request at the moment: queue it, ignore it
 * (the client is told "done"), or deny it. Everything that happens to the VM rewrites these dispositions.
 * Follows bin/propolis-server/src/lib/vm/request_queue.rs, `ExternalRequestQueue` (propolis 901b710b6e).
 * Leaves out the channels that requests carry.
 * Keeps its known defect: a stop queued while the VM starts denies reboots and migrations only until the VM runs.
 */

import { modelAssert } from '../abort.js';

/** A request as the queue holds it. */
export type ExternalRequest =
  | { readonly request: 'MigrateAsTarget'; readonly migrationId: string }
  | { readonly request: 'Start' }
  | { readonly request: 'MigrateAsSource'; readonly migrationId: string }
  | { readonly request: 'Reboot' }
  | { readonly request: 'Stop' };

/** Why a request is denied. */
export type DenialReason =
  | 'InstanceNotActive'
  | 'MigrationTargetInProgress'
  | 'StartInProgress'
  | 'AlreadyMigrationSource'
  | 'InvalidRequestForMigrationSource'
  | 'HaltPending'
  | 'InstanceFailed';

/** What is done with a kind of request. */
export type Disposition = 'enqueue' | 'ignore' | { readonly deny: DenialReason };

/** The disposition of every kind of request. */
export interface AllowedRequests {
  readonly migrateAsTarget: Disposition;
  readonly start: Disposition;
  readonly migrateAsSource: Disposition;
  readonly reboot: Disposition;
  readonly stop: Disposition;
}

/** The whole state: `queue` holds what the state driver has not taken yet, the oldest first. */
export interface RequestQueue {
  readonly allowed: AllowedRequests;
  readonly queue: readonly ExternalRequest[];
}

/** What the state driver tells the queue about the VM. */
export type InstanceStateChange = 'StartedRunning' | 'Rebooted' | 'Stopped' | 'Failed';

/** What became of a request, and the queue afterwards. */
export interface QueueAnswer {
  readonly queue: RequestQueue;
  readonly answer: 'enqueued' | 'ignored' | { readonly denied: DenialReason };
}

/** The queue of a new VM, which has neither started nor been asked to. */
export const newRequestQueue: RequestQueue = {
  allowed: {
    migrateAsTarget: 'enqueue',
    start: 'enqueue',
    migrateAsSource: { deny: 'InstanceNotActive' },
    reboot: { deny: 'InstanceNotActive' },
    stop: 'enqueue',
  },
  queue: [],
};

/**
 * Asks for something.
 * @throws ModelAbort when a reboot or a migration away is queued although a start would not be ignored.
 */
export function tryQueue(before: RequestQueue, request: ExternalRequest): QueueAnswer {
  const disposition = dispositionOf(before.allowed, request.request);
  if (disposition === 'ignore') return { queue: before, answer: 'ignored' };
  if (disposition !== 'enqueue') return { queue: before, answer: { denied: disposition.deny } };
  return {
    queue: { allowed: afterQueueing(before.allowed, request.request), queue: [...before.queue, request] },
    answer: 'enqueued',
  };
}

/** What `tryQueue` would do with such a request now. */
export function dispositionOf(allowed: AllowedRequests, request: ExternalRequest['request']): Disposition {
  switch (request) {
    case 'MigrateAsTarget':
      return allowed.migrateAsTarget;
    case 'Start':
      return allowed.start;
    case 'MigrateAsSource':
      return allowed.migrateAsSource;
    case 'Reboot':
      return allowed.reboot;
    case 'Stop':
      return allowed.stop;
  }
}

/** Takes the oldest request, or null when the queue is empty. Dispositions do not change. */
export function popFront(before: RequestQueue): { queue: RequestQueue; request: ExternalRequest | null } {
  const [request = null, ...rest] = before.queue;
  return { queue: { ...before, queue: rest }, request };
}

/** Rewrites the dispositions after something happened to the VM. What is queued stays queued. */
export function notifyStateChange(before: RequestQueue, change: InstanceStateChange): RequestQueue {
  const { allowed } = before;
  switch (change) {
    case 'StartedRunning':
      return { ...before, allowed: { ...allowed, migrateAsSource: 'enqueue', reboot: 'enqueue' } };
    case 'Rebooted':
      // Only a reboot that clients asked for makes the next request a new one.
      return allowed.reboot === 'ignore' ? { ...before, allowed: { ...allowed, reboot: 'enqueue' } } : before;
    case 'Stopped':
      return { ...before, allowed: { ...denyAllButStop('InstanceNotActive'), stop: 'ignore' } };
    case 'Failed':
      return { ...before, allowed: { ...denyAllButStop('InstanceFailed'), stop: allowed.stop } };
  }
}

/** The text that a denied client reads. */
export function describeDenial(reason: DenialReason): string {
  switch (reason) {
    case 'InstanceNotActive':
      return 'Operation requires an active instance';
    case 'MigrationTargetInProgress':
      return 'Already migrating into this instance';
    case 'StartInProgress':
      return 'Instance is currently starting';
    case 'AlreadyMigrationSource':
      return 'Instance is already a migration source';
    case 'InvalidRequestForMigrationSource':
      return 'Operation cannot be performed on a migration source';
    case 'HaltPending':
      return 'Instance is preparing to stop';
    case 'InstanceFailed':
      return 'Instance failed to start or halted due to a failure';
  }
}

function afterQueueing(allowed: AllowedRequests, request: ExternalRequest['request']): AllowedRequests {
  switch (request) {
    case 'MigrateAsTarget': {
      const deny: Disposition = { deny: 'MigrationTargetInProgress' };
      return { ...allowed, migrateAsTarget: 'ignore', start: 'ignore', migrateAsSource: deny, reboot: deny };
    }
    case 'Start': {
      const deny: Disposition = { deny: 'StartInProgress' };
      return { ...allowed, migrateAsTarget: deny, start: 'ignore', migrateAsSource: deny, reboot: deny };
    }
    case 'MigrateAsSource':
      assertStartIsIgnored(allowed);
      return {
        ...allowed,
        migrateAsSource: { deny: 'AlreadyMigrationSource' },
        reboot: { deny: 'InvalidRequestForMigrationSource' },
      };
    case 'Reboot':
      assertStartIsIgnored(allowed);
      return { ...allowed, reboot: 'ignore' };
    case 'Stop':
      return { ...denyAllButStop('HaltPending'), stop: 'ignore' };
  }
}

function assertStartIsIgnored(allowed: AllowedRequests): void {
  modelAssert(allowed.start === 'ignore', 'a VM that can reboot or migrate away has been started');
}

function denyAllButStop(reason: DenialReason): Omit<AllowedRequests, 'stop'> {
  const deny: Disposition = { deny: reason };
  return { migrateAsTarget: deny, start: deny, migrateAsSource: deny, reboot: deny };
}

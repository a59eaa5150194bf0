/**
 * The thread that drives a VM: it takes one event at a time and handles it to the end. Handling an event is a list of
 * **moves** in plain data, so that a caller may play them at once, or with virtual time in between and a crash at any
 * point.
 * Follows bin/propolis-server/src/lib/vm/state_driver.rs, `StateDriver`, and SharedVmState::wait_for_next_event of
 * vm/mod.rs (propolis 901b710b6e).
 * Leaves out: unhandled vCPU exits (they abort the process), and `Drop for VmController`, which publishes `Destroyed`
 * after the exit unless the VM is `Failed` (stateAfterDrop).
 */

import { modelAssert } from '../abort.js';
import type { MigrationState, MonitoredState, PropolisState } from './api-state.js';
import {
  newRequestQueue,
  notifyStateChange,
  popFront,
  tryQueue,
  type ExternalRequest,
  type InstanceStateChange,
  type RequestQueue,
} from './request-queue.js';

/** What the guest does by itself. */
export type GuestEvent =
  | 'VcpuSuspendHalt'
  | 'VcpuSuspendReset'
  | 'VcpuSuspendTripleFault'
  | 'ChipsetHalt'
  | 'ChipsetReset';

/** What the driver handles in one turn. */
export type DriverEvent = { readonly guest: GuestEvent } | { readonly external: ExternalRequest };

/** A call to the VM's devices ("entities"), its vCPU threads or the kernel's VM. */
export type DeviceCall =
  | 'newVcpuGeneration'
  | 'resetVcpuState'
  | 'pauseVcpus'
  | 'resumeVcpus'
  | 'exitVcpus'
  | 'startEntities'
  | 'pauseEntities'
  | 'resumeEntities'
  | 'resetEntitiesAndMachine'
  | 'haltEntities'
  | 'pauseVm'
  | 'resumeVm';

/** One indivisible part of a turn. */
export type DriverMove =
  /** Takes real time, but changes nothing that clients or the driver can read. */
  | { readonly move: 'call'; readonly call: DeviceCall }
  | { readonly move: 'publish'; readonly state: PropolisState }
  | { readonly move: 'publishMigration'; readonly migrationId: string; readonly state: MigrationState }
  | { readonly move: 'notifyQueue'; readonly change: InstanceStateChange }
  /** The driver asks itself to stop: the end of a successful migration away. */
  | { readonly move: 'queueStop' }
  | { readonly move: 'setPaused'; readonly paused: boolean }
  /** The driver's loop ends. Always the last move of a turn. */
  | { readonly move: 'exit' };

/** Everything that the driver and its clients share. */
export interface StateDriver {
  readonly published: MonitoredState;
  readonly queue: RequestQueue;
  readonly guestEvents: readonly GuestEvent[];
  /** Devices and kernel VM are paused for a migration away or a halt. */
  readonly paused: boolean;
  readonly exited: boolean;
}

/** How the fallible calls of a turn end. */
export interface CallOutcomes {
  readonly startEntitiesFails: boolean;
}

/** The driver of a VM whose objects have just been made. */
export const newStateDriver: StateDriver = {
  published: { gen: 0, state: 'Creating', migration: null },
  queue: newRequestQueue,
  guestEvents: [],
  paused: false,
  exited: false,
};

/** The guest did something. Equal events are not merged in this version. */
export function raiseGuestEvent(driver: StateDriver, event: GuestEvent): StateDriver {
  return { ...driver, guestEvents: [...driver.guestEvents, event] };
}

/** Takes the next event: what the guest did comes before what clients want. `event` null = nothing to do. */
export function takeNextEvent(driver: StateDriver): { driver: StateDriver; event: DriverEvent | null } {
  const [guest, ...guestEvents] = driver.guestEvents;
  if (guest !== undefined) return { driver: { ...driver, guestEvents }, event: { guest } };
  const { queue, request } = popFront(driver.queue);
  if (request === null) return { driver, event: null };
  return { driver: { ...driver, queue }, event: { external: request } };
}

/** Plays one move. */
export function applyMove(driver: StateDriver, move: DriverMove): StateDriver {
  const { published } = driver;
  switch (move.move) {
    case 'call':
      return driver;
    case 'publish':
      return { ...driver, published: { ...published, gen: published.gen + 1, state: move.state } };
    case 'publishMigration': {
      const migration = { migrationId: move.migrationId, state: move.state };
      return { ...driver, published: { ...published, gen: published.gen + 1, migration } };
    }
    case 'notifyQueue':
      return { ...driver, queue: notifyStateChange(driver.queue, move.change) };
    case 'queueStop': {
      const { queue, answer } = tryQueue(driver.queue, { request: 'Stop' });
      modelAssert(typeof answer === 'string', 'a request to stop is never denied');
      return { ...driver, queue };
    }
    case 'setPaused':
      return { ...driver, paused: move.paused };
    case 'exit':
      return { ...driver, exited: true };
  }
}

/** Plays moves one after the other. */
export function applyMoves(driver: StateDriver, moves: readonly DriverMove[]): StateDriver {
  return moves.reduce(applyMove, driver);
}

/** What clients see once the exited driver's VM is dropped. A failed VM stays `Failed`. */
export function stateAfterDrop(published: MonitoredState): MonitoredState {
  return published.state === 'Failed' ? published : { ...published, gen: published.gen + 1, state: 'Destroyed' };
}

/**
 * What a Propolis server remembers. Every part is a cell of its own, so that a step depends on no more than it used.
 */
import type { CallId } from '../../../sim/process/event.js';
import type { MonitoredState } from './api-state.js';
import type { RequestQueue } from './request-queue.js';
import type { DriverMove, GuestEvent } from './state-driver.js';

/**
 * Whether the virtual CPUs execute: what is true, whatever anybody believes. `ending`: they still do, but Propolis has
 * accepted a stop, a halt of the guest or a failure.
 */
export type Machine = 'off' | 'healthy' | 'ending' | 'halted' | 'failed';

/** A client that waits for a publication of at least this generation. */
export interface Poll {
  readonly call: CallId;
  readonly gen: number;
}

export interface PropolisServer {
  /** NotCreated, Created or Destroyed (bin/propolis-server/src/lib/server.rs VmControllerState). */
  controller: 'notCreated' | 'created' | 'destroyed';
  machine: Machine;
  published: MonitoredState;
  queue: RequestQueue;
  guestEvents: readonly GuestEvent[];
  paused: boolean;
  exited: boolean;
  /** What is left of the turn that the state driver is in. */
  moves: readonly DriverMove[];
  polls: readonly Poll[];
}

/**
 * The moves that handle each event, except the middle of a migration (migration-moves.ts).
 * Follows bin/propolis-server/src/lib/vm/state_driver.rs, StateDriver::{handle_guest_event, start_vm, do_reboot,
 * do_halt, publish_steady_state} (propolis 901b710b6e).
 */

import type { ExternalRequest } from './request-queue.js';
import type { CallOutcomes, DeviceCall, DriverEvent, DriverMove, GuestEvent, StateDriver } from './state-driver.js';

/** The events that are handled without anybody else's help. */
export type LocalEvent =
  | { readonly guest: GuestEvent }
  | { readonly external: Exclude<ExternalRequest, { migrationId: string }> };

/** True unless the event is a migration, whose course depends on the other side. */
export function isLocal(event: DriverEvent): event is LocalEvent {
  return 'guest' in event || !('migrationId' in event.external);
}

/** The moves that handle `event`; the driver must have taken it already. */
export function localMoves(driver: StateDriver, event: LocalEvent, outcomes: CallOutcomes): readonly DriverMove[] {
  const kind = 'guest' in event ? event.guest : event.external.request;
  switch (kind) {
    case 'Start':
      return coldStartMoves(outcomes);
    case 'Reboot':
    case 'VcpuSuspendReset':
    case 'VcpuSuspendTripleFault':
    case 'ChipsetReset':
      return rebootMoves;
    case 'Stop':
    case 'VcpuSuspendHalt':
    case 'ChipsetHalt':
      return haltMoves(driver.paused);
  }
}

/** A fresh generation of vCPUs in their reset state. */
export const resetVcpuMoves: readonly DriverMove[] = calls('newVcpuGeneration', 'resetVcpuState');

/** Starts devices, and vCPUs if that succeeds. A VM that fails to start stays, for debugging, until it is stopped. */
export function startMoves(outcomes: CallOutcomes): readonly DriverMove[] {
  return outcomes.startEntitiesFails
    ? [...calls('startEntities'), ...steadyState('Failed')]
    : [...calls('startEntities', 'resumeVcpus'), ...steadyState('Running')];
}

/** Tells the queue before the clients, so that what a client does upon the new state finds the queue ready. */
export function steadyState(state: 'Running' | 'Stopped' | 'Failed'): readonly DriverMove[] {
  const change = state === 'Running' ? 'StartedRunning' : state;
  return [
    { move: 'notifyQueue', change },
    { move: 'publish', state },
  ];
}

/** Calls, in this order. */
export function calls(...names: readonly DeviceCall[]): readonly DriverMove[] {
  return names.map((call) => ({ move: 'call', call }));
}

function coldStartMoves(outcomes: CallOutcomes): readonly DriverMove[] {
  return [{ move: 'publish', state: 'Starting' }, ...resetVcpuMoves, ...startMoves(outcomes)];
}

const rebootMoves: readonly DriverMove[] = [
  { move: 'publish', state: 'Rebooting' },
  ...calls('pauseVcpus', 'pauseEntities', 'resetEntitiesAndMachine'),
  ...resetVcpuMoves,
  ...calls('resumeEntities', 'resumeVcpus'),
  // Not a steady state: running again after a reboot is no first start, which would allow more.
  { move: 'notifyQueue', change: 'Rebooted' },
  { move: 'publish', state: 'Running' },
];

function haltMoves(paused: boolean): readonly DriverMove[] {
  return [
    { move: 'publish', state: 'Stopping' },
    ...(paused ? [] : pauseMoves),
    ...calls('exitVcpus', 'haltEntities'),
    ...steadyState('Stopped'),
    { move: 'exit' },
  ];
}

/** Stops the guest without ending it. */
export const pauseMoves: readonly DriverMove[] = [
  ...calls('pauseVcpus', 'pauseEntities', 'pauseVm'),
  { move: 'setPaused', paused: true },
];

/** Lets a paused guest go on. */
export const resumeMoves: readonly DriverMove[] = [
  ...calls('resumeVm', 'resumeEntities', 'resumeVcpus'),
  { move: 'setPaused', paused: false },
];

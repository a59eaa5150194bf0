/**
 * What is true of a guest, whatever anybody believes.
 *
 * guest(v): a Propolis process exists whose virtual CPUs execute, from its start until a halt is processed. healthy(v):
 * guest(v), and Propolis has accepted no halt, no stop and no device failure. Reachability plays no part: a VM behind a dead
 * network is healthy.
 */
import { VMM, type VmmRow } from '../models/omicron/database/rows.js';
import type { Machine } from '../models/omicron/propolis/driver-state.js';
import type { Reader } from '../sim/step/step.js';

export function machineOf(world: Reader, vmmId: string): Machine | null {
  return world.get(['memory', vmmId, 'machine']) as Machine | null;
}

export function isGuest(world: Reader, vmmId: string): boolean {
  const machine = machineOf(world, vmmId);
  return machine === 'healthy' || machine === 'ending';
}

export function isHealthy(world: Reader, vmmId: string): boolean {
  return machineOf(world, vmmId) === 'healthy';
}

/** The ids of all VMM rows, deleted ones included. */
export function vmmIds(world: Reader): readonly string[] {
  return (world.get(['rows', VMM]) as readonly string[] | null) ?? [];
}

export function vmmRow(world: Reader, vmmId: string): VmmRow {
  return world.get(['row', VMM, vmmId]) as unknown as VmmRow;
}

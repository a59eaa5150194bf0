/** What a VMM takes up: its reservation in the database, and its registration, zone and process on a sled. */
import { SLED_RESOURCE } from '../models/omicron/database/rows.js';
import type { Registration } from '../models/omicron/sled-agent/memory.js';
import { identityOf } from '../sim/process/identity.js';
import type { Reader } from '../sim/step/step.js';

/** The instance that a VMM was made for. */
export function instanceOf(vmmId: string): string {
  return identityOf(vmmId)?.parent ?? '';
}

/** The ids of the VMMs that a sled is reserved for. */
export function reservedVmms(world: Reader): readonly string[] {
  return (world.get(['rows', SLED_RESOURCE]) as readonly string[] | null) ?? [];
}

/** Zones outlive the sled agent: they are no part of its memory. */
export function hasZone(world: Reader, sledId: string, vmmId: string): boolean {
  return ((world.get(['durable', sledId, 'zones']) as readonly string[] | null) ?? []).includes(vmmId);
}

export function isRegistered(world: Reader, sledId: string, vmmId: string): boolean {
  const registration = world.get(['memory', sledId, 'registration', instanceOf(vmmId)]) as unknown as Registration | null;
  return registration?.propolisId === vmmId;
}

export function hasProcess(world: Reader, vmmId: string): boolean {
  return world.has(['process', vmmId]);
}

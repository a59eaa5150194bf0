/**
 * Once faults have ended, a dead VMM's resources are released: its reservation, and its registration and zone on its sled.
 *
 * Nexus can break it (a report that it drops, a statement that it does not try again), and so can a sled agent (it never tells the
 * end of a VM, or a zone that it cannot halt). Its planted bug: `reservation kept`.
 */
import type { LeadsTo } from '../sim/explore/exhaustive/properties.js';
import type { Reader } from '../sim/step/step.js';
import { isGuest, vmmIds, vmmRow } from './guest.js';
import { hasZone, isRegistered, reservedVmms } from './resources.js';

export const resourcesAreReleased: LeadsTo = {
  name: "a dead VMM's resources are released",
  sentence: 'a VMM whose guest has ended, or whose row says Destroyed or Failed, keeps no reservation, registration or zone for ever, unless its guest executes',
  source: 'nexus/src/app/instance.rs, notify_instance_updated ("destroyed VMMs no longer consume resources"); omicron #4226, #6809',
  antecedent: 'a VMM that is dead holds something',
  owed: (world) => vmmIds(world).filter((vmmId) => isDead(world, vmmId) && holdsSomething(world, vmmId)),
  paid: (world, vmmId) => !vmmIds(world).includes(vmmId) || isGuest(world, vmmId) || !holdsSomething(world, vmmId),
};

function isDead(world: Reader, vmmId: string): boolean {
  if (isGuest(world, vmmId)) return false;
  const { state } = vmmRow(world, vmmId).runtime;
  return state === 'destroyed' || state === 'failed' || world.has(['history', 'ended cleanly', vmmId]);
}

function holdsSomething(world: Reader, vmmId: string): boolean {
  const { sledId } = vmmRow(world, vmmId);
  return reservedVmms(world).includes(vmmId) || hasZone(world, sledId, vmmId) || isRegistered(world, sledId, vmmId);
}

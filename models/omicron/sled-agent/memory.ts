/**
 * What a sled agent keeps in memory (sled-agent/src/instance_manager.rs, instance.rs at omicron 876e8ca7c6). Nothing of it is
 * persisted. Its zones are not memory: they outlive it until it starts again.
 */
import type { Memory } from '../../../sim/process/effect.js';
import { releaseId } from '../../../sim/process/identity.js';
import type { Reader } from '../../../sim/step/step.js';
import type { CellName } from '../../../sim/world/cell.js';
import type { Value } from '../../../sim/world/value.js';
import { recordSledInstance, recordVmm } from '../contents.js';
import type { InstanceStates } from './instance-states.js';

/** An entry of the instance manager's table: which VMM an instance id means now. */
export interface Registration {
  readonly propolisId: string;
  /** The object behind it: a handler that got it keeps it, whatever the table says later. */
  readonly object: string;
}

/** One `Instance` object, guarded by its lock. */
export interface InstanceObject {
  readonly instanceId: string;
  readonly states: InstanceStates;
  /** RunningState: a Propolis that was set up and ensured, and is not yet torn down. */
  readonly running: boolean;
  /** Whether its entry in the table is still its own to remove (InstanceTicket). */
  readonly ticket: boolean;
  /**
   * How many monitor tasks refer to it: a request that waited for its lock while it was torn down brings it up again, and the
   * monitor of before goes on beside the new one.
   */
  readonly monitors: number;
}

export function registrationOf(memory: Memory, instanceId: string): Registration | null {
  return memory.get('registration', instanceId) as unknown as Registration | null;
}

export function objectOf(memory: Memory, object: string): InstanceObject {
  return memory.get('object', object) as unknown as InstanceObject;
}

export function setObject(memory: Memory, object: string, value: InstanceObject): void {
  memory.set(['object', object], value as unknown as Value);
}

/** Changes the records of an object. */
export function setStates(memory: Memory, object: string, value: InstanceObject, states: InstanceStates): void {
  setObject(memory, object, { ...value, states });
  recordSledInstance(memory, value.instanceId, states.instance);
  recordVmm(memory, 'sled', states.propolisId, states.vmm);
}

/** Drops an object that nothing refers to any more: neither the table, nor a monitor, nor a handler with or behind its lock. */
export function dropUnused(memory: Memory, object: string): null {
  if (memory.step.has(['lock', memory.process, 'object', object])) return null;
  const { ticket, monitors } = objectOf(memory, object);
  if (ticket || monitors > 0) return null;
  memory.remove('object', object);
  releaseId(memory.step, object);
  return null;
}

/** The Propolis zones on a sled with their OPTE ports, sorted: a durable cell, for zones outlive the sled agent. */
export function zonesOf(memory: Memory): readonly string[] {
  return (memory.step.get(zonesCell(memory.process)) as readonly string[] | null) ?? [];
}

export function setZones(memory: Memory, zones: readonly string[]): void {
  memory.step.set(zonesCell(memory.process), [...zones].sort());
}

/** Whether a sled has a zone for this VMM: for invariants. */
export function sledHasZone(world: Reader, sledId: string, vmmId: string): boolean {
  return ((world.get(zonesCell(sledId)) as readonly string[] | null) ?? []).includes(vmmId);
}

function zonesCell(sledId: string): CellName {
  return ['durable', sledId, 'zones'];
}

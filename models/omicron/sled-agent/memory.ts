/**
 * What a sled agent keeps in memory (sled-agent/src/instance_manager.rs, instance.rs at omicron 876e8ca7c6). Nothing of it is
 * persisted. Its zones are not memory: they outlive it until it starts again.
 */
import type { Memory } from '../../../sim/process/effect.js';
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
}

export function registrationOf(memory: Memory, instanceId: string): Registration | null {
  return memory.get('registration', instanceId) as unknown as Registration | null;
}

export function objectOf(memory: Memory, object: string): InstanceObject {
  return memory.get('object', object) as unknown as InstanceObject;
}

export function setObject(memory: Memory, object: string, value: InstanceObject): void {
  memory.set(['object', object], value as unknown as Value);
  recordSledInstance(memory, value.instanceId, value.states.instance);
  recordVmm(memory, 'sled', value.states.propolisId, value.states.vmm);
}

/** The Propolis zones on a sled, sorted: a durable cell, for zones outlive the sled agent. */
export function zonesOf(memory: Memory): readonly string[] {
  return (memory.step.get(['durable', memory.process, 'zones']) as readonly string[] | null) ?? [];
}

export function setZones(memory: Memory, zones: readonly string[]): void {
  memory.step.set(['durable', memory.process, 'zones'], [...zones].sort());
}

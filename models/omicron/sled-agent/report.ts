/** What a sled agent tells Nexus of a VMM: SledInstanceState on the wire. */
import type { Value } from '../../../sim/world/value.js';
import type { SledInstanceState } from '../nexus/instance-record.js';
import type { InstanceStates } from './instance-states.js';

export function reportOf({ propolisId, instance, vmm }: InstanceStates): Value {
  const report: SledInstanceState = { instanceState: instance, propolisId, vmmState: vmm };
  return report as unknown as Value;
}

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ModelAbort } from '../abort.js';
import {
  applyPropolisObservation,
  propolisRole,
  setMigrationIds,
  terminateRudely,
  transitionVmm,
  type InstanceStates,
  type ObservedMigrationStatus,
} from './instance-states.js';
import type { PropolisState } from '../propolis/api-state.js';

const propolisStates: readonly PropolisState[] = [
  'Creating',
  'Starting',
  'Running',
  'Stopping',
  'Stopped',
  'Rebooting',
  'Migrating',
  'Repairing',
  'Failed',
  'Destroyed',
];
const statuses: readonly ObservedMigrationStatus[] = ['NoMigration', 'Succeeded', 'InProgress', 'Failed', 'Pending'];

type Operation = (states: InstanceStates) => InstanceStates;

const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({ vmmState: fc.constantFrom(...propolisStates), migrationStatus: fc.constantFrom(...statuses) }).map(
    (observed): Operation => (states) => applyPropolisObservation(states, observed).states,
  ),
  fc.constantFrom('stopping' as const, 'rebooting' as const).map((next): Operation => (s) => transitionVmm(s, next)),
  fc.option(fc.constant({ migrationId: 'migration', dstPropolisId: 'target' })).map(
    (ids): Operation => (states) => setMigrationIds(states, ids),
  ),
  fc.constant(terminateRudely),
);

const active: InstanceStates = {
  propolisId: 'self',
  instance: { propolisId: 'self', dstPropolisId: null, migrationId: null, gen: 3 },
  vmm: { state: 'starting', gen: 1 },
};
const target: InstanceStates = {
  propolisId: 'self',
  instance: { propolisId: 'source', dstPropolisId: 'self', migrationId: 'migration', gen: 4 },
  vmm: { state: 'migrating', gen: 1 },
};

describe('the records that a sled agent keeps of a VM', () => {
  test('generations never decrease, and no record changes without a newer generation', () => {
    fc.assert(
      fc.property(fc.constantFrom(active, target), fc.array(operation, { maxLength: 12 }), (start, operations) => {
        let states = start;
        for (const apply of operations) {
          const next = applyUnlessAborted(apply, states);
          if (next === null) return;
          for (const [old, now] of [[states.instance, next.instance], [states.vmm, next.vmm]] as const) {
            expect(now.gen).toBeGreaterThanOrEqual(old.gen);
            if (now.gen === old.gen) expect(now).toEqual(old);
          }
          states = next;
        }
      }),
    );
  });

  test('a VMM that is gone is never the active one', () => {
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 8 }), fc.constantFrom('Destroyed', 'Failed'), (operations, end) => {
        let states: InstanceStates | null = active;
        for (const apply of operations) states = states && applyUnlessAborted(apply, states);
        if (states === null) return;
        const gone = applyPropolisObservation(states, { vmmState: end, migrationStatus: 'NoMigration' });
        expect(gone.action).toBe('Destroy');
        expect(propolisRole(gone.states)).not.toBe('Active');
      }),
    );
  });

  test('functions leave their arguments alone', () => {
    const { instance, vmm } = target;
    const frozen = Object.freeze({ ...target, instance: Object.freeze(instance), vmm: Object.freeze(vmm) });
    const { states } = applyPropolisObservation(frozen, { vmmState: 'Running', migrationStatus: 'Succeeded' });
    expect(states.instance).toEqual({ propolisId: 'self', dstPropolisId: null, migrationId: null, gen: 6 });
  });

  test('a stopped VM is still stopping until its server is gone', () => {
    const stopped = applyPropolisObservation(active, { vmmState: 'Stopped', migrationStatus: 'NoMigration' });
    expect(stopped).toMatchObject({ action: null, states: { vmm: { state: 'stopping' }, instance: active.instance } });
  });

  test('a success that no destination is known for aborts the sled agent', () => {
    const success = { vmmState: 'Running', migrationStatus: 'Succeeded' } as const;
    expect(() => applyPropolisObservation(active, success)).toThrow(ModelAbort);
  });
});

function applyUnlessAborted(apply: Operation, states: InstanceStates): InstanceStates | null {
  try {
    return apply(states);
  } catch (error) {
    if (error instanceof ModelAbort) return null;
    throw error;
  }
}

import { describe, expect, test } from 'vitest';
import { failedRuntime, reportedUpdate } from './put-result.js';

describe('what Nexus writes after a call to a sled agent', () => {
  test('an instance that is marked Failed forgets its VMM, but not its migration', () => {
    const previous = { nexusState: 'running', gen: 3, propolisId: 'vmm-A', dstPropolisId: 'vmm-B', migrationId: 'migration' } as const;
    expect(failedRuntime(previous)).toEqual({ ...previous, nexusState: 'failed', propolisId: null, gen: 4 });
  });

  test('a VMM that failed leaves its instance stopped in the record', () => {
    const report = {
      instanceState: { propolisId: null, dstPropolisId: null, migrationId: null, gen: 5 },
      propolisId: 'vmm-A',
      vmmState: { state: 'failed', gen: 2 },
    } as const;
    expect(reportedUpdate(report)).toMatchObject({
      instanceRuntime: { nexusState: 'stopped', gen: 5 }, propolisId: 'vmm-A', vmmRuntime: { state: 'failed' },
    });
  });
});

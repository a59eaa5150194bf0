import { describe, expect, test } from 'vitest';
import type { ClientError } from '../errors/client-error.js';
import type { InstanceRuntime } from './instance-record.js';
import { decidePutResult, failedUnlessInvalidRequest, neverFailed } from './put-result.js';

const previous: InstanceRuntime = {
  nexusState: 'running',
  gen: 3,
  propolisId: 'vmm-A',
  dstPropolisId: 'vmm-B',
  migrationId: 'migration',
};
const timeout: ClientError = { kind: 'CommunicationError', cause: 'timeout' };
const refused: ClientError = { kind: 'ErrorResponse', status: 404, errorCode: null, message: 'no' };

describe('what Nexus writes after a call to a sled agent', () => {
  test('a time-out marks the instance Failed and forgets its VMM, but not its migration', () => {
    expect(decidePutResult(previous, { clientError: timeout }, failedUnlessInvalidRequest)).toEqual({
      write: 'failed',
      instanceRuntime: { ...previous, nexusState: 'failed', propolisId: null, gen: 4 },
      error: { variant: 'InternalError', internalMessage: 'CommunicationError: timeout' },
    });
  });

  test('a definite refusal leaves the record alone', () => {
    expect(decidePutResult(previous, { clientError: refused }, failedUnlessInvalidRequest)).toEqual({
      write: 'refused',
      error: { variant: 'InvalidRequest', message: 'no' },
    });
  });

  test('never-failed answers the same errors and writes nothing', () => {
    for (const clientError of [timeout, refused]) {
      const real = decidePutResult(previous, { clientError }, failedUnlessInvalidRequest);
      const never = decidePutResult(previous, { clientError }, neverFailed);
      expect(never).toEqual({ write: 'refused', error: 'error' in real ? real.error : null });
    }
  });

  test('a VMM that failed leaves its instance stopped in the record', () => {
    const ok = {
      instanceState: { propolisId: null, dstPropolisId: null, migrationId: null, gen: 5 },
      propolisId: 'vmm-A',
      vmmState: { state: 'failed', gen: 2 },
    } as const;
    expect(decidePutResult(previous, { ok }, failedUnlessInvalidRequest)).toMatchObject({
      write: 'reported',
      instanceRuntime: { nexusState: 'stopped', gen: 5 },
      vmmRuntime: { state: 'failed' },
    });
  });
});

/**
 * Plays `nexus.instance.handle_instance_put_result` with the rule of October 2023. The database of the recording took
 * every write.
 */

import type { InstanceRuntime } from '../../../models/omicron/nexus/instance-record.js';
import {
  decidePutResult,
  failedUnlessInvalidRequest,
  type SledPutResult,
} from '../../../models/omicron/nexus/put-result.js';
import { pureMachine } from '../machine.js';
import type { Json, JsonObject } from '../vector.js';
import { fromWire, toWire } from '../wire-names.js';
import { clientErrorFromWire, errorOutput } from './error-output.js';
import { withoutLibraryTexts } from './library-texts.js';

/** The adapter. */
export const putResultMachine = pureMachine(
  'nexus.instance.handle_instance_put_result',
  (input, before) => {
    const { prevInstanceRuntime } = fromWire<{ prevInstanceRuntime: InstanceRuntime }>(before);
    const result = putResult(input['put_result'] as JsonObject);
    const decision = decidePutResult(prevInstanceRuntime, result, failedUnlessInvalidRequest);
    switch (decision.write) {
      case 'nothing':
        return { result: toWire(decision.result), calls: [] };
      case 'reported': {
        const { instanceRuntime, propolisId, vmmRuntime } = decision;
        const call = databaseCall('instance_and_vmm_update_runtime', { instanceRuntime, propolisId, vmmRuntime });
        return { result: { instance_updated: true, vmm_updated: true }, calls: [call] };
      }
      case 'failed': {
        const { instanceRuntime } = decision;
        const call = databaseCall('instance_update_runtime', { instanceRuntime });
        return { ...errorOutput(decision.error), calls: [call] };
      }
      case 'refused':
        return { ...errorOutput(decision.error), calls: [] };
    }
  },
  withoutLibraryTexts,
);

function putResult(wire: JsonObject): SledPutResult {
  if ('ok' in wire) return fromWire<SledPutResult>(wire);
  return { clientError: clientErrorFromWire(wire['client_error'] as JsonObject) };
}

function databaseCall(call: string, operands: object): Json {
  return { call, ...(toWire(operands) as JsonObject) };
}

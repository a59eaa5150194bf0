/**
 * Plays `nexus.instance.handle_instance_put_result` with the rule of October 2023. The database of the recording took
 * every write.
 */

import type { ClientError } from '../../../models/omicron/errors/client-error.js';
import { omicronErrorFromClientError } from '../../../models/omicron/errors/from-client-error.js';
import type { InstanceRuntime, SledInstanceState } from '../../../models/omicron/nexus/instance-record.js';
import { failedRuntime, reportedUpdate } from '../../../models/omicron/nexus/put-result.js';
import { october2023 } from '../../../models/omicron/policies/2023-10.js';
import { failedCall } from '../../../models/omicron/policies/failed-call.js';
import type { Policy } from '../../../models/omicron/policies/policy.js';
import { pureMachine, type Machine } from '../machine.js';
import type { Json, JsonObject } from '../vector.js';
import { fromWire, toWire } from '../wire-names.js';
import { clientErrorFromWire, errorOutput } from './error-output.js';
import { withoutLibraryTexts } from './library-texts.js';

/** The adapter. */
export const putResultMachine = putResultMachineWith(october2023);

/** With another policy, for comparison. */
export function putResultMachineWith(policy: Policy): Machine {
  return pureMachine(
    'nexus.instance.handle_instance_put_result',
    (input, before) => {
      const { prevInstanceRuntime } = fromWire<{ prevInstanceRuntime: InstanceRuntime }>(before);
      const result = putResult(input['put_result'] as JsonObject);
      if ('clientError' in result) return afterError(policy, prevInstanceRuntime, result.clientError);
      if (result.ok === null) return { result: { instance_updated: false, vmm_updated: false }, calls: [] };
      const call = databaseCall('instance_and_vmm_update_runtime', reportedUpdate(result.ok));
      return { result: { instance_updated: true, vmm_updated: true }, calls: [call] };
    },
    withoutLibraryTexts,
  );
}

/** As for a user's request: what a policy decides for the API. */
function afterError(policy: Policy, instance: InstanceRuntime, raw: ClientError): JsonObject {
  const output = errorOutput(omicronErrorFromClientError(raw));
  const vmm = { id: instance.propolisId ?? '', sledId: '', runtime: { state: 'running', gen: 1 } } as const;
  const action = policy.decide(failedCall({ raw, request: 'stop', caller: 'API', instanceId: '', instance, vmm, attempts: 0 }));
  switch (action) {
    case 'instance Failed, pointer cleared':
      return { ...output, calls: [databaseCall('instance_update_runtime', { instanceRuntime: failedRuntime(instance) })] };
    case 'nothing':
      return { ...output, calls: [] };
    default:
      throw new Error(`The code of 2023 cannot do '${action}'`);
  }
}

function putResult(wire: JsonObject): { readonly ok: SledInstanceState | null } | { readonly clientError: ClientError } {
  if ('ok' in wire) return fromWire<{ ok: SledInstanceState | null }>(wire);
  return { clientError: clientErrorFromWire(wire['client_error'] as JsonObject) };
}

function databaseCall(call: string, operands: object): Json {
  return { call, ...(toWire(operands) as JsonObject) };
}

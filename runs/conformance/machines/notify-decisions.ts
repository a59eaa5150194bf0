/**
 * Plays `nexus.instance.notify_instance_updated` by its pure decisions, at once: what to do to the network, what to
 * write, what follows. The handler that does this in time, and can die in between, is not part of it.
 */

import {
  internalError,
  objectNotFound,
  serviceUnavailable,
  type OmicronError,
} from '../../../models/omicron/errors/omicron-error.js';
import type { InstanceRuntime, SledInstanceState } from '../../../models/omicron/nexus/instance-record.js';
import { networkChangeFor } from '../../../models/omicron/nexus/network-config.js';
import { reportedUpdate } from '../../../models/omicron/nexus/put-result.js';
import { afterReportWritten, type ReportWriteResult } from '../../../models/omicron/nexus/report-written.js';
import { pureMachine } from '../machine.js';
import type { Json, JsonObject } from '../vector.js';
import { fromWire, toWire } from '../wire-names.js';
import { errorOutput } from './error-output.js';

/** The adapter. */
export const notifyDecisions = pureMachine('nexus.instance.notify_instance_updated', (input, before) => {
  const { dbInstanceRuntime } = fromWire<{ dbInstanceRuntime: InstanceRuntime }>(before);
  const report = fromWire<SledInstanceState>(input['state']);
  const calls: Json[] = [];
  const change = networkChangeFor(dbInstanceRuntime, report.instanceState);
  if (change.change === 'clear') calls.push({ call: 'clear_instance_networking_state' });
  if (change.change === 'ensure') {
    calls.push({ call: 'vmm_fetch', propolis_id: change.propolisId });
    if (input['vmm_fetch_missing'] !== true) {
      calls.push({ call: 'create_instance_v2p_mappings', sled_id: 'sled-1' }, { call: 'instance_ensure_dpd_config' });
    }
  }
  calls.push({ call: 'instance_and_vmm_update_runtime', ...(toWire(reportedUpdate(report)) as JsonObject) });
  const after = afterReportWritten(report, writeResult(input['datastore_update_result'] ?? null));
  if (after.then === 'answerError') return { ...errorOutput(after.error), calls };
  if (after.then === 'freeVmm') {
    calls.push({ call: 'sled_reservation_delete', propolis_id: after.propolisId });
    calls.push({ call: 'vmm_mark_deleted', propolis_id: after.propolisId });
  }
  return { result: 'ok', calls };
});

function writeResult(recorded: Json): ReportWriteResult {
  if (Array.isArray(recorded)) {
    const [instanceUpdated, vmmUpdated] = recorded as [boolean, boolean];
    return { ok: { instanceUpdated, vmmUpdated } };
  }
  const errors: Record<string, OmicronError> = {
    InternalError: internalError('M'),
    ServiceUnavailable: serviceUnavailable('M'),
    ObjectNotFound: objectNotFound('instance', { by: 'id', value: 'inst-1' }),
  };
  return { error: errors[String(recorded)] as OmicronError };
}

/**
 * What sled agents tell Nexus (nexus/src/app/instance.rs notify_instance_updated, instance_network.rs
 * ensure_updated_instance_network_config, at omicron 876e8ca7c6). Neither a saga nor idempotent: sled agents retry it.
 *
 * The order of effects matters: the network comes before the write, so that the instance cannot start again meanwhile; the
 * reservation and the VMM's row go only if the row of the VMM was updated by this very report.
 */
import type { AnyProgram } from '../../../../sim/process/effect.js';
import type { Value } from '../../../../sim/world/value.js';
import type { StatementAnswer } from '../../../../sim/database/statement.js';
import { instanceAndVmmUpdateRuntime, instanceFetch } from '../../database/instance-statements.js';
import { attempt, databaseError, query } from '../../database/query.js';
import type { VmmRow } from '../../database/rows.js';
import { sledReservationDelete, vmmFetch, vmmMarkDeleted } from '../../database/vmm-statements.js';
import { objectNotFound } from '../../errors/omicron-error.js';
import { ACCEPTED, answering, fail, type Handler } from '../answers.js';
import type { NexusContext } from '../context.js';
import type { InstanceRuntime, SledInstanceState } from '../instance-record.js';
import { networkChangeFor } from '../network-config.js';
import { clearNetwork, ensureNat, setV2p } from '../network-calls.js';
import { reportedUpdate, type UpdateResult } from '../put-result.js';
import { afterReportWritten, type ReportWriteResult } from '../report-written.js';

export interface Report extends Record<string, Value> {
  readonly instanceId: string;
  readonly report: Value;
}

export function internalApi(context: NexusContext): Readonly<Record<string, AnyProgram>> {
  return {
    cpapi_instances_put: ({ instanceId, report }: Report) =>
      answering(notifyInstanceUpdated(context, instanceId, report as unknown as SledInstanceState)),
  };
}

export function* notifyInstanceUpdated(
  { topology, planted }: NexusContext, instanceId: string, report: SledInstanceState,
): Handler {
  const previous = yield* query<InstanceRuntime | null>(instanceFetch(instanceId));
  if (previous === null) return fail(objectNotFound('instance', { by: 'id', value: instanceId }));
  const network = networkChangeFor(previous, report.instanceState);
  if (network.change === 'clear') {
    if (planted !== 'network kept') yield* clearNetwork(topology, instanceId);
  } else if (network.change === 'ensure') {
    // A VMM that is gone by now: logged, and nothing is done.
    const vmm = yield* query<VmmRow | null>(vmmFetch({ vmmId: network.propolisId, instanceId }));
    if (vmm !== null) {
      yield* setV2p(topology, instanceId, vmm.sledId);
      yield* ensureNat(instanceId, vmm.sledId);
    }
  }
  const { instanceRuntime, propolisId, vmmRuntime } = reportedUpdate(report);
  const ends = planted === 'end is failure' && instanceRuntime.propolisId === null;
  const runtime: InstanceRuntime = ends ? { ...instanceRuntime, nexusState: 'failed' } : instanceRuntime;
  const update = { instanceId, runtime, propolisId, vmmRuntime, rule: 'notify: reported' };
  const written = yield* attempt(instanceAndVmmUpdateRuntime(update as unknown as Value));
  const after = afterReportWritten(report, asResult(written, instanceId));
  if (after.then === 'answerError') return fail(after.error);
  if (after.then === 'freeVmm') {
    if (planted !== 'reservation kept') yield* query(sledReservationDelete(after.propolisId));
    yield* query(vmmMarkDeleted(after.propolisId));
  }
  return ACCEPTED;
}

/** The statement may say 'not found', as its signature upstream allows; a row that is missing only counts as not updated. */
function asResult(answer: StatementAnswer, instanceId: string): ReportWriteResult {
  if ('failed' in answer) return { error: databaseError(answer) };
  if (answer.ok === 'not found') return { error: objectNotFound('instance', { by: 'id', value: instanceId }) };
  return { ok: answer.ok as unknown as UpdateResult };
}

/**
 * What follows once Nexus has tried to write a sled agent's report: whether the VMM's resources are freed, and what
 * the sled agent is told.
 * Follows nexus/src/app/instance.rs, notify_instance_updated, the part after the update (omicron 876e8ca7c6).
 * Leaves out the clean-up itself (sled_reservation_delete, then vmm_mark_deleted; either may fail the request).
 */

import type { OmicronError } from '../errors/omicron-error.js';
import type { SledInstanceState } from './instance-record.js';
import type { UpdateResult } from './put-result.js';

/** How the statement that writes both records ended. */
export type ReportWriteResult = { readonly ok: UpdateResult } | { readonly error: OmicronError };

/** What is left to do: free the resources of a VMM that is gone, answer 204, or answer an error. */
export type AfterReport =
  | { readonly then: 'freeVmm'; readonly propolisId: string }
  | { readonly then: 'answerOk' }
  | { readonly then: 'answerError'; readonly error: OmicronError };

/**
 * Decides what follows. A VMM's resources are freed only by the report whose write of the VMM took effect: if that
 * request dies before the clean-up, nobody does it.
 */
export function afterReportWritten(report: SledInstanceState, written: ReportWriteResult): AfterReport {
  if ('error' in written) {
    // The instance is gone: the sled agent should not keep telling Nexus about it.
    return written.error.variant === 'ObjectNotFound'
      ? { then: 'answerOk' }
      : { then: 'answerError', error: written.error };
  }
  const { state } = report.vmmState;
  const gone = state === 'destroyed' || state === 'failed';
  return written.ok.vmmUpdated && gone ? { then: 'freeVmm', propolisId: report.propolisId } : { then: 'answerOk' };
}

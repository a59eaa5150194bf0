/**
 * What Nexus writes, and what it answers, when a call to a sled agent about an instance has ended: the subject of
 * omicron #4226, "XXX what if this fails?". A pure decision: the caller performs the write as a database statement.
 * Follows nexus/src/app/instance.rs, handle_instance_put_result (omicron 876e8ca7c6).
 * Leaves out logging. What the real code leaves out too: the VMM of an instance marked Failed is neither told nor
 * unregistered, its reservation stays, and nobody looks at the outcome of the Failed write.
 */

import type { ClientError } from '../errors/client-error.js';
import { omicronErrorFromClientError } from '../errors/from-client-error.js';
import type { OmicronError } from '../errors/omicron-error.js';
import {
  instanceRuntimeFromSled,
  type InstanceRuntime,
  type SledInstanceState,
  type VmmRuntime,
} from './instance-record.js';

/** How the call ended. `ok: null` is a sled agent that had nothing to report (stop of an unknown instance). */
export type SledPutResult = { readonly ok: SledInstanceState | null } | { readonly clientError: ClientError };

/** What a failed call means for the instance's record. */
export type PutFailureVerdict = 'leaveRecord' | 'markFailed';

/** Judges a failed call. `error` is all that the code of 2023 looks at; newer policies look at `clientError` too. */
export type PutFailurePolicy = (error: OmicronError, clientError: ClientError) => PutFailureVerdict;

/** The rule of October 2023: whatever is not a definite refusal marks the instance Failed. */
export const failedUnlessInvalidRequest: PutFailurePolicy = (error) =>
  error.variant === 'InvalidRequest' ? 'leaveRecord' : 'markFailed';

/** The opposite extreme, for comparison: a failed call never marks an instance Failed. */
export const neverFailed: PutFailurePolicy = () => 'leaveRecord';

/** Whether the two guarded updates of a report took effect. */
export interface UpdateResult {
  readonly instanceUpdated: boolean;
  readonly vmmUpdated: boolean;
}

/**
 * What to do, in this order: the write, then the answer.
 * - `nothing`: no statement; answer `result`.
 * - `reported`: `instance_and_vmm_update_runtime`; answer what the statement answers.
 * - `failed`: `instance_update_runtime`; whatever comes of it, answer `error`.
 * - `refused`: no statement; answer `error`.
 */
export type PutDecision =
  | { readonly write: 'nothing'; readonly result: UpdateResult }
  | {
      readonly write: 'reported';
      readonly instanceRuntime: InstanceRuntime;
      readonly propolisId: string;
      readonly vmmRuntime: VmmRuntime;
    }
  | { readonly write: 'failed'; readonly instanceRuntime: InstanceRuntime; readonly error: OmicronError }
  | { readonly write: 'refused'; readonly error: OmicronError };

/**
 * Decides what follows from `result`. `previous` is the record that the caller read before the call, perhaps long
 * ago: the Failed write is built from it.
 */
export function decidePutResult(
  previous: InstanceRuntime,
  result: SledPutResult,
  policy: PutFailurePolicy,
): PutDecision {
  if ('clientError' in result) {
    const error = omicronErrorFromClientError(result.clientError);
    return policy(error, result.clientError) === 'markFailed'
      ? { write: 'failed', instanceRuntime: failedRuntime(previous), error }
      : { write: 'refused', error };
  }
  if (result.ok === null) return { write: 'nothing', result: { instanceUpdated: false, vmmUpdated: false } };
  return { write: 'reported', ...reportedUpdate(result.ok) };
}

/** The operands of the statement that writes a sled's report into both tables. */
export function reportedUpdate(report: SledInstanceState): {
  readonly instanceRuntime: InstanceRuntime;
  readonly propolisId: string;
  readonly vmmRuntime: VmmRuntime;
} {
  return {
    instanceRuntime: instanceRuntimeFromSled(report.instanceState),
    propolisId: report.propolisId,
    vmmRuntime: report.vmmState,
  };
}

/**
 * The record of an instance marked Failed: its VMM is forgotten, so that the instance can be deleted (TODO #4226), but
 * the migration ids stay.
 */
export function failedRuntime(previous: InstanceRuntime): InstanceRuntime {
  return { ...previous, nexusState: 'failed', propolisId: null, gen: previous.gen + 1 };
}

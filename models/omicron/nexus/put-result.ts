/**
 * What Nexus writes when a call to a sled agent about an instance has ended: the operands of its statements.
 * Follows nexus/src/app/instance.rs, handle_instance_put_result (omicron 876e8ca7c6): "XXX what if this fails?".
 * Leaves out logging. What the real code leaves out too: the VMM of an instance marked Failed is neither told nor
 * unregistered, its reservation stays, and nobody looks at the outcome of the Failed write.
 */
import { instanceRuntimeFromSled, type InstanceRuntime, type SledInstanceState, type VmmRuntime } from './instance-record.js';

/** Whether the two guarded updates of a report took effect. */
export interface UpdateResult {
  readonly instanceUpdated: boolean;
  readonly vmmUpdated: boolean;
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
 * the migration ids stay. `previous` is the record that the caller read before the call, perhaps long ago.
 */
export function failedRuntime(previous: InstanceRuntime): InstanceRuntime {
  return { ...previous, nexusState: 'failed', propolisId: null, gen: previous.gen + 1 };
}

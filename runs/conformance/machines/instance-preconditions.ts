/**
 * Plays the machines that judge a user's request by the instance's record and its active VMM: `effective_state`,
 * `select_runtime_change_action`, `start_precondition` and `migrate_precondition` of `nexus.instance`.
 */

import { effectiveState } from '../../../models/omicron/nexus/effective-state.js';
import type { InstanceState } from '../../../models/omicron/nexus/instance-record.js';
import { checkMigrate } from '../../../models/omicron/nexus/migrate-precondition.js';
import {
  selectRuntimeChangeAction,
  type ActiveVmm,
  type RequestedChange,
} from '../../../models/omicron/nexus/runtime-change.js';
import { checkStart } from '../../../models/omicron/nexus/start-precondition.js';
import { pureMachine } from '../machine.js';
import type { JsonObject } from '../vector.js';
import { fromWire } from '../wire-names.js';
import { errorOutput } from './error-output.js';

interface Records {
  readonly instanceNexusState: InstanceState;
  readonly vmmState: InstanceState | null;
  readonly migrationId: string | null;
}

/** The adapter of effective_state. */
export const effectiveStateMachine = pureMachine('nexus.instance.effective_state', (_input, before) => {
  const records = fromWire<Records>(before);
  return { effective_state: effectiveState(records.instanceNexusState, records.vmmState) };
});

/** The adapter of select_runtime_change_action. The recording's VMM, if any, is on `sled-1`. */
export const runtimeChangeMachine = pureMachine('nexus.instance.select_runtime_change_action', (input, before) => {
  const records = fromWire<Records>(before);
  const vmm = activeVmm(records.vmmState, 'sled-1');
  const chosen = selectRuntimeChangeAction(records.instanceNexusState, vmm, input['requested'] as RequestedChange);
  if ('error' in chosen) return errorOutput(chosen.error);
  return chosen.action === 'SendToSled' ? { action: chosen.action, sled_id: chosen.sledId } : { action: chosen.action };
});

/** The adapter of start_precondition. */
export const startPreconditionMachine = pureMachine('nexus.instance.start_precondition', (_input, before) => {
  const decision = checkStart(fromWire<Records>(before).vmmState);
  if ('error' in decision) return errorOutput(decision.error);
  return { result: decision.result === 'runStartSaga' ? 'run_start_saga' : 'already_started' };
});

/** The adapter of migrate_precondition. */
export const migratePreconditionMachine = pureMachine('nexus.instance.migrate_precondition', (input, before) => {
  const records = fromWire<Records & { readonly vmmSled: string | null }>(before);
  const decision = checkMigrate(
    { nexusState: records.instanceNexusState, migrationId: records.migrationId },
    activeVmm(records.vmmState, records.vmmSled ?? ''),
    String(input['dst_sled']),
  );
  return 'error' in decision ? errorOutput(decision.error) : ({ result: 'run_migrate_saga' } satisfies JsonObject);
});

function activeVmm(state: InstanceState | null, sledId: string): ActiveVmm | null {
  return state === null ? null : { state, sledId };
}

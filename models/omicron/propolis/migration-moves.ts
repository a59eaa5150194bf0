/**
 * The driver's part in a migration. A migration is one turn of the driver: it begins, then the task that speaks the
 * protocol sends commands, then the task ends. Each of these three is a list of moves.
 * Follows bin/propolis-server/src/lib/vm/state_driver.rs, StateDriver::{migrate_as_target, migrate_as_source}
 * (propolis 901b710b6e).
 * Leaves out the protocol itself (migrate/{source,destination}.rs).
 * Keeps its known defect: a source that fails before it is paused goes on showing `Migrating` and denying reboots and
 * migrations (repaired by propolis 4708ab24 in 2024).
 */

import type { MigrationState } from './api-state.js';
import { calls, pauseMoves, resetVcpuMoves, resumeMoves, startMoves, steadyState } from './driver-moves.js';
import type { ExternalRequest } from './request-queue.js';
import { applyMoves, type CallOutcomes, type DriverMove, type StateDriver } from './state-driver.js';

/** A request that makes the driver one side of a migration. */
export type MigrationRequest = Extract<ExternalRequest, { migrationId: string }>;

/** What the migration task wants of the driver. Only a source pauses. */
export type MigrationTaskCommand = 'pause' | { readonly updateState: MigrationState };

/** How the migration task ends. */
export type MigrationTaskResult = 'ok' | 'error';

/** A migration task's whole course, for callers that know it beforehand. */
export interface MigrationTask {
  readonly commands: readonly MigrationTaskCommand[];
  readonly result: MigrationTaskResult;
}

/** The moves before the task may begin. A target readies its vCPUs now, so as not to overwrite what arrives. */
export function beginMigrationMoves(request: MigrationRequest): readonly DriverMove[] {
  const migrating: DriverMove = { move: 'publish', state: 'Migrating' };
  return request.request === 'MigrateAsTarget' ? [migrating, ...resetVcpuMoves, ...calls('pauseVm')] : [migrating];
}

/** The moves that carry out one command. */
export function migrationCommandMoves(
  request: MigrationRequest,
  command: MigrationTaskCommand,
): readonly DriverMove[] {
  if (command === 'pause') return pauseMoves;
  return [{ move: 'publishMigration', migrationId: request.migrationId, state: command.updateState }];
}

/** The moves after the task has ended. `outcomes` matters to a target that starts. */
export function endMigrationMoves(
  driver: StateDriver,
  request: MigrationRequest,
  result: MigrationTaskResult,
  outcomes: CallOutcomes,
): readonly DriverMove[] {
  if (request.request === 'MigrateAsTarget') {
    // No `Starting` here: clients see the VM migrate, then run.
    const after = result === 'ok' ? startMoves(outcomes) : steadyState('Failed');
    return [...calls('resumeVm'), ...after];
  }
  if (result === 'ok') return [{ move: 'queueStop' }];
  return driver.paused ? [...resumeMoves, ...steadyState('Running')] : [];
}

/** The moves of a whole migration whose course is known. */
export function migrationMoves(
  driver: StateDriver,
  request: MigrationRequest,
  task: MigrationTask,
  outcomes: CallOutcomes,
): readonly DriverMove[] {
  const untilEnd = [
    ...beginMigrationMoves(request),
    ...task.commands.flatMap((command) => migrationCommandMoves(request, command)),
  ];
  const atEnd = applyMoves(driver, untilEnd);
  return [...untilEnd, ...endMigrationMoves(atEnd, request, task.result, outcomes)];
}

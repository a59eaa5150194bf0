/**
 * Plays `propolis.state_driver`: requests, guest events and whole turns of the driver. A turn's moves are played one
 * after the other, and each call is noted with what clients saw at that moment.
 */

import { putState, requestMigration, describeQueueFailure } from '../../../models/omicron/propolis/client-request.js';
import type { PropolisStateRequested } from '../../../models/omicron/propolis/api-state.js';
import { isLocal, localMoves } from '../../../models/omicron/propolis/driver-moves.js';
import {
  migrationMoves,
  type MigrationRequest,
  type MigrationTask,
} from '../../../models/omicron/propolis/migration-moves.js';
import {
  applyMove,
  raiseGuestEvent,
  takeNextEvent,
  type DeviceCall,
  type DriverEvent,
  type DriverMove,
  type GuestEvent,
  type StateDriver,
} from '../../../models/omicron/propolis/state-driver.js';
import { statefulMachine } from '../machine.js';
import type { Json, JsonObject } from '../vector.js';
import { fromWire, toWire } from '../wire-names.js';
import { answerToWire, queueFromWire, queueToWire } from './request-queue-wire.js';

/** The driver, and the tasks of the migrations that are queued, the oldest first. */
interface Driven {
  readonly driver: StateDriver;
  readonly tasks: readonly MigrationTask[];
}

interface Step {
  readonly state: Driven;
  readonly output: JsonObject;
}

/** The adapter. */
export const stateDriverMachine = statefulMachine<Driven>({
  machine: 'propolis.state_driver',
  read: (before) => ({ driver: readDriver(before as JsonObject), tasks: [] }),
  show: ({ driver }) => ({
    published: toWire(driver.published),
    ...queueToWire(driver.queue),
    guest_events: driver.guestEvents,
    paused: driver.paused,
    driver_exited: driver.exited,
  }),
  step(state, input) {
    switch (input['op']) {
      case 'guest_event':
        return { state: withDriver(state, raiseGuestEvent(state.driver, input['event'] as GuestEvent)), output: {} };
      case 'put_state':
        return putStateStep(state, input['requested'] as PropolisStateRequested);
      case 'request_migration_into':
        return migrationStep(state, 'MigrateAsTarget', input);
      case 'request_migration_from':
        return migrationStep(state, 'MigrateAsSource', input);
      case 'process_next_event':
        return turn(state, input['start_entities_fails'] === true);
      default:
        throw new Error(`no adapter for ${JSON.stringify(input)}`);
    }
  },
});

function readDriver(before: JsonObject): StateDriver {
  const wire = fromWire<Pick<StateDriver, 'published' | 'guestEvents' | 'paused'> & { driverExited: boolean }>(before);
  return {
    published: wire.published,
    queue: queueFromWire(before),
    guestEvents: wire.guestEvents,
    paused: wire.paused,
    exited: wire.driverExited,
  };
}

function withDriver(state: Driven, driver: StateDriver): Driven {
  return { ...state, driver };
}

function putStateStep(state: Driven, requested: PropolisStateRequested): Step {
  const { queue, denied, error } = putState(state.driver.queue, requested);
  const after = withDriver(state, { ...state.driver, queue });
  if (denied === null || error === null) return { state: after, output: { result: 'ok' } };
  const result = {
    error: describeQueueFailure(denied),
    http_status: error.status,
    http_error_code: error.errorCode,
    http_external_message: error.externalMessage,
  };
  return { state: after, output: { result } };
}

function migrationStep(state: Driven, request: MigrationRequest['request'], input: JsonObject): Step {
  const { queue, answer } = requestMigration(state.driver.queue, {
    request,
    migrationId: String(input['migration_id']),
  });
  const task: MigrationTask = {
    commands: fromWire<MigrationTask['commands']>(input['task_commands']),
    result: input['task_result'] as MigrationTask['result'],
  };
  const tasks = answer === 'enqueued' ? [...state.tasks, task] : state.tasks;
  return { state: { driver: { ...state.driver, queue }, tasks }, output: { result: answerToWire(answer) } };
}

function turn(state: Driven, startEntitiesFails: boolean): Step {
  const { driver, event } = takeNextEvent(state.driver);
  if (event === null) throw new Error('the vectors hold a turn without an event');
  const [task, ...laterTasks] = state.tasks;
  const tasks = isLocal(event) ? state.tasks : laterTasks;
  const moves = isLocal(event)
    ? localMoves(driver, event, { startEntitiesFails })
    : migrationMoves(driver, event.external as MigrationRequest, task as MigrationTask, { startEntitiesFails });
  const { driver: after, calls } = play(driver, moves);
  const outcome = after.exited ? 'Exit' : 'Continue';
  return { state: { driver: after, tasks }, output: { event: eventName(event), outcome, calls } };
}

function play(driver: StateDriver, moves: readonly DriverMove[]): { driver: StateDriver; calls: readonly Json[] } {
  const calls: Json[] = [];
  let now = driver;
  for (const move of moves) {
    if (move.move === 'call') {
      const { state, gen } = now.published;
      calls.push({ call: callNames[move.call], published_state: state, published_gen: gen });
    }
    now = applyMove(now, move);
  }
  return { driver: now, calls };
}

function eventName(event: DriverEvent): string {
  return 'guest' in event ? `guest:${event.guest}` : `external:${event.external.request}`;
}

const callNames: Record<DeviceCall, string> = {
  newVcpuGeneration: 'vcpu.new_generation',
  resetVcpuState: 'reset_vcpu_state',
  pauseVcpus: 'vcpu.pause_all',
  resumeVcpus: 'vcpu.resume_all',
  exitVcpus: 'vcpu.exit_all',
  startEntities: 'start_entities',
  pauseEntities: 'pause_entities',
  resumeEntities: 'resume_entities',
  resetEntitiesAndMachine: 'reset_entities_and_machine',
  haltEntities: 'halt_entities',
  pauseVm: 'pause_vm',
  resumeVm: 'resume_vm',
};

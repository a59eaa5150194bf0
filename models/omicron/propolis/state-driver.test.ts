import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ModelAbort } from '../abort.js';
import { putState, requestMigration } from './client-request.js';
import { isLocal, localMoves } from './driver-moves.js';
import {
  beginMigrationMoves,
  endMigrationMoves,
  migrationCommandMoves,
  migrationMoves,
  type MigrationRequest,
  type MigrationTask,
} from './migration-moves.js';
import {
  applyMove,
  applyMoves,
  newStateDriver,
  raiseGuestEvent,
  stateAfterDrop,
  takeNextEvent,
  type CallOutcomes,
  type DriverMove,
  type StateDriver,
} from './state-driver.js';

const ok: CallOutcomes = { startEntitiesFails: false };
const failedBeforePause: MigrationTask = {
  commands: [{ updateState: 'Sync' }, { updateState: 'Error' }],
  result: 'error',
};
const tasks: readonly MigrationTask[] = [
  failedBeforePause,
  { commands: [{ updateState: 'Sync' }, 'pause', { updateState: 'Error' }], result: 'error' },
  { commands: [{ updateState: 'Sync' }, 'pause', { updateState: 'Finish' }], result: 'ok' },
];

describe('the state driver', () => {
  test('a cold boot is Creating, Starting, Running', () => {
    const { driver, published } = turn(asked(newStateDriver, 'Run'), ok);
    expect(published).toEqual(['Starting', 'Running']);
    expect(driver.published).toEqual({ gen: 2, state: 'Running', migration: null });
  });

  test('what the guest does comes before what clients want', () => {
    const both = raiseGuestEvent(asked(running(), 'Stop'), 'ChipsetReset');
    expect(turn(both, ok).published).toEqual(['Rebooting', 'Running']);
  });

  test('a stop ends the driver, and the dropped VM is Destroyed unless it had failed', () => {
    const { driver, published } = turn(asked(running(), 'Stop'), ok);
    expect(published).toEqual(['Stopping', 'Stopped']);
    expect(driver.exited).toBe(true);
    expect(stateAfterDrop(driver.published).state).toBe('Destroyed');
    const failed = turn(asked(newStateDriver, 'Run'), { startEntitiesFails: true }).driver;
    expect(stateAfterDrop(failed.published)).toEqual(failed.published);
  });

  test('a source that fails before it is paused keeps showing Migrating, and denies reboots', () => {
    const source: MigrationRequest = { request: 'MigrateAsSource', migrationId: 'migration' };
    const { driver } = turn(migrating(running(), source), ok, failedBeforePause);
    expect(driver.published).toMatchObject({ state: 'Migrating', migration: { state: 'Error' } });
    expect(putState(driver.queue, 'Reboot').denied).toBe('InvalidRequestForMigrationSource');
  });

  test('a stop queued while the VM starts does not keep reboots out once it runs', () => {
    const stopping = asked(takeNextEvent(asked(newStateDriver, 'Run')).driver, 'Stop');
    expect(putState(stopping.queue, 'Reboot').denied).toBe('HaltPending');
    const started = applyMove(stopping, { move: 'notifyQueue', change: 'StartedRunning' });
    // In the real code this request fails an assertion: the server dies.
    expect(() => putState(started.queue, 'Reboot')).toThrow(ModelAbort);
  });

  const roles = ['MigrateAsTarget', 'MigrateAsSource'] as const;

  test.each(roles)('a migration played command by command is the whole turn: %s', (request) => {
    const migration: MigrationRequest = { request, migrationId: 'migration' };
    for (const task of tasks) {
      const start = request === 'MigrateAsSource' ? running() : newStateDriver;
      let stepwise = applyMoves(start, beginMigrationMoves(migration));
      for (const command of task.commands) stepwise = applyMoves(stepwise, migrationCommandMoves(migration, command));
      stepwise = applyMoves(stepwise, endMigrationMoves(stepwise, migration, task.result, ok));
      expect(applyMoves(start, migrationMoves(start, migration, task, ok))).toEqual(stepwise);
    }
  });

  test('generations count publications, moves go one by one, and only an exit is the end', () => {
    const step = fc.oneof(
      fc.constantFrom('Run' as const, 'Stop' as const, 'Reboot' as const).map((requested) => ({ requested })),
      fc.constantFrom('VcpuSuspendTripleFault' as const, 'ChipsetHalt' as const).map((guest) => ({ guest })),
      fc.record({ startEntitiesFails: fc.boolean() }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 15 }), (steps) => {
        let driver = newStateDriver;
        for (const next of steps) {
          if (driver.exited) return;
          const before = driver.published.gen;
          try {
            if ('requested' in next) driver = asked(driver, next.requested);
            else if ('guest' in next) driver = raiseGuestEvent(driver, next.guest);
            else {
              const played = turn(driver, next);
              driver = played.driver;
              expect(driver.published.gen).toBe(before + played.published.length);
              expect(driver.exited).toBe(driver.published.state === 'Stopped');
            }
          } catch (error) {
            if (error instanceof ModelAbort) return;
            throw error;
          }
          expect(driver.published.gen).toBeGreaterThanOrEqual(before);
        }
      }),
    );
  });
});

function asked(driver: StateDriver, requested: 'Run' | 'Stop' | 'Reboot'): StateDriver {
  return { ...driver, queue: putState(driver.queue, requested).queue };
}

function migrating(driver: StateDriver, request: MigrationRequest): StateDriver {
  return { ...driver, queue: requestMigration(driver.queue, request).queue };
}

function running(): StateDriver {
  return turn(asked(newStateDriver, 'Run'), ok).driver;
}

function turn(
  before: StateDriver,
  outcomes: CallOutcomes,
  task = failedBeforePause,
): { driver: StateDriver; published: string[] } {
  const { driver, event } = takeNextEvent(before);
  if (event === null) return { driver, published: [] };
  const moves: readonly DriverMove[] = isLocal(event)
    ? localMoves(driver, event, outcomes)
    : migrationMoves(driver, event.external as MigrationRequest, task, outcomes);
  const published = moves.flatMap((move) => (move.move === 'publish' ? [move.state as string] : []));
  return { driver: applyMoves(driver, moves), published };
}

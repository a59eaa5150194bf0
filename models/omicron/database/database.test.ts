import { describe, expect, test } from 'vitest';
import type { Database } from '../../../sim/database/statement.js';
import type { Value } from '../../../sim/world/value.js';
import type { InstanceRuntime, VmmRuntime } from '../nexus/instance-record.js';
import { Script, SECOND } from '../testing/script.js';
import { reply, request, statement } from '../testing/which.js';
import { instanceAndVmmUpdateRuntime, instanceUpdateRuntime, projectCreateInstance, projectDeleteInstance } from './instance-statements.js';
import { INSTANCE, SLED_RESOURCE, VMM } from './rows.js';
import { sledReservationCreate, vmmInsert, vmmMarkDeleted } from './vmm-statements.js';

const running: InstanceRuntime = { nexusState: 'running', gen: 3, propolisId: 'vmm', dstPropolisId: null, migrationId: null };
const stopped: InstanceRuntime = { ...running, nexusState: 'stopped', propolisId: null };

function rows(instance: InstanceRuntime, vmm: VmmRuntime, deleted = { instance: false, vmm: false }): Database {
  const tables = new Map<string, Value>([
    [`${INSTANCE} instance-1`, { createdAs: 'create-1', deleted: deleted.instance, runtime: instance } as unknown as Value],
    [`${VMM} vmm`, { instanceId: 'instance-1', sledId: 'sled-1', deleted: deleted.vmm, runtime: vmm } as unknown as Value],
  ]);
  return {
    row: (table, key) => tables.get(`${table} ${key}`) ?? null,
    keys: (table) => [...tables.keys()].filter((name) => name.startsWith(`${table} `)).map((name) => name.slice(table.length + 1)),
    put: (table, key, row) => void tables.set(`${table} ${key}`, row),
    delete: (table, key) => void tables.delete(`${table} ${key}`),
    mark: () => undefined, because: () => undefined, remember: () => undefined, recall: () => null,
    pick: (_, count) => count - 1,
  };
}

function run(definition: { readonly definition: { readonly run: (database: Database, input: never) => Value } }, database: Database, input: Value): Value {
  return definition.definition.run(database, input as never);
}

describe('the statement that writes a report into both tables', () => {
  const report = (instanceGen: number, vmmGen: number): Value => ({
    instanceId: 'instance-1', runtime: { ...stopped, gen: instanceGen } as unknown as Value, propolisId: 'vmm',
    vmmRuntime: { state: 'destroyed', gen: vmmGen }, rule: 'test',
  });

  test.each([
    [4, 3, true, true], [4, 2, true, false], [3, 3, false, true], [3, 2, false, false], [2, 1, false, false],
  ])('has two guards: instance generation %i over 3 and VMM generation %i over 2 update %s and %s', (instanceGen, vmmGen, instanceUpdated, vmmUpdated) => {
    const database = rows(running, { state: 'running', gen: 2 });
    expect(run(instanceAndVmmUpdateRuntime, database, report(instanceGen, vmmGen))).toEqual({ instanceUpdated, vmmUpdated });
    expect(database.row(INSTANCE, 'instance-1')).toMatchObject({ runtime: instanceUpdated ? { gen: instanceGen } : running });
    expect(database.row(VMM, 'vmm')).toMatchObject({ runtime: { gen: vmmUpdated ? vmmGen : 2 } });
  });

  test.each([[true, false], [false, true]])('counts a deleted row as not updated (instance %s, VMM %s)', (instance, vmm) => {
    const database = rows(running, { state: 'running', gen: 2 }, { instance, vmm });
    expect(run(instanceAndVmmUpdateRuntime, database, report(9, 9))).toEqual({ instanceUpdated: !instance, vmmUpdated: !vmm });
  });

  test('counts a missing row as not updated', () => {
    const database = rows(running, { state: 'running', gen: 2 });
    database.delete(VMM, 'vmm');
    expect(run(instanceAndVmmUpdateRuntime, database, report(9, 9))).toEqual({ instanceUpdated: true, vmmUpdated: false });
  });
});

describe('instance_update_runtime', () => {
  test.each([[4, false, 'updated'], [3, false, 'not updated'], [9, true, 'not updated']])(
    'to generation %i of a row at 3 (deleted: %s): %s', (gen, deleted, expected) => {
      const database = rows(running, { state: 'running', gen: 2 }, { instance: deleted, vmm: false });
      const runtime = { ...stopped, gen } as unknown as Value;
      expect(run(instanceUpdateRuntime, database, { instanceId: 'instance-1', runtime, rule: 'test' })).toBe(expected);
    });
});

describe('vmm_insert', () => {
  test('returns the row that is there, whatever became of it', () => {
    const database = rows(running, { state: 'destroyed', gen: 7 }, { instance: false, vmm: true });
    const inserted = run(vmmInsert, database, { vmmId: 'vmm', instanceId: 'instance-1', sledId: 'sled-2' });
    expect(inserted).toMatchObject({ sledId: 'sled-1', deleted: true, runtime: { state: 'destroyed', gen: 7 } });
  });
});

describe('vmm_mark_deleted', () => {
  test.each([['destroyed', true], ['failed', true], ['running', false], ['stopping', false]] as const)('of a VMM that is %s: %s', (state, expected) => {
    const database = rows(running, { state, gen: 2 });
    expect(run(vmmMarkDeleted, database, 'vmm')).toBe(expected);
    expect(database.row(VMM, 'vmm')).toMatchObject({ deleted: expected });
  });
});

describe('project_create_instance', () => {
  const creating: InstanceRuntime = { ...stopped, nexusState: 'creating', gen: 1 };

  test('run again finds its own row, and is content as long as it is as it was inserted', () => {
    const again = { instanceId: 'instance-1', createdAs: 'create-1' };
    expect(run(projectCreateInstance, rows(creating, { state: 'starting', gen: 1 }), again)).toBe('created');
    expect(run(projectCreateInstance, rows(running, { state: 'starting', gen: 1 }), again)).toBe('changed');
  });

  test('by another create is a conflict of names', () => {
    const other = { instanceId: 'instance-1', createdAs: 'create-2' };
    expect(run(projectCreateInstance, rows(creating, { state: 'starting', gen: 1 }), other)).toBe('name taken');
  });
});

describe('project_delete_instance', () => {
  test.each([
    ['stopped', null, 'deleted'], ['failed', null, 'deleted'], ['failed', 'vmm', 'active'], ['running', 'vmm', 'active'],
    ['running', null, 'state'], ['creating', null, 'state'],
  ] as const)('of an instance that is %s with active id %s: %s', (nexusState, propolisId, expected) => {
    const database = rows({ ...stopped, nexusState, propolisId }, { state: 'running', gen: 2 });
    expect(run(projectDeleteInstance, database, 'instance-1')).toBe(expected);
    expect(database.row(INSTANCE, 'instance-1')).toMatchObject({ deleted: expected === 'deleted' });
  });
});

describe('sled_reservation_create', () => {
  const sleds = ['sled-1', 'sled-2'];

  test('returns what is reserved already, and else picks a sled with room', () => {
    const database = rows(running, { state: 'running', gen: 2 });
    expect(run(sledReservationCreate, database, { vmmId: 'a', sleds, capacity: 1 })).toBe('sled-2');
    expect(run(sledReservationCreate, database, { vmmId: 'a', sleds, capacity: 1 })).toBe('sled-2');
    expect(run(sledReservationCreate, database, { vmmId: 'b', sleds, capacity: 1 })).toBe('sled-1');
    expect(run(sledReservationCreate, database, { vmmId: 'c', sleds, capacity: 1 })).toBeNull();
    expect(database.keys(SLED_RESOURCE)).toEqual(['a', 'b']);
  });
});

describe('a database error', () => {
  const fetch = statement('instance_fetch_with_vmm');

  test.each(['failed, not applied', 'failed, applied'])('("%s") is an InternalError to Nexus, which sends the statement once', (outcome) => {
    const story = new Script();
    story.stopped();
    const before = story.count(fetch);
    story.next(fetch, outcome);
    const stop = story.user('stop');
    story.settle();
    expect([stop.answered, story.count(fetch) - before]).toEqual([500, 1]);
  });

  test('of a checkout is ServiceUnavailable, after 30 s', () => {
    const story = new Script();
    story.stopped();
    story.next(fetch, 'unavailable');
    const stop = story.user('stop');
    story.pass(29 * SECOND);
    expect(stop.answered).toBeNull();
    story.pass(2 * SECOND);
    expect(stop.answered).toBe(503);
  });

  test('of a commit that took effect is an error to the user all the same: what a sled reported is in the row', () => {
    const story = new Script();
    story.running();
    story.next(statement('instance_and_vmm_update_runtime', { about: 'put-result' }), 'failed, applied');
    const stop = story.user('stop');
    story.until(statement('instance_and_vmm_update_runtime', { about: 'put-result' }));
    expect(story.vmm()).toMatchObject({ state: 'stopping' });
    story.settle();
    expect([stop.answered, story.shown()]).toEqual([500, 'stopped']);
  });

  test.each(['failed, not applied', 'failed, applied', 'unavailable'])('when Failed is written ("%s") is logged and ignored: "XXX what if this fails?"', (outcome) => {
    const story = new Script();
    story.running();
    const write = statement('instance_update_runtime', { about: 'Failed' });
    story.next(reply('instance_put_state'), 'connection reset');
    story.next(write, outcome);
    const reboot = story.user('reboot');
    story.settle();
    expect([reboot.answered, story.count(write)]).toEqual([500, 1]);
    expect(story.shown()).toBe(outcome === 'failed, applied' ? 'failed' : 'running');
  });

  test('when a report is written is an error to the sled, which sends it again', () => {
    const story = new Script();
    story.running();
    story.next(statement('instance_and_vmm_update_runtime', { about: '"destroyed"' }), 'failed, not applied');
    story.guest('ChipsetHalt');
    story.settle();
    expect(story.count(request('cpapi_instances_put', { about: '"destroyed"' }))).toBe(2);
    expect([story.shown(), story.reservation()]).toEqual(['stopped', null]);
  });

  test('when a report was written all the same loses the clean-up: the second report updates nothing', () => {
    const story = new Script();
    story.running();
    story.next(statement('instance_and_vmm_update_runtime', { about: '"destroyed"' }), 'failed, applied');
    story.guest('ChipsetHalt');
    story.settle();
    expect([story.shown(), story.reservation(), story.vmm()?.deleted]).toEqual(['stopped', 'sled-1', false]);
  });
});

describe('a report that is late', () => {
  test('loses the row of the instance and wins that of the VMM', () => {
    const story = new Script();
    story.running();
    const late = story.hold(request('cpapi_instances_put', { about: '"rebooting"' }));
    story.guest('ChipsetReset');
    story.untilPending(late);
    story.next(request('instance_put_state'), 'refused');
    story.user('reboot');
    story.pass(SECOND);
    expect(story.instance()).toMatchObject({ nexusState: 'failed', gen: 4, propolisId: null });
    const before = story.vmm()?.gen ?? 0;
    story.letGo(late);
    story.settle();
    expect(story.instance()).toMatchObject({ nexusState: 'failed', gen: 4, propolisId: null });
    expect(story.vmm()?.gen).toBeGreaterThan(before);
  });
});

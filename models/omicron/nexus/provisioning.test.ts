import { describe, expect, test } from 'vitest';
import { Script, SECOND } from '../testing/script.js';
import { reply, statement } from '../testing/which.js';

const charge = statement('virtual_provisioning_collection_insert_instance');
const release = statement('virtual_provisioning_collection_delete_instance');

describe('provisioning', () => {
  test('is charged by the create saga, before there is a row', () => {
    const story = new Script();
    const record = story.hold(statement('project_create_instance'));
    story.user('create');
    story.settle();
    expect([story.charged(), story.keys('instance')]).toEqual([1, []]);
    story.letGo(record);
    story.settle();
    expect(story.charged()).toBe(1);
  });

  test('is the same whatever runs: starting, stopping and failing change nothing', () => {
    const story = new Script();
    story.running();
    story.user('stop');
    story.settle();
    story.user('start');
    story.settle();
    story.next(reply('instance_put_state'), 'connection reset');
    story.user('reboot');
    story.settle();
    expect([story.shown(), story.charged(), story.count(charge), story.count(release)]).toEqual(['failed', 1, 1, 0]);
  });

  test('is released by the delete saga, after the row is deleted', () => {
    const story = new Script();
    story.stopped();
    const last = story.hold(release);
    story.user('delete');
    story.settle();
    expect([story.instance().deleted, story.charged()]).toEqual([true, 1]);
    story.letGo(last);
    story.settle();
    expect(story.charged()).toBe(0);
  });

  test('is released even though a VM of the deleted instance still runs', () => {
    const story = new Script();
    const vmm = story.running();
    story.next(reply('instance_put_state'), 'lost');
    story.user('reboot');
    story.pass(61 * SECOND);
    story.user('delete');
    story.settle();
    expect([story.charged(), story.machine(vmm), story.reservation(vmm)]).toEqual([0, 'healthy', 'sled-1']);
  });

  test('is charged once and released once, though each node runs twice', () => {
    const story = new Script({ instances: 2 });
    story.stopped('instance-2');
    story.user('create');
    story.until(charge);
    story.crash('nexus-1');
    story.settle();
    expect(story.charged()).toBe(2);
    story.user('delete');
    story.until(release);
    story.crash('nexus-1');
    story.settle();
    expect([story.charged(), story.count(release)]).toEqual([1, 2]);
  });

  test('of a create that fails is released again, and leaves that of others alone', () => {
    const story = new Script({ nexuses: 2 });
    const both = [story.user('create', { nexus: 'nexus-1' }), story.user('create', { nexus: 'nexus-2' })];
    story.until(charge);
    story.until(charge);
    expect(story.charged()).toBe(2);
    story.settle();
    expect(both.map(({ answered }) => answered).sort()).toEqual([400, 'ok']);
    expect(story.charged()).toBe(1);
  });

  test('of a charge that was committed though it failed is never released: a failed node is not undone', () => {
    const story = new Script();
    story.next(charge, 'failed, applied');
    const create = story.user('create');
    story.settle();
    expect([create.answered, story.charged(), story.keys('instance')]).toEqual([500, 1, []]);
  });
});

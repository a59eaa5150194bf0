import { describe, expect, test } from 'vitest';
import { MINUTE, Script, SECOND } from '../../testing/script.js';
import { answer, reply, request, restart, statement } from '../../testing/which.js';

/** A user asks a Nexus that has just started, and has not yet been told which sagas it left. */
function startWhileRecovering() {
  const story = new Script();
  story.stopped();
  story.crash('nexus-1');
  const list = story.hold(statement('saga_list_unfinished'));
  story.pass(MINUTE);
  return { story, start: story.user('start'), list };
}

const record = (about: string) => statement('saga_create_event', { about });

describe('a saga', () => {
  test('never undoes the node that failed: what it did on the sled stays', () => {
    const story = new Script();
    story.stopped();
    story.next(reply('instance_register'), 'connection reset');
    const start = story.user('start');
    story.settle();
    expect([start.answered, story.shown()]).toEqual([500, 'failed']);
    expect(story.count(request('instance_unregister'))).toBe(0);
    expect(story.onSled('sled-1')).not.toBeNull();
    // The nodes before it were undone.
    expect([story.reservation(), story.nat(), story.v2p('sled-2'), story.sagas()]).toEqual([null, null, null, []]);
    expect(story.vmm()).toMatchObject({ deleted: true });
  });

  test('undoes what succeeded, in reverse order', () => {
    const story = new Script();
    story.stopped();
    story.next(request('instance_put_state'), 'answered 503 unexecuted');
    story.user('start');
    story.settle();
    const undone = story.fired.flatMap((event) => {
      if (event.kind === 'request' && event.call[0] === 'nexus-1') return [event.call[2]];
      return event.kind === 'statement' && event.statement !== 'saga_create_event' ? [event.statement] : [];
    });
    const steps = ['instance_unregister', 'del_v2p', 'nat_delete', 'instance_update_runtime', 'vmm_mark_deleted', 'sled_reservation_delete'];
    const from = undone.indexOf('saga_update_state', undone.indexOf('instance_put_state'));
    const places = steps.map((step) => undone.indexOf(step, from));
    expect(places).toEqual([...places].sort((left, right) => left - right));
    expect(places).not.toContain(-1);
  });

  test('is stuck for good when one undo fails: no further undo runs, and no Nexus that starts takes it up', () => {
    const story = new Script();
    story.stopped();
    story.next(request('instance_put_state'), 'answered 503 unexecuted');
    story.next(request('del_v2p', { to: 'sled-1' }), 'answered 500 unexecuted');
    const start = story.user('start');
    story.settle();
    expect(start.answered).toBe(503);
    expect(story.sagas()).toMatchObject([{ direction: 'stuck', event: 'undo failed' }]);
    const left = (): unknown[] => [story.reservation(), story.nat(), story.vmm()?.deleted, story.count(request('nat_delete'))];
    expect(left()).toEqual(['sled-1', 'sled-1', false, 0]);
    story.crash('nexus-1');
    story.settle();
    expect(left()).toEqual(['sled-1', 'sled-1', false, 0]);
  });

  test('that cannot be undone because the instance is deleted is stuck', () => {
    const story = new Script();
    story.stopped();
    story.next(request('instance_put_state'), 'answered 500 unexecuted');
    const unwinding = story.hold(statement('saga_update_state', { about: 'unwinding' }));
    story.user('start');
    story.pass(SECOND);
    expect(story.shown()).toBe('failed');
    const remove = story.user('delete');
    story.pass(SECOND);
    story.letGo(unwinding);
    story.settle();
    expect(remove.answered).toBe('ok');
    expect(story.sagas()).toMatchObject([{ direction: 'stuck' }]);
    expect([story.reservation(), story.onSled('sled-1') !== null]).toEqual(['sled-1', true]);
  });

  test('runs a node at least once: a crash between its effect and its record runs it again', () => {
    const story = new Script();
    story.stopped();
    story.user('start');
    story.until(statement('vmm_insert'));
    story.crash('nexus-1');
    story.settle();
    expect(story.count(statement('vmm_insert'))).toBe(2);
    expect(story.count(statement('sled_reservation_create'))).toBe(1);
    expect([story.shown(), story.keys('vmm')]).toEqual(['running', ['instance-1/vmm-1']]);
  });

  test('that runs a call again which the sled had executed is none the wiser', () => {
    const story = new Script();
    story.stopped();
    story.user('start');
    story.until(request('instance_register'));
    story.crash('nexus-1');
    story.settle();
    expect(story.count(request('instance_register'))).toBe(2);
    expect([story.shown(), story.onSled('sled-1')?.states.propolisId]).toEqual(['running', 'instance-1/vmm-1']);
  });

  test('marks as starting only once, though the node runs twice', () => {
    const story = new Script();
    story.stopped();
    const marking = statement('instance_update_runtime', { about: 'mark as starting' });
    story.user('start');
    story.until(marking);
    story.crash('nexus-1');
    story.settle();
    expect([story.count(marking), story.instance().gen, story.shown()]).toEqual([1, 3, 'running']);
  });

  test('is resumed by its own Nexus alone', () => {
    const story = new Script({ nexuses: 2 });
    story.stopped();
    const back = story.hold(restart('nexus-2'));
    story.user('start', { nexus: 'nexus-2' });
    story.until(statement('vmm_insert'));
    story.crash('nexus-2');
    story.crash('nexus-1');
    story.settle();
    expect(story.status('nexus-1')).toBe('up');
    expect(story.sagas()).toMatchObject([{ owner: 'nexus-2', direction: 'forward' }]);
    expect(story.instance()).toMatchObject({ nexusState: 'stopped', propolisId: null });
    story.letGo(back);
    story.settle();
    expect([story.shown(), story.sagas()]).toEqual(['running', []]);
  });

  test.each(['failed, not applied', 'failed, applied', 'unavailable'])('kills its Nexus when a write of its log is "%s"', (outcome) => {
    const story = new Script();
    story.stopped();
    story.next(record('"succeeded"'), outcome);
    const start = story.user('start');
    story.hold(restart('nexus-1'));
    story.settle();
    expect([story.status('nexus-1'), start.answered]).toEqual(['down', 'reset']);
    expect(story.reached('a failed write of the saga log killed its process')).toBe(true);
  });

  test('that was recorded though its Nexus was told otherwise does not run the node again', () => {
    const story = new Script();
    story.stopped();
    story.next(record('"sled_id"'), 'failed, applied');
    story.user('start');
    story.settle();
    expect(story.count(statement('sled_reservation_create'))).toBe(1);
    expect(story.shown()).toBe('running');
  });

  test('that cannot be loaded ends the recovery of those after it, until the next restart', () => {
    const story = new Script({ instances: 2 });
    story.stopped('instance-1');
    story.stopped('instance-2');
    const insert = story.hold(statement('vmm_insert'));
    story.user('start', { instance: 'instance-1' });
    story.user('start', { instance: 'instance-2' });
    story.settle();
    story.crash('nexus-1');
    story.next(statement('saga_load_log'), 'failed, not applied');
    story.letGo(insert);
    story.settle();
    expect(story.reached('recovery stopped at a saga that it could not load')).toBe(true);
    const shown = (): string[] => [story.shown('instance-1'), story.shown('instance-2')];
    expect([shown(), story.sagas().length, story.count(statement('saga_load_log'))]).toEqual([['stopped', 'stopped'], 2, 1]);
    story.crash('nexus-1');
    story.settle();
    expect([shown(), story.sagas().length]).toEqual([['running', 'running'], 0]);
  });

  test('that a Nexus creates while it recovers others is not run twice: recovery stops there', () => {
    const { story, start, list } = startWhileRecovering();
    const reserve = story.hold(statement('sled_reservation_create'));
    story.pass(SECOND);
    story.letGo(list);
    story.pass(SECOND);
    expect(story.reached('recovery stopped at a saga that its process had created since it started')).toBe(true);
    story.letGo(reserve);
    story.settle();
    expect([start.answered, story.shown(), story.count(statement('sled_reservation_create'))]).toEqual(['ok', 'running', 1]);
  });

  test('that recovery takes before its creator has entered it runs all the same, though the user is told that it failed', () => {
    const { story, start, list } = startWhileRecovering();
    const created = story.hold(answer('saga_create'));
    story.pass(SECOND);
    story.letGo(list);
    story.pass(SECOND);
    story.letGo(created);
    story.settle();
    expect([start.answered, story.shown(), story.count(statement('sled_reservation_create'))]).toEqual([500, 'running', 1]);
  });

  test('is resumed however often the list of sagas cannot be read', () => {
    const story = new Script();
    story.stopped();
    story.user('start');
    story.until(statement('vmm_insert'));
    story.crash('nexus-1');
    story.next(statement('saga_list_unfinished'), 'failed, not applied');
    story.next(statement('saga_list_unfinished'), 'unavailable');
    story.settle();
    expect(story.shown()).toBe('running');
  });

  test('goes on when the user who waits for it gives up, and when its Nexus dies', () => {
    const story = new Script();
    story.stopped();
    story.takes('user time-out', SECOND);
    const start = story.user('start');
    story.pass(2 * SECOND);
    expect([start.answered, story.sagas().length]).toEqual(['timeout', 1]);
    story.crash('nexus-1');
    story.settle();
    expect([story.shown(), story.sagas()]).toEqual(['running', []]);
  });

  test('keeps the user waiting until it ends', () => {
    const story = new Script();
    story.stopped();
    const start = story.user('start');
    story.until(reply('instance_put_state'));
    expect(start.answered).toBeNull();
    story.settle();
    expect(start.answered).toBe('ok');
  });

  test('whose creation was committed though it failed runs when its Nexus starts again, and nobody asked for it any more', () => {
    const story = new Script();
    story.stopped();
    story.next(statement('saga_create'), 'failed, applied');
    const start = story.user('start');
    story.settle();
    expect([start.answered, story.shown(), story.sagas().length]).toEqual([500, 'stopped', 1]);
    story.crash('nexus-1');
    story.settle();
    expect(story.shown()).toBe('running');
  });
});

describe('the create saga', () => {
  test('run again from each node ends with one stopped instance', () => {
    const effects = [
      'virtual_provisioning_collection_insert_instance', 'project_create_instance', 'instance_create_network_interface',
      'allocate_external_ip', 'instance_attach_disk', 'instance_update_runtime',
    ];
    for (const effect of effects) {
      const story = new Script();
      story.user('create');
      story.until(statement(effect));
      story.crash('nexus-1');
      story.settle();
      expect([effect, story.count(statement(effect)), story.shown(), story.instance().gen, story.charged()])
        .toEqual([effect, 2, 'stopped', 2, 1]);
    }
  });

  test('that fails at a node leaves nothing of the nodes before it', () => {
    for (const effect of ['instance_create_network_interface', 'allocate_external_ip', 'instance_attach_disk', 'instance_update_runtime']) {
      const story = new Script();
      story.next(statement(effect), 'failed, not applied');
      const create = story.user('create');
      story.settle();
      expect([effect, create.answered, story.instance().deleted, story.charged(), story.sagas()]).toEqual([effect, 500, true, 0, []]);
      expect([...story.keys('network_interface'), ...story.keys('external_ip')]).toEqual([]);
    }
  });

  test('whose instance was started meanwhile cannot undo: the row keeps its active id, says Failed, and the saga is stuck', () => {
    const story = new Script();
    const attach = story.hold(statement('instance_attach_disk'));
    const create = story.user('create');
    story.untilPending(statement('instance_attach_disk'));
    story.user('start');
    story.settle(30 * SECOND);
    story.letGo(attach);
    story.settle();
    // An interface cannot be deleted while there is a VMM: the undo ends there.
    expect([create.answered, story.shown()]).toEqual([400, 'running']);
    expect(story.sagas()).toMatchObject([{ direction: 'stuck' }]);
  });
});

describe('the delete saga', () => {
  test('undoes nothing: what fails after the row is deleted is never made up for', () => {
    const story = new Script();
    story.stopped();
    story.next(statement('instance_delete_all_network_interfaces'), 'failed, not applied');
    const remove = story.user('delete');
    story.settle();
    expect([remove.answered, story.instance().deleted]).toEqual([500, true]);
    expect([story.charged(), story.keys('external_ip'), story.sagas()]).toEqual([1, ['instance-1'], []]);
  });

  test('does not mind that another one was faster', () => {
    const story = new Script({ nexuses: 2 });
    story.stopped();
    const both = [story.user('delete', { nexus: 'nexus-1' }), story.user('delete', { nexus: 'nexus-2' })];
    story.settle();
    expect(both.map(({ answered }) => answered)).toEqual(['ok', 'ok']);
    expect(story.charged()).toBe(0);
  });

  test('needs an instance without a VMM that is Stopped or Failed, and looks at nothing on the sleds', () => {
    const story = new Script();
    story.running();
    const early = story.user('delete');
    story.settle();
    expect([early.answered, story.instance().deleted]).toEqual([400, false]);
    story.next(reply('instance_put_state'), 'connection reset');
    story.user('reboot');
    story.settle();
    const late = story.user('delete');
    story.settle();
    expect([late.answered, story.instance().deleted, story.machine()]).toEqual(['ok', true, 'healthy']);
    expect(story.count(request('del_v2p'))).toBe(0);
  });
});

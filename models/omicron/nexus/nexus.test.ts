import { describe, expect, test } from 'vitest';
import { Script, SECOND } from '../testing/script.js';
import { reply, request, restart, statement, timeout } from '../testing/which.js';

const VMM = 'instance-1/vmm-1';
const written = statement('instance_and_vmm_update_runtime', { from: 'nexus-1' });

describe('Nexus', () => {
  test('has no lock per instance: requests of several users are at the sled at once', () => {
    const story = new Script({ nexuses: 2 });
    story.running();
    story.hold(request('instance_put_state'));
    story.user('stop', { nexus: 'nexus-1' });
    story.user('reboot', { nexus: 'nexus-2' });
    story.user('stop', { nexus: 'nexus-2' });
    story.pass(SECOND);
    expect(story.pending(request('instance_put_state'))).toHaveLength(3);
  });

  test('reads preconditions once: a stop that was on its way stops the VM that was started since', () => {
    const story = new Script({ sleds: 1 });
    story.running();
    const stop = story.hold(request('instance_put_state', { about: 'stopped' }));
    story.user('stop');
    story.guest('ChipsetHalt');
    story.settle(30 * SECOND);
    expect(story.shown()).toBe('stopped');
    story.user('start');
    story.pass(25 * SECOND);
    expect([story.shown(), story.machine('instance-1/vmm-2')]).toEqual(['running', 'healthy']);
    story.letGo(stop);
    story.settle();
    expect([story.shown(), story.machine('instance-1/vmm-2')]).toEqual(['stopped', null]);
  });

  test('goes on with a request whose client has left', () => {
    const story = new Script();
    const vmm = story.running();
    story.takes('user time-out', SECOND / 1_000);
    const stop = story.user('stop');
    story.settle();
    expect(stop.answered).toBe('timeout');
    expect([story.shown(), story.machine(vmm)]).toEqual(['stopped', null]);
  });

  test('cleans up neither network nor VMM when a call to a sled succeeds, even if it says that the VMM is gone', () => {
    const story = new Script();
    story.stopped();
    story.hold(request('instance_put_state', { about: 'running' }));
    story.user('start');
    story.pass(SECOND);
    // Registered, but without a zone: a stop ends it on the spot, and the answer says Destroyed.
    story.user('stop');
    story.pass(SECOND);
    expect(story.instance()).toMatchObject({ nexusState: 'stopped', gen: 5, propolisId: null });
    expect(story.vmm()).toMatchObject({ state: 'destroyed', deleted: false });
    expect([story.reservation(), story.nat(), story.v2p('sled-2')]).toEqual(['sled-1', 'sled-1', 'sled-1']);
  });

  test('clears the network of a VM that is gone before it writes the report', () => {
    const story = new Script();
    story.running();
    story.guest('ChipsetHalt');
    story.untilPending(request('cpapi_instances_put', { about: '"destroyed"' }));
    story.hold(written);
    story.pass(30 * SECOND);
    expect(story.pending(written)).toHaveLength(1);
    expect([story.nat(), story.v2p('sled-2')]).toEqual([null, null]);
    expect(story.instance()).toMatchObject({ nexusState: 'running', gen: 3, propolisId: VMM });
  });

  test('cleans up only if this very report updated the row of the VMM: a clean-up that fails is never made up for', () => {
    const story = new Script();
    story.running();
    story.next(statement('sled_reservation_delete'), 'failed, not applied');
    story.guest('ChipsetHalt');
    story.settle();
    expect(story.count(request('cpapi_instances_put', { about: '"destroyed"' }))).toBe(2);
    expect(story.vmm()).toMatchObject({ state: 'destroyed', deleted: false });
    expect([story.shown(), story.reservation()]).toEqual(['stopped', 'sled-1']);
  });

  test('can leave an active id that names a deleted VMM: users see a running instance that nothing but a 4xx or 500 answers', () => {
    const story = new Script();
    story.stopped();
    // An ambiguous commit: the write took effect, the node failed, and what failed is never undone.
    story.next(statement('instance_update_runtime', { about: 'mark as starting' }), 'failed, applied');
    const start = story.user('start');
    story.settle();
    expect(start.answered).toBe(500);
    expect(story.instance()).toMatchObject({ propolisId: VMM, gen: 3 });
    expect(story.vmm()).toMatchObject({ state: 'destroyed', deleted: true });
    expect(story.shown()).toBe('running');
    const attempts = (['stop', 'reboot', 'start', 'delete'] as const).map((verb) => story.user(verb));
    story.settle();
    expect(attempts.map(({ answered }) => answered)).toEqual([500, 500, 409, 400]);
  });

  test('ends the start saga with the records that it cached: the write of Failed is one generation above what it once read', () => {
    const story = new Script();
    story.stopped();
    const registered = story.hold(statement('saga_create_event', { about: '"ensure_registered"' }));
    const start = story.user('start');
    story.pass(SECOND);
    story.user('stop');
    story.pass(SECOND);
    expect(story.instance()).toMatchObject({ nexusState: 'stopped', gen: 5 });
    story.letGo(registered);
    story.settle();
    // The sled knows no such instance: 500. Failed is tried at generation 4, and the row is at 5.
    expect(start.answered).toBe(500);
    expect(story.reached('the write of Failed: not updated')).toBe(true);
    expect(story.instance()).toMatchObject({ nexusState: 'stopped', gen: 5 });
  });

  test('takes a 500 from set_v2p for the last word, after it has told the other sleds', () => {
    const story = new Script({ sleds: 3 });
    story.stopped();
    story.next(request('set_v2p', { to: 'sled-2' }), 'answered 500 unexecuted');
    const start = story.user('start');
    story.until(statement('saga_update_state', { about: 'unwinding' }));
    expect(story.v2p('sled-3')).toBe('sled-1');
    story.settle();
    expect(start.answered).toBe(500);
    expect(story.count(request('set_v2p', { to: 'sled-2' }))).toBe(1);
    expect([story.shown(), story.reservation(), story.nat()]).toEqual(['stopped', null, null]);
  });

  test('waits for a dead sled for ever, whichever it is, and tells none after it', () => {
    const story = new Script({ sleds: 3 });
    story.stopped();
    story.crash('sled-2');
    const back = story.hold(restart('sled-2'));
    const start = story.user('start');
    story.settle();
    expect(start.answered).toBe('timeout');
    expect(story.count(request('set_v2p', { to: 'sled-2' }))).toBeGreaterThan(5);
    expect(story.count(request('set_v2p', { to: 'sled-3' }))).toBe(0);
    expect(story.shown()).toBe('starting');
    story.letGo(back);
    story.settle();
    expect(story.shown()).toBe('running');
  });

  test("cannot retire a VM on one sled while another sled is dead", () => {
    const story = new Script();
    story.running();
    story.crash('sled-2');
    const back = story.hold(restart('sled-2'));
    story.guest('ChipsetHalt');
    story.settle();
    expect([story.machine(), story.instance().propolisId, story.reservation()]).toEqual([null, VMM, 'sled-1']);
    story.letGo(back);
    story.settle();
    expect([story.shown(), story.reservation()]).toEqual(['stopped', null]);
  });

  test('gives sleds 60 s, and marks the instance Failed then', () => {
    const story = new Script();
    story.running();
    story.next(request('instance_put_state'), 'lost');
    const reboot = story.user('reboot');
    story.pass(60 * SECOND);
    expect(reboot.answered).toBeNull();
    story.pass(SECOND);
    expect(reboot.answered).toBe(500);
    expect(story.instance()).toMatchObject({ nexusState: 'failed', gen: 4, propolisId: null });
  });

  test('gives dendrite 15 s, and tries again', () => {
    const story = new Script();
    story.stopped();
    story.next(request('nat_ensure'), 'lost');
    story.user('start');
    story.pass(15 * SECOND);
    expect(story.count(timeout('nat_ensure'))).toBe(0);
    story.pass(SECOND);
    expect(story.count(timeout('nat_ensure'))).toBe(1);
    story.settle();
    expect([story.nat(), story.shown()]).toEqual(['sled-1', 'running']);
  });

  test('creates with start in two sagas: when the second fails, the first was still a success', () => {
    const story = new Script();
    story.next(statement('sled_reservation_create'), 'failed, not applied');
    const create = story.user('create', { start: true });
    story.settle();
    expect(create.answered).toBe('ok');
    expect(story.shown()).toBe('stopped');
  });

  test('creates with start in two sagas: when the second cannot even begin, the first was still a success', () => {
    const story = new Script();
    story.next(statement('instance_fetch_with_vmm'), 'failed, not applied');
    const create = story.user('create', { start: true });
    story.settle();
    expect([create.answered, story.shown(), story.keys('vmm')]).toEqual(['ok', 'stopped', []]);
  });

  test('creates with start in two sagas: when it dies in the first, nobody begins the second', () => {
    const story = new Script();
    const create = story.user('create', { start: true });
    story.until(statement('project_create_instance'));
    story.crash('nexus-1');
    story.settle();
    expect(create.answered).toBe('reset');
    expect([story.shown(), story.sagas()]).toEqual(['stopped', []]);
  });

  test('answers a stop that was carried out with an error, when it cannot show the instance afterwards', () => {
    const story = new Script();
    story.running();
    const stop = story.user('stop');
    story.until(reply('instance_put_state'));
    story.next(statement('instance_fetch_with_vmm'), 'failed, not applied');
    story.settle();
    expect([stop.answered, story.shown()]).toEqual([500, 'stopped']);
  });

  test('starts an instance without a VMM from any state: from Failed (#6274)', () => {
    const story = new Script();
    story.running();
    story.next(reply('instance_put_state'), 'connection reset');
    story.user('reboot');
    story.settle();
    expect(story.shown()).toBe('failed');
    story.next(statement('sled_reservation_create'), '2 of 2');
    const start = story.user('start');
    story.settle();
    expect(start.answered).toBe('ok');
    // Nobody told the first VM: two guests of one instance.
    expect([story.machine(VMM), story.machine('instance-1/vmm-2')]).toEqual(['healthy', 'healthy']);
  });

  test('starts an instance that is still Creating: before it has an address the start unwinds, and nothing is Failed', () => {
    const story = new Script();
    const addresses = story.hold(statement('allocate_external_ip'));
    const create = story.user('create');
    story.untilPending(statement('allocate_external_ip'));
    const start = story.user('start');
    story.pass(SECOND);
    expect([start.answered, story.shown()]).toEqual([500, 'stopped']);
    expect([story.onSled('sled-1'), story.reservation()]).toEqual([null, null]);
    story.letGo(addresses);
    story.settle();
    // The create's own last write is at generation 2, and is ignored.
    expect([create.answered, story.instance().gen]).toEqual(['ok', 3]);
  });

  test('answers 503 when no sled has room', () => {
    const story = new Script({ sleds: 1, instances: 2, capacity: 1 });
    story.running('instance-1');
    story.stopped('instance-2');
    const start = story.user('start', { instance: 'instance-2' });
    story.settle();
    expect([start.answered, story.shown('instance-2')]).toEqual([503, 'stopped']);
  });
});

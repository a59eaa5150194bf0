import { describe, expect, test } from 'vitest';
import type { Value } from '../../../sim/world/value.js';
import { Bench, SLED } from '../testing/bench.js';
import { MINUTE, Script, SECOND } from '../testing/script.js';
import { anythingOf, reply, request, restart, wake } from '../testing/which.js';

const error = (status: number, errorCode: string): object => ({ failure: { kind: 'ErrorResponse', status, errorCode } });
const internal = error(500, 'Internal');

describe('a sled agent, asked about an instance', () => {
  test('knows it by its id alone: a late stop meets the VMM that came after', () => {
    const story = new Script();
    story.running();
    const late = story.hold(request('instance_put_state', { about: 'stopped' }));
    story.user('stop');
    story.guest('ChipsetHalt');
    story.settle();
    story.user('start');
    story.settle();
    expect([story.shown(), story.machine('instance-1/vmm-2')]).toEqual(['running', 'healthy']);
    story.letGo(late);
    story.settle();
    expect([story.shown(), story.machine('instance-1/vmm-2')]).toEqual(['stopped', null]);
  });

  test('answers a stop of one that it does not know with success, and everything else with 500', () => {
    const bench = new Bench();
    const [stop, run, reboot, target, gone] = [
      bench.put('stopped'), bench.put('running'), bench.put('reboot'), bench.put('migrationTarget'), bench.unregister(),
    ];
    bench.settle();
    expect([stop.answer, gone.answer]).toEqual([{ ok: null }, { ok: null }]);
    expect([run.answer, reboot.answer, target.answer]).toEqual([internal, internal, internal]);
  });

  test('registers another VMM only when the table has none, and ignores the records of a repeated registration', () => {
    const bench = new Bench();
    bench.up('vmm-1');
    const [again, other] = [bench.register('vmm-1'), bench.register('vmm-2')];
    bench.settle();
    expect(again.answer).toMatchObject({ ok: { vmmState: { state: 'running', gen: 3 } } });
    expect(other.answer).toEqual(internal);
  });

  test('refuses to reboot what has not been started, and stops it by forgetting it', () => {
    const bench = new Bench();
    bench.register('vmm-1');
    bench.settle();
    const reboot = bench.put('reboot');
    bench.settle();
    const stop = bench.put('stopped');
    bench.settle();
    expect(reboot.answer).toEqual(internal);
    const destroyed = { vmmState: { state: 'destroyed', gen: 2 }, instanceState: { propolisId: null, gen: 5 } };
    expect(stop.answer).toMatchObject({ ok: destroyed });
    expect([bench.onSled(SLED), bench.reports]).toEqual([null, []]);
  });

  test('sets migration ids for the generation that it has, takes a repetition, and refuses any other', () => {
    const bench = new Bench();
    bench.register('vmm-1');
    bench.settle();
    const ids = { migrationId: 'migration-1', dstPropolisId: 'vmm-2' };
    const put = (oldGen: number, given: typeof ids | null): Value => {
      const asked = bench.ask(SLED, 'instance_put_migration_ids', { instanceId: 'instance-1', oldGen, ids: given });
      bench.settle();
      return asked.answer;
    };
    const [set, cleared] = [{ ok: { instanceState: { gen: 4, ...ids } } }, { ok: { instanceState: { gen: 5, migrationId: null } } }];
    expect([put(3, ids), put(3, ids), put(3, null), put(4, null)]).toMatchObject([set, set, error(409, 'Conflict'), cleared]);
    expect(bench.reports).toEqual([]);
  });
});

describe('a sled agent that brings a VMM up', () => {
  test('ensures it again when it runs already, and asks it to run again', () => {
    const bench = new Bench();
    bench.up('vmm-1');
    const [before, told] = [bench.fired.length, bench.reports.length];
    const run = bench.put('running');
    bench.settle();
    expect(run.answer).toMatchObject({ ok: { vmmState: { state: 'running' } } });
    const since = bench.fired.slice(before);
    const asked = since.flatMap((event) => (event.kind === 'request' && event.call[1] === 'vmm-1' ? [event.call[2]] : []));
    expect(asked).toEqual(['instance_ensure', 'instance_state_put']);
    expect(bench.reports).toHaveLength(told);
  });

  test('whose zone cannot be set up moves the generations, tells nobody, and stays registered', () => {
    const story = new Script();
    story.stopped();
    story.next(wake('instance_put_state'), 'the zone cannot be set up');
    story.user('start');
    const answer = story.untilPending(reply('instance_put_state'));
    expect(answer).toMatchObject({ outcome: internal });
    expect(story.onSled('sled-1')?.states).toMatchObject({
      vmm: { state: 'destroyed', gen: 2 }, instance: { propolisId: null, gen: 5 },
    });
    expect(story.vmm()).toMatchObject({ state: 'starting', gen: 1 });
    story.settle();
    expect(story.fired.filter(request('cpapi_instances_put').has)).toEqual([]);
  });

  test('drops the zone of a failed set-up without waiting for its end, and without hearing of a failure', () => {
    const bench = new Bench();
    bench.register('vmm-1');
    bench.settle();
    bench.next(anythingOf('vmm-1'), 'the VM cannot be created');
    bench.next(wake('drop zone'), 'the zone does not halt');
    const run = bench.put('running');
    bench.until(reply('instance_put_state'));
    expect(run.answer).toEqual(internal);
    expect([bench.zones(SLED), bench.onSled(SLED)?.running]).toEqual([['vmm-1'], false]);
    bench.settle();
    expect([bench.zones(SLED), bench.status(SLED)]).toEqual([['vmm-1'], 'up']);
    // A zone that is still there is replaced by the next set-up.
    const again = bench.put('running');
    bench.settle();
    expect([again.answer !== null, bench.machine('vmm-1'), bench.zones(SLED)]).toEqual([true, 'healthy', ['vmm-1']]);
  });

  test('waits for Propolis, for ever if need be, when it dies before it answers for the first time', () => {
    const bench = new Bench();
    bench.register('vmm-1');
    bench.settle();
    const run = bench.put('running');
    bench.untilPending(request('instance_get'));
    bench.crash('vmm-1');
    const down = bench.hold(restart('vmm-1'));
    bench.pass(30 * MINUTE);
    expect([run.answer, bench.status('vmm-1')]).toEqual([null, 'down']);
    bench.letGo(down);
    bench.settle();
    expect(run.answer).toMatchObject({ ok: { propolisId: 'vmm-1' } });
    expect(bench.machine('vmm-1')).toBe('healthy');
  });

  test('leaves the records of a migration target alone when it fails', () => {
    const bench = new Bench();
    bench.register('vmm-1');
    bench.settle();
    const target = bench.put('migrationTarget');
    bench.settle();
    expect(target.answer).toEqual(internal);
    expect(bench.onSled(SLED)?.states).toMatchObject({ vmm: { state: 'starting', gen: 1 }, instance: { gen: 3 } });
    expect(bench.zones(SLED)).toEqual([]);
  });
});

describe('the end of a VMM', () => {
  test('comes before the news of it: the zone is gone and the instance unregistered when Nexus is told', () => {
    const story = new Script();
    const vmm = story.running();
    story.guest('ChipsetHalt', vmm);
    story.untilPending(request('cpapi_instances_put', { about: 'destroyed' }));
    expect([story.onSled('sled-1'), story.zones('sled-1'), story.status(vmm)]).toEqual([null, [], null]);
    expect(story.vmm()).toMatchObject({ state: 'stopping', deleted: false });
  });

  test('aborts the sled agent when the zone cannot be halted, and every guest on the sled dies when it starts again', () => {
    const story = new Script({ instances: 2 });
    const [first, second] = [story.running('instance-1'), story.running('instance-2')];
    story.next(wake('monitor', { to: 'sled-1' }), 'the zone does not halt');
    story.guest('ChipsetHalt', first);
    story.untilPending(restart('sled-1'));
    expect([story.status('sled-1'), story.machine(second)]).toEqual(['down', 'healthy']);
    story.settle();
    expect([story.status('sled-1'), story.machine(second), story.zones('sled-1')]).toEqual(['up', null, []]);
  });
});

describe('a sled agent that starts again', () => {
  test('first deletes every zone, knows no instance, and tells nobody', () => {
    const story = new Script();
    const vmm = story.running();
    const told = story.fired.filter(request('cpapi_instances_put').has).length;
    story.crash('sled-1');
    story.pass(SECOND);
    expect(story.machine(vmm)).toBe('healthy');
    story.until(restart('sled-1'));
    expect([story.status(vmm), story.zones('sled-1'), story.onSled('sled-1')]).toEqual([null, [], null]);
    story.pass(60 * MINUTE);
    expect(story.fired.filter(request('cpapi_instances_put').has)).toHaveLength(told);
    expect(story.shown()).toBe('running');
    expect(story.reached('a sled agent restarted with a guest running')).toBe(true);
  });

  test('still has its V2P mappings, which lie in the kernel', () => {
    const story = new Script();
    story.running();
    expect(story.v2p('sled-2')).toBe('sled-1');
    story.crash('sled-2');
    story.settle();
    expect(story.v2p('sled-2')).toBe('sled-1');
  });
});

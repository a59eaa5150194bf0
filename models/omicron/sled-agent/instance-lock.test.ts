import { describe, expect, test } from 'vitest';
import { MINUTE, Script, SECOND } from '../testing/script.js';
import { anythingOf, reply, request, wake } from '../testing/which.js';
import { Bench, SLED } from '../testing/bench.js';

interface Lock {
  readonly holder: readonly [string, string, number];
  readonly waiters: readonly (readonly [string, string, number])[];
}

/** Which program holds the lock of the first object of a VMM, and which ones wait for it; null when it is free. */
function lockOf(story: Script, vmm: string, sled = SLED): { holder: string; waiters: string[] } | null {
  const lock = story.get('lock', sled, 'object', `${vmm}/object-1`) as unknown as Lock | null;
  return lock === null ? null : { holder: lock.holder[1], waiters: lock.waiters.map(([, program]) => program) };
}

const toNexus = request('cpapi_instances_put');

describe('the lock of an instance on its sled', () => {
  test('is held while the zone boots: a start that times out there cannot even be undone', () => {
    const story = new Script();
    story.stopped();
    story.takes('zone boot', 130 * SECOND);
    const start = story.user('start');
    story.pass(100 * SECOND);
    expect(lockOf(story, 'instance-1/vmm-1')).toEqual({ holder: 'instance_put_state', waiters: ['instance_unregister'] });
    story.settle();
    expect(start.answered).not.toBe('ok');
    expect(lockOf(story, 'instance-1/vmm-1')).toBeNull();
  });

  test('is held while a VMM that is gone is bundled and halted: a stop waits, times out, and the instance is Failed', () => {
    const story = new Script();
    const vmm = story.running();
    story.takes('zone bundle', 25 * MINUTE);
    story.user('stop');
    story.pass(MINUTE);
    const again = story.user('stop');
    story.pass(61 * SECOND);
    expect(lockOf(story, vmm)).toEqual({ holder: 'monitor', waiters: ['instance_put_state'] });
    expect(again.answered).toBe(500);
    expect(story.instance().nexusState).toBe('failed');
    expect(story.reached('a stop waited behind a held lock')).toBe(true);
  });

  test('is held through every attempt of a publication', () => {
    const story = new Script();
    const vmm = story.running();
    story.always(toNexus, 'refused');
    story.guest('ChipsetReset', vmm);
    story.pass(MINUTE);
    const stop = story.user('stop');
    story.pass(10 * MINUTE);
    expect(story.fired.filter(toNexus.has).length).toBeGreaterThan(3);
    expect(lockOf(story, vmm)).toEqual({ holder: 'monitor', waiters: ['instance_put_state'] });
    expect([stop.answered, story.machine(vmm)]).toEqual([500, 'healthy']);
    story.noMore('refused');
    story.settle();
    // The stop that Nexus had given up is done after all.
    expect(story.machine(vmm)).toBeNull();
  });

  test.each([
    ['1 of 2', 'instance_put_migration_ids'],
    ['2 of 2', 'instance_unregister'],
  ])('is granted in no particular order (%s)', (option, next) => {
    const bench = new Bench();
    bench.register('vmm-1');
    bench.settle();
    bench.put('running');
    bench.pass(SECOND);
    bench.unregister();
    bench.pass(SECOND);
    bench.ask(SLED, 'instance_put_migration_ids', { instanceId: 'instance-1', oldGen: 3, ids: null });
    bench.pass(SECOND);
    expect(lockOf(bench, 'vmm-1')).toEqual({
      holder: 'instance_put_state', waiters: ['instance_put_migration_ids', 'instance_unregister'],
    });
    bench.next(anythingOf(SLED), option);
    bench.until(reply('instance_state_put'));
    expect(lockOf(bench, 'vmm-1')?.holder).toBe(next);
  });

  test('is held for ever when the reply to a publication is lost: nobody ever gives up', () => {
    const story = new Script();
    const vmm = story.running();
    story.next(reply('cpapi_instances_put'), 'lost');
    story.guest('ChipsetReset', vmm);
    story.pass(24 * 60 * MINUTE);
    expect(lockOf(story, vmm)).toEqual({ holder: 'monitor', waiters: [] });
    const stop = story.user('stop');
    story.pass(24 * 60 * MINUTE);
    expect([stop.answered, story.machine(vmm)]).toEqual([500, 'healthy']);
    expect(lockOf(story, vmm)?.waiters).toEqual(['instance_put_state']);
  });

  test('is held for as long as Propolis hangs, and afterwards what was asked is done', () => {
    const story = new Script();
    const vmm = story.running();
    story.hang(vmm);
    const stop = story.user('stop');
    story.pass(30 * MINUTE);
    expect([stop.answered, story.instance().nexusState]).toEqual([500, 'failed']);
    expect(lockOf(story, vmm)).toEqual({ holder: 'instance_put_state', waiters: [] });
    story.heal();
    story.settle();
    expect([story.machine(vmm), lockOf(story, vmm)]).toEqual([null, null]);
  });

  test('keeps the object alive: who waited acts on the old one, whatever the table says by then', () => {
    const bench = new Bench();
    bench.up('vmm-1');
    bench.takes('zone bundle', MINUTE);
    const gone = bench.unregister();
    bench.pass(SECOND);
    const run = bench.put('running');
    const granted = bench.hold(wake('instance_put_state'));
    bench.settle();
    expect(gone.answer).toMatchObject({ ok: { vmmState: { state: 'destroyed' } } });
    const next = bench.register('vmm-2');
    bench.settle();
    expect([bench.onSled(SLED)?.states.propolisId, bench.zones(SLED), next.answer !== null]).toEqual(['vmm-2', [], true]);
    bench.letGo(granted);
    bench.settle();
    // It brought up the VMM that nobody knows any more.
    expect(run.answer).toMatchObject({ ok: { propolisId: 'vmm-1' } });
    expect([bench.zones(SLED), bench.machine('vmm-1')]).toEqual([['vmm-1'], 'healthy']);
    expect(bench.onSled(SLED)?.states.propolisId).toBe('vmm-2');
  });

  test('leaves nothing behind when nobody refers to the object any more', () => {
    const bench = new Bench();
    bench.up('vmm-1');
    bench.unregister();
    bench.settle();
    expect(bench.get('memory', SLED, 'object', 'vmm-1/object-1')).toBeNull();
    expect(bench.get('id', 'vmm-1', 'object', 1)).toBeNull();
    expect(bench.pending()).toEqual([]);
  });
});

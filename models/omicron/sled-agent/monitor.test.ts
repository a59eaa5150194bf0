import { describe, expect, test } from 'vitest';
import { Bench, SLED } from '../testing/bench.js';
import { MINUTE, Script, SECOND } from '../testing/script.js';
import { anythingOf, reply, request, wake } from '../testing/which.js';

const toNexus = request('cpapi_instances_put');
const polls = request('instance_state_monitor');

describe('the monitor of a VMM', () => {
  test('ends when Propolis dies, is never started again, and tells nobody: the instance seems to run', () => {
    const story = new Script();
    const vmm = story.running();
    story.crash(vmm);
    const before = story.fired.length;
    story.settle();
    const since = story.fired.slice(before);
    expect([story.status(vmm), story.machine(vmm)]).toEqual(['up', 'off']);
    expect([since.filter(polls.has), since.filter(toNexus.has)]).toEqual([[], []]);
    expect(story.shown()).toBe('running');
    expect(story.reached('a monitor ended on an error, and nobody was told')).toBe(true);
    // A stop is refused by the Propolis that came back, and nothing changes.
    const stop = story.user('stop');
    story.settle();
    expect([stop.answered, story.shown()]).toEqual([400, 'running']);
  });

  test('is not started again by another request to run', () => {
    const bench = new Bench();
    bench.up('vmm-1');
    bench.crash('vmm-1');
    bench.settle();
    const before = bench.fired.length;
    bench.put('running');
    bench.settle();
    // Propolis came back without a VM: it is given another one, which nobody watches.
    expect([bench.machine('vmm-1'), bench.onSled(SLED)?.monitors]).toEqual(['healthy', 0]);
    expect(bench.fired.slice(before).filter(polls.has)).toEqual([]);
  });

  test('sees only the latest state when it comes late', () => {
    const story = new Script();
    const vmm = story.running();
    story.always(toNexus, 'refused');
    story.guest('ChipsetReset', vmm);
    story.pass(SECOND);
    const told = story.vmm(vmm)?.gen as number;
    story.noMore('refused');
    story.settle();
    // Rebooting was published late, then Running: two observations, whatever happened in between.
    expect(story.vmm(vmm)).toMatchObject({ state: 'running', gen: told + 2 });
  });

  test('of a VMM that was unregistered meanwhile changes nothing, tells Nexus once more, and ends', () => {
    const bench = new Bench();
    bench.up('vmm-1');
    const seen = bench.hold(reply('instance_state_monitor'));
    bench.guest('ChipsetReset', 'vmm-1');
    bench.pass(SECOND);
    bench.unregister();
    bench.settle();
    const { length } = bench.reports;
    bench.letGo(seen);
    bench.settle();
    expect(bench.reports.slice(length)).toMatchObject([{ vmmState: { state: 'destroyed', gen: 4 }, instanceState: { gen: 5 } }]);
    expect(bench.get('memory', SLED, 'object', 'vmm-1/object-1')).toBeNull();
  });

  test('is one of two, when a request that waited for the lock brings the VMM up again: the object lives as long as either', () => {
    const bench = new Bench();
    bench.up('vmm-1');
    const taken = bench.hold(reply('cpapi_instances_put'));
    bench.guest('ChipsetReset', 'vmm-1');
    bench.pass(SECOND);
    bench.unregister();
    bench.pass(SECOND);
    const run = bench.put('running');
    bench.pass(SECOND);
    bench.next(anythingOf(SLED), '2 of 2');
    bench.letGo(taken);
    bench.settle();
    expect(run.answer).toMatchObject({ ok: { vmmState: { state: 'destroyed' } } });
    expect(bench.get('memory', SLED, 'object', 'vmm-1/object-1')).toMatchObject({ running: true, monitors: 2 });
    bench.guest('ChipsetHalt', 'vmm-1');
    bench.settle();
    expect(bench.get('memory', SLED, 'object', 'vmm-1/object-1')).toBeNull();
  });
});

describe('a publication', () => {
  test.each([
    ['refused', 'no response'],
    ['answered 500 unexecuted', 'a 500'],
    ['answered 503 unexecuted', 'a 503'],
  ])('is tried again after "%s" (%s), until it is taken', (outcome) => {
    const story = new Script();
    const vmm = story.running();
    story.always(toNexus, outcome);
    story.guest('ChipsetReset', vmm);
    story.pass(20 * MINUTE);
    const attempts = story.fired.filter(toNexus.has).length;
    expect(attempts).toBeGreaterThan(5);
    story.noMore(outcome);
    story.settle();
    expect(story.vmm(vmm)).toMatchObject({ state: 'running' });
  });

  test.each([
    'answered 400 unexecuted', 'answered 429 unexecuted', 'not encodable',
  ])('that comes out as "%s" is dropped, and the monitor goes on', (outcome) => {
    const story = new Script();
    const vmm = story.running();
    story.next(toNexus, outcome);
    story.guest('ChipsetReset', vmm);
    const before = story.fired.filter(toNexus.has).length;
    const { gen } = story.vmm(vmm) as { gen: number };
    story.settle();
    // Rebooting was dropped, Running came through.
    expect(story.fired.filter(toNexus.has)).toHaveLength(before + 2);
    expect(story.vmm(vmm)).toMatchObject({ state: 'running', gen: gen + 2 });
    expect(story.reached('a publication was dropped')).toBe(true);
  });

  test('of the end of a VMM that is dropped is never made up for: the reservation stays for ever', () => {
    const story = new Script();
    const vmm = story.running();
    story.next(request('cpapi_instances_put', { about: 'destroyed' }), 'answered 400 unexecuted');
    story.guest('ChipsetHalt', vmm);
    story.settle();
    expect([story.shown(), story.reservation(vmm), story.status(vmm)]).toEqual(['stopping', 'sled-1', null]);
  });

  test('tells the state as it is at each attempt, not as it was at the first', () => {
    const bench = new Bench();
    bench.up('vmm-1');
    const { length } = bench.reports;
    bench.next(toNexus, 'refused');
    bench.guest('ChipsetReset', 'vmm-1');
    bench.settle();
    expect(bench.reports.slice(length).map(({ vmmState }) => vmmState.state)).toEqual(['rebooting', 'rebooting', 'running']);
  });

  test('may go to another Nexus at each attempt', () => {
    const story = new Script({ nexuses: 2 });
    const vmm = story.running();
    const before = story.fired.length;
    story.next(request('cpapi_instances_put', { to: 'nexus-1' }), 'refused');
    story.guest('ChipsetReset', vmm);
    story.untilPending(reply('cpapi_instances_put'));
    story.next(wake('monitor'), '2 of 2');
    story.settle();
    const asked = story.fired.slice(before).filter(toNexus.has).flatMap((event) => (event.kind === 'request' ? [event.call[1]] : []));
    expect(asked).toEqual(['nexus-1', 'nexus-2', 'nexus-1']);
  });
});

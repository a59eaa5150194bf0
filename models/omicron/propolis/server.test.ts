import { describe, expect, test } from 'vitest';
import { ALONE, Bench } from '../testing/bench.js';
import { MINUTE, SECOND } from '../testing/script.js';
import { anythingOf, reply, restart, timer } from '../testing/which.js';

const refused = (status: number, errorCode: string | null = null): object =>
  ({ failure: { kind: 'ErrorResponse', status, errorCode } });
const reset = { failure: { kind: 'CommunicationError', cause: 'reset' } };

/** A bench with the lone Propolis server's VM running. */
function running(): Bench {
  const bench = new Bench();
  bench.ensure();
  bench.settle();
  bench.request('Run');
  bench.settle();
  expect(bench.machine(ALONE)).toBe('healthy');
  return bench;
}

describe('a Propolis server', () => {
  test('without a VM answers 404, and with one makes no second', () => {
    const bench = new Bench();
    const [put, poll] = [bench.request('Run'), bench.poll(0)];
    bench.settle();
    expect([put.answer, poll.answer]).toEqual([refused(404), refused(404)]);
    const ensures = [bench.ensure(), bench.ensure()];
    bench.settle();
    expect(ensures.map(({ answer }) => answer)).toEqual([{ ok: null }, { ok: null }]);
  });

  test('refuses a VM with other properties while it has one', () => {
    const bench = running();
    const other = bench.ensure('vmm-9');
    bench.settle();
    expect(other.answer).toEqual(refused(409));
  });

  test('that cannot create its VM says so, and has none', () => {
    const bench = new Bench();
    bench.next(anythingOf(ALONE), 'the VM cannot be created');
    const ensure = bench.ensure();
    bench.settle();
    const put = bench.request('Run');
    bench.settle();
    expect([ensure.answer, put.answer]).toEqual([refused(500, 'Internal'), refused(404)]);
  });

  test('has its VM though the migration into it cannot begin', () => {
    const bench = new Bench();
    const ensure = bench.ensure(ALONE, { migrationId: 'migration-1', srcPropolisId: 'vmm-9' });
    bench.settle();
    expect(ensure.answer).toEqual(refused(500, 'Internal'));
    expect(bench.published).toMatchObject({ gen: 0, state: 'Creating' });
    const poll = bench.poll(0);
    bench.settle();
    expect(poll.answer).toMatchObject({ ok: { state: 'Creating' } });
  });

  test('publishes Stopping, Stopped and Destroyed for a stop, and then answers 410 to whoever waits for more', () => {
    const bench = running();
    bench.request('Stop');
    bench.until(anythingOf(ALONE));
    const states = [bench.published.state];
    for (const call of ['turn', 'drop']) {
      bench.until(timer(call));
      states.push(bench.published.state);
    }
    expect(states).toEqual(['Stopping', 'Stopped', 'Destroyed']);
    const [last, more, put] = [bench.poll(5), bench.poll(6), bench.request('Run')];
    bench.settle();
    expect(last.answer).toMatchObject({ ok: { gen: 5, state: 'Destroyed' } });
    expect([more.answer, put.answer]).toEqual([refused(410), refused(404)]);
  });

  test('whose VM is destroyed makes a new one when asked', () => {
    const bench = running();
    bench.request('Stop');
    bench.settle();
    bench.ensure();
    bench.settle();
    expect(bench.published).toEqual({ gen: 0, state: 'Creating', migration: null });
    bench.request('Run');
    bench.settle();
    expect(bench.machine(ALONE)).toBe('healthy');
  });
});

describe('the state monitor', () => {
  test('shows the latest state alone to whoever was busy: what lies between is lost', () => {
    const bench = running();
    const late = bench.hold(reply('instance_state_monitor'));
    bench.poll(3);
    bench.request('Reboot');
    bench.settle();
    expect(bench.published).toMatchObject({ gen: 4, state: 'Running' });
    bench.letGo(late);
    const next = bench.poll(4);
    bench.settle();
    expect(next.answer).toMatchObject({ ok: { gen: 4, state: 'Running' } });
  });

  test.each([
    ['1 of 2', 'Running'],
    ['2 of 2', 'Stopping'],
  ])('may wake its watcher before or after the second of two publications in a row (%s)', (option, state) => {
    const bench = new Bench();
    bench.ensure();
    bench.settle();
    bench.request('Run');
    bench.request('Stop');
    bench.untilPending(timer('turn'));
    const watcher = bench.poll(2);
    bench.next(anythingOf(ALONE), option);
    bench.settle();
    expect(watcher.answer).toMatchObject({ ok: { state } });
  });
});

describe('the state driver', () => {
  test('survives a failure: the VM stays Failed for debugging, until it is stopped', () => {
    const bench = new Bench();
    bench.ensure();
    bench.settle();
    bench.next(anythingOf(ALONE), 'a device fails to start');
    bench.request('Run');
    bench.settle();
    expect([bench.published.state, bench.machine(ALONE)]).toEqual(['Failed', 'failed']);
    const reboot = bench.request('Reboot');
    bench.settle();
    expect(reboot.answer).toEqual(refused(403));
    const stop = bench.request('Stop');
    bench.settle();
    expect([stop.answer, bench.published.state]).toEqual([{ ok: null }, 'Destroyed']);
  });

  test('takes what the guest did before what was asked earlier', () => {
    const bench = running();
    bench.request('Reboot');
    bench.until(anythingOf(ALONE));
    bench.request('Stop');
    bench.until(anythingOf(ALONE));
    bench.guest('ChipsetReset', ALONE);
    bench.until(timer('turn'));
    // Rebooted once; the guest's own reset comes before the stop.
    expect(bench.published.state).toBe('Rebooting');
    expect(bench.published.gen).toBe(5);
    bench.settle();
    expect(bench.published.state).toBe('Destroyed');
  });

  test('is blocked by a device whose start never ends: a stop is accepted and never done', () => {
    const bench = new Bench();
    bench.ensure();
    bench.settle();
    bench.next(anythingOf(ALONE), 'a device never finishes its start');
    bench.request('Run');
    bench.settle();
    expect(bench.published.state).toBe('Starting');
    const [stop, reboot] = [bench.request('Stop'), bench.request('Reboot')];
    bench.settle();
    bench.pass(60 * MINUTE);
    expect([stop.answer, reboot.answer]).toEqual([{ ok: null }, refused(403)]);
    expect([bench.published.state, bench.machine(ALONE)]).toEqual(['Starting', 'off']);
  });

  test('dies of a reboot that is accepted though a stop was queued while the VM started', () => {
    const bench = new Bench();
    bench.ensure();
    bench.settle();
    bench.request('Run');
    bench.untilPending(timer('turn'));
    bench.request('Stop');
    bench.until(anythingOf(ALONE));
    bench.hold(restart(ALONE));
    // The start has just ended; the stop's own slow call is next.
    bench.until(timer('turn'));
    const reboot = bench.request('Reboot');
    bench.settle();
    expect(reboot.answer).toEqual(reset);
    expect(bench.status(ALONE)).toBe('down');
  });
});

describe('a Propolis server that fails altogether', () => {
  test('comes back without a VM after a crash: the guest is gone, and requests are answered 404', () => {
    const bench = running();
    const poll = bench.poll(3);
    bench.settle();
    bench.crash(ALONE);
    bench.settle();
    expect(poll.answer).toEqual(reset);
    expect([bench.status(ALONE), bench.machine(ALONE)]).toEqual(['up', 'off']);
    const [put, again] = [bench.request('Stop'), bench.poll(0)];
    bench.settle();
    expect([put.answer, again.answer]).toEqual([refused(404), refused(404)]);
  });

  test('while it hangs answers nobody, and afterwards does what it was asked', () => {
    const bench = running();
    bench.hang(ALONE);
    const stop = bench.request('Stop');
    bench.pass(60 * MINUTE);
    expect([stop.answer, bench.machine(ALONE)]).toEqual([null, 'healthy']);
    bench.heal();
    bench.pass(10 * SECOND);
    expect([stop.answer, bench.machine(ALONE)]).toEqual([{ ok: null }, 'halted']);
  });
});

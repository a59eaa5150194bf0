/** What the policies' actions and background tasks do, told as stories. */
import { describe, expect, it } from 'vitest';
import type { Policy } from '../../policies/policy.js';
import { tablePolicy, type PolicyTable } from '../../policies/table.js';
import { MINUTE, Script, SECOND } from '../../testing/script.js';
import { reply, request, restart, statement } from '../../testing/which.js';

const putState = 'instance_put_state';

/** A running VM whose sled agent has started again: it is gone, and nobody was told. */
function vanished(policy: string): { story: Script; vmm: string } {
  const story = new Script({ policy });
  const vmm = story.running();
  story.crash('sled-1');
  story.pass(MINUTE);
  expect(story.machine(vmm)).toBeNull();
  return { story, vmm };
}

describe('a sled agent that does not know the instance', () => {
  it('answers a stop with success and a reboot with 500, with the rules of October 2023', () => {
    for (const [verb, answered] of [['stop', 'ok'], ['reboot', 500]] as const) {
      const { story } = vanished('unwind-only');
      const asked = story.user(verb);
      story.settle();
      expect([asked.answered, story.shown()]).toEqual([answered, 'running']);
    }
  });

  it('answers either with 404 under `unknown instance is 404` (#6455, #6698): the VMM is Failed, and the updater unlinks it', () => {
    for (const verb of ['stop', 'reboot'] as const) {
      const { story, vmm } = vanished('gone-only');
      story.hold(statement('vmm_fetch_with_instance'));
      const asked = story.user(verb);
      story.pass(5 * SECOND);
      expect([asked.answered, story.vmm(vmm)?.state, story.shown()]).toEqual([400, 'failed', 'failed']);
      expect(story.instance()).toMatchObject({ propolisId: vmm });
    }
  });
});

describe('a VMM that is Creating until it is registered (#6455)', () => {
  it('is Starting to users, and to Nexus from its registration on, at the next generation', () => {
    const story = new Script({ policy: 'gone-only' });
    story.stopped();
    const register = story.hold(request('instance_register'));
    story.user('start');
    story.pass(SECOND);
    expect([story.vmm(), story.shown()]).toMatchObject([{ state: 'creating', gen: 1 }, 'starting']);
    story.letGo(register);
    story.until(reply('instance_register'));
    story.pass(SECOND);
    expect(story.vmm()).toMatchObject({ state: 'starting', gen: 2 });
  });

  it('that a sled agent does not know yet is Failed under gone-only, and comes up; the ideas know better', () => {
    const early = (policy: string): Script => {
      const story = new Script({ policy });
      story.stopped();
      const register = story.hold(request('instance_register'));
      story.user('start');
      story.pass(SECOND);
      story.user('stop');
      story.pass(SECOND);
      story.letGo(register);
      story.settle();
      return story;
    };
    const story = early('gone-only');
    expect([story.machine(), story.vmm()?.state, story.instance()]).toMatchObject(['healthy', 'failed', { nexusState: 'failed', propolisId: null }]);
    for (const policy of ['watcher', 'unreachable', 'fence-first']) expect([early(policy).machine(), early(policy).shown()]).toEqual(['healthy', 'running']);
  });

  it('ends with the start saga that unwinds, whatever its sled agent has reported', () => {
    const story = new Script({ policy: 'gone-only' });
    story.stopped();
    story.next(reply(putState), 'connection reset');
    story.user('start');
    story.settle();
    expect([story.shown(), story.vmm()?.deleted, story.reservation(), story.onSled('sled-1')]).toEqual(['stopped', true, null, null]);
  });
});

describe('the updater task', () => {
  it('unlinks a Failed VMM: network, pointer, reservation, row; then the instance starts again', () => {
    const { story, vmm } = vanished('gone-only');
    story.user('stop');
    story.settle();
    expect(story.instance()).toMatchObject({ nexusState: 'failed', propolisId: null });
    expect([story.nat(), story.v2p('sled-2'), story.reservation(vmm), story.vmm(vmm)?.deleted]).toEqual([null, null, null, true]);
    const start = story.user('start');
    story.settle();
    expect([start.answered, story.shown()]).toEqual(['ok', 'running']);
  });

  it('leaves a VMM for its next round as long as a sled cannot be told', () => {
    const { story, vmm } = vanished('gone-only');
    story.always(request('del_v2p', { to: 'sled-2' }), 'refused');
    story.user('stop');
    story.pass(5 * MINUTE);
    expect(story.instance()).toMatchObject({ propolisId: vmm });
    story.noMore('refused');
    story.pass(MINUTE);
    expect(story.instance()).toMatchObject({ nexusState: 'failed', propolisId: null });
  });

  it('goes on in a Nexus that starts again, and beside another one', () => {
    const story = new Script({ policy: 'gone-only', nexuses: 2 });
    story.running();
    story.crash('sled-1');
    story.pass(MINUTE);
    story.user('stop');
    story.crash('nexus-1');
    story.settle();
    story.user('stop', { nexus: 'nexus-2' });
    story.settle();
    expect(story.instance()).toMatchObject({ nexusState: 'failed', propolisId: null });
  });
});

describe('the watcher task', () => {
  it('notices a VM that vanished, though nobody asks for anything', () => {
    const { story } = vanished('watcher');
    story.settle();
    expect(story.shown()).toBe('failed');
    const other = vanished('gone-only').story;
    other.settle();
    expect(other.shown()).toBe('running');
  });

  it('asks after no VMM that is Creating: the start saga may not have registered it', () => {
    const story = new Script({ policy: 'watcher' });
    story.stopped();
    const register = story.hold(request('instance_register'));
    story.user('start');
    story.pass(50 * SECOND);
    expect(story.count(request('instance_get_state'))).toBe(0);
    story.letGo(register);
    story.settle();
    expect(story.count(request('instance_get_state'))).toBeGreaterThan(0);
    expect(story.shown()).toBe('running');
  });

  it('takes no answer for no evidence', () => {
    const story = new Script({ policy: 'watcher' });
    story.running();
    story.cut('nexus-1', 'sled-1');
    story.pass(10 * MINUTE);
    story.heal();
    story.settle();
    expect([story.shown(), story.reached('a watcher asked: nothing')]).toEqual(['running', true]);
  });

  it('makes up for a report that was dropped', () => {
    const story = new Script({ policy: 'watcher' });
    const vmm = story.running();
    story.next(request('cpapi_instances_put', { about: 'rebooting' }), 'answered 400 unexecuted');
    story.next(request('cpapi_instances_put', { about: 'running' }), 'answered 400 unexecuted');
    const { gen } = story.vmm(vmm)!;
    story.guest('ChipsetReset', vmm);
    story.pass(2 * MINUTE);
    expect(story.vmm(vmm)).toMatchObject({ state: 'running', gen: gen + 2 });
  });
});

describe('the prober task', () => {
  it('keeps the last state of a VM whose sled cannot be reached, and takes its mark back when an answer comes', () => {
    const story = new Script({ policy: 'unreachable' });
    const vmm = story.running();
    story.cut('nexus-1', 'sled-1');
    const stop = story.user('stop');
    story.pass(10 * MINUTE);
    expect([stop.answered, story.shown()]).toEqual([500, 'running']);
    expect(story.get('row', 'vmm_follow_up', vmm)).toEqual({ what: 'unreachable', instanceId: 'instance-1', attempts: 3 });
    story.heal();
    story.settle();
    expect([story.shown(), story.machine(vmm), story.keys('vmm_follow_up')]).toEqual(['running', 'healthy', []]);
  });

  it('finds out that the VM has vanished meanwhile', () => {
    const story = new Script({ policy: 'unreachable' });
    const vmm = story.running();
    story.hold(restart('sled-1'));
    story.crash('sled-1');
    const reboot = story.user('reboot');
    story.pass(MINUTE);
    expect([reboot.answered, story.shown(), story.keys('vmm_follow_up')]).toEqual([500, 'running', [vmm]]);
    story.fireNow(restart('sled-1'));
    story.pass(5 * MINUTE);
    expect([story.shown(), story.keys('vmm_follow_up')]).toEqual(['failed', []]);
  });
});

describe('the fencer task', () => {
  it('keeps the pointer, and with it every start away, until the sled agent has confirmed that the VMM is gone', () => {
    const story = new Script({ policy: 'fence-first' });
    const vmm = story.running();
    story.cut('nexus-1', 'sled-1');
    story.user('stop');
    story.pass(5 * MINUTE);
    expect(story.get('row', 'vmm_follow_up', vmm)).toMatchObject({ what: 'to be fenced' });
    const start = story.user('start');
    story.pass(SECOND);
    expect([start.answered, story.instance().propolisId, story.machine(vmm)]).toEqual(['ok', vmm, 'healthy']);
    expect(story.keys('vmm')).toEqual([vmm]);
    story.heal();
    story.settle();
    expect([story.machine(vmm), story.shown(), story.reservation(vmm), story.keys('vmm_follow_up')]).toEqual([null, 'stopped', null, []]);
  });

  it('fences a start whose registration may have been executed: the saga ends as it is, and its user is told', () => {
    const story = new Script({ policy: 'fence-first' });
    story.stopped();
    story.next(reply('instance_register'), 'connection reset');
    const start = story.user('start');
    story.settle();
    expect([start.answered, story.shown(), story.onSled('sled-1'), story.sagas()]).toEqual([500, 'stopped', null, []]);
    const again = story.user('start');
    story.settle();
    expect([again.answered, story.shown()]).toEqual(['ok', 'running']);
  });

  it('has an undo that could not unregister leave the rest to it', () => {
    const story = new Script({ policy: 'fence-first' });
    story.stopped();
    story.next(request(putState), 'answered 503 unexecuted');
    story.next(request('instance_unregister'), 'refused');
    story.next(request('instance_unregister'), 'refused');
    story.user('start');
    story.settle();
    expect([story.shown(), story.onSled('sled-1'), story.sagas(), story.reservation(), story.nat()]).toEqual(['stopped', null, [], null, null]);
    expect(story.reached('a fence was confirmed')).toBe(true);
  });

  it('lets nothing that comes late resurrect the VMM (`unregister is final`)', () => {
    const story = new Script({ policy: 'fence-first' });
    story.stopped();
    const late = story.hold(request('instance_register'));
    story.user('start');
    story.pass(61 * SECOND);
    story.pass(2 * MINUTE);
    expect(story.shown()).toBe('stopped');
    story.letGo(late);
    story.settle();
    expect(story.onSled('sled-1')).toBeNull();
  });

  it('fills no queue of a sled agent that is stuck', () => {
    const story = new Script({ policy: 'fence-first' });
    const vmm = story.running();
    story.hang(vmm);
    story.user('stop');
    story.pass(20 * MINUTE);
    expect(story.count(request('instance_unregister'))).toBeGreaterThan(10);
    const waiting = story.pending().length;
    story.pass(20 * MINUTE);
    expect(story.pending().length).toBeLessThanOrEqual(waiting + 2);
  });
});

describe('an action on a failed call', () => {
  const policy = (rows: PolicyTable['rows'], rules: PolicyTable['rules'] = []): Policy =>
    tablePolicy({ name: 'own', sentence: '', source: '', rules, rows });

  it('`retry` makes the call again after a back-off, and what it says then decides', () => {
    const own = policy([['503 / * / API / *', ['retry', 'retry', 'nothing']], ['* / * / saga action / *', 'unwind'], ['*', 'nothing']]);
    const story = new Script({ policy: own });
    const vmm = story.running();
    story.next(request(putState, { about: 'stopped' }), 'answered 503 unexecuted');
    story.next(request(putState, { about: 'stopped' }), 'answered 503 unexecuted');
    const stop = story.user('stop');
    story.settle();
    expect([stop.answered, story.machine(vmm), story.count(request(putState, { about: 'stopped' }))]).toEqual(['ok', null, 3]);
    const other = new Script({ policy: own });
    other.running();
    other.always(request(putState, { about: 'stopped' }), 'answered 503 unexecuted');
    const refused = other.user('stop');
    other.settle();
    expect([refused.answered, other.shown(), other.count(request(putState, { about: 'stopped' }))]).toEqual([503, 'running', 3]);
  });

  it('`nothing` leaves a start as it is: Starting, with whatever the sled did, and the user is told (P0)', () => {
    const story = new Script({ policy: 'before-2022-09' });
    story.stopped();
    story.next(request('instance_register'), 'answered 500 unexecuted');
    const start = story.user('start');
    story.settle();
    expect([start.answered, story.shown(), story.reservation(), story.sagas()]).toEqual([500, 'starting', 'sled-1', []]);
    expect(story.count(request(putState))).toBe(0);
  });

  it('`instance Failed, pointer kept` hides Failed behind the state of the VMM', () => {
    const story = new Script({ policy: policy([['* / * / saga action / *', 'unwind'], ['*', 'instance Failed, pointer kept']]) });
    const vmm = story.running();
    story.next(request(putState, { about: 'stopped' }), 'answered 503 unexecuted');
    story.user('stop');
    story.settle();
    expect(story.instance()).toMatchObject({ nexusState: 'failed', propolisId: vmm });
    expect(story.shown()).toBe('running');
  });

  it('`unwind` in an undo goes on unwinding past the call that failed (#4682); without it the saga is stuck', () => {
    const failing = (name: string): Script => {
      const story = new Script({ policy: name });
      story.stopped();
      story.next(request(putState), 'answered 503 unexecuted');
      story.next(request('instance_unregister'), 'answered 400 unexecuted');
      story.user('start');
      story.settle();
      return story;
    };
    expect([failing('unwind-only').sagas(), failing('unwind-only').shown()]).toEqual([[], 'stopped']);
    expect(failing('never-failed').sagas()).toMatchObject([{ direction: 'stuck' }]);
  });
});

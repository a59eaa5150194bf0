import { describe, expect, test } from 'vitest';
import { MINUTE, Script, SECOND } from './script.js';
import { reply, request, restart, statement } from './which.js';

describe('a script', () => {
  test('tells the story of omicron #4226: a lost reply, and a healthy VM is Failed', () => {
    const story = new Script();
    const vmm = story.running();
    story.next(reply('instance_put_state'), 'lost');
    const reboot = story.user('reboot');
    story.pass(59 * SECOND);
    expect(story.instance()).toMatchObject({ nexusState: 'running', gen: 3 });
    story.pass(2 * SECOND);
    expect(reboot.answered).toBe(500);
    expect(story.instance()).toMatchObject({ nexusState: 'failed', gen: 4, propolisId: null });
    expect(story.machine(vmm)).toBe('healthy');
  });

  test('goes well where it says nothing', () => {
    const story = new Script();
    const vmm = story.running();
    expect(story.shown()).toBe('running');
    expect(story.reservation(vmm)).toBe('sled-1');
    const stop = story.user('stop');
    story.settle();
    expect(stop.answered).toBe('ok');
    expect(story.shown()).toBe('stopped');
    expect([story.reservation(vmm), story.machine(vmm), story.nat()]).toEqual([null, null, null]);
  });

  test('complains of an outcome that never came', () => {
    const story = new Script();
    story.next(statement('vmm_insert'), 'failed, applied');
    expect(() => story.settle()).toThrow("statement vmm_insert was to come out as 'failed, applied', and never did");
  });

  test('holds events back, and lets them go', () => {
    const story = new Script();
    story.stopped();
    const register = story.hold(request('instance_register'));
    story.user('start');
    story.pass(10 * SECOND);
    expect(story.onSled('sled-1')).toBeNull();
    story.letGo(register);
    story.settle();
    expect(story.shown()).toBe('running');
  });

  test('lets a crashed process start again in time, and heals only when told', () => {
    const story = new Script();
    story.crash('nexus-1');
    expect(story.pending(restart('nexus-1'))).toHaveLength(1);
    story.hang('sled-1');
    story.settle(MINUTE);
    expect([story.status('nexus-1'), story.status('sled-1')]).toEqual(['up', 'hung']);
    story.heal();
    expect(story.status('sled-1')).toBe('up');
  });

  test('is the same every time', () => {
    const hash = (): number => {
      const story = new Script();
      story.running();
      return story.simulation.hash;
    };
    expect(hash()).toBe(hash());
  });
});

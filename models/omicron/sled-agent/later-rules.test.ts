import { describe, expect, test } from 'vitest';
import { Bench, SLED } from '../testing/bench.js';
import { SECOND } from '../testing/script.js';
import { anythingOf, reply } from '../testing/which.js';

const INSTANCE = 'instance-1';
const unregister = (bench: Bench, propolisId: string) => bench.ask(SLED, 'instance_unregister', { instanceId: INSTANCE, propolisId });
const get = (bench: Bench, propolisId: string) => bench.ask(SLED, 'instance_get_state', { instanceId: INSTANCE, propolisId });

/** How a question ended: what was answered, or the status and code of the refusal. */
const refusal = (status: number, errorCode: string) => ({ failure: { kind: 'ErrorResponse', status, errorCode } });
const NO_SUCH_INSTANCE = refusal(404, 'NO_SUCH_INSTANCE');

describe('unknown instance is 404 (#6455, #6698)', () => {
  test.each(['stopped', 'reboot', 'running'] as const)('a request for %s', (state) => {
    const bench = new Bench(['unknown instance is 404']);
    const asked = bench.put(state);
    bench.settle();
    expect(asked.answer).toEqual(NO_SUCH_INSTANCE);
  });
});

describe('the state of a VMM (#5611)', () => {
  test('is answered as it was last seen; of another VMM nothing is known; while the lock is held the sled agent is busy', () => {
    const bench = new Bench(['unknown instance is 404', 'watcher task']);
    bench.up('vmm-1');
    const [known, other] = [get(bench, 'vmm-1'), get(bench, 'vmm-2')];
    bench.settle();
    expect(known.answer).toMatchObject({ ok: { propolisId: 'vmm-1', vmmState: { state: 'running' } } });
    expect(other.answer).toEqual(NO_SUCH_INSTANCE);
    bench.hold(reply('cpapi_instances_put'));
    bench.guest('ChipsetReset', 'vmm-1');
    bench.pass(SECOND);
    const busy = get(bench, 'vmm-1');
    bench.pass(SECOND);
    expect(busy.answer).toEqual(refusal(503, 'INSTANCE_CHANNEL_FULL'));
  });
});

describe('unregister is final', () => {
  const rules = ['unknown instance is 404', 'unregister is final'] as const;

  test('for the VMM that it names, and for no other', () => {
    const bench = new Bench(rules);
    bench.up('vmm-1');
    const other = unregister(bench, 'vmm-2');
    bench.settle();
    expect([other.answer, bench.machine('vmm-1')]).toEqual([{ ok: null }, 'healthy']);
    unregister(bench, 'vmm-1');
    bench.settle();
    const [late, next] = [bench.register('vmm-1'), bench.register('vmm-3')];
    bench.settle();
    expect(late.answer).toEqual(NO_SUCH_INSTANCE);
    expect([bench.onSled(SLED)?.states.propolisId, next.answer]).toMatchObject(['vmm-3', { ok: { propolisId: 'vmm-3' } }]);
  });

  test('for requests that waited for the lock, too; with the rules of October 2023 they are served', () => {
    const waited = (bench: Bench, forget: () => unknown): unknown => {
      bench.up('vmm-1');
      const taken = bench.hold(reply('cpapi_instances_put'));
      bench.guest('ChipsetReset', 'vmm-1');
      bench.pass(SECOND);
      forget();
      bench.pass(SECOND);
      const run = bench.put('running');
      bench.pass(SECOND);
      // The lock goes to the unregister first.
      bench.next(anythingOf(SLED), '2 of 2');
      bench.letGo(taken);
      bench.settle();
      return run.answer;
    };
    const final = new Bench(rules);
    expect(waited(final, () => unregister(final, 'vmm-1'))).toEqual(NO_SUCH_INSTANCE);
    const october = new Bench();
    expect(waited(october, () => october.unregister())).toMatchObject({ ok: {} });
    expect(final.machine('vmm-1')).toBeNull();
  });

  test('and one request at a time waits for it', () => {
    const bench = new Bench(rules);
    bench.up('vmm-1');
    bench.hold(reply('cpapi_instances_put'));
    bench.guest('ChipsetReset', 'vmm-1');
    bench.pass(SECOND);
    const [first, second] = [unregister(bench, 'vmm-1'), unregister(bench, 'vmm-1')];
    bench.pass(SECOND);
    expect([first.answer, second.answer]).toEqual([null, refusal(503, 'INSTANCE_CHANNEL_FULL')]);
    // Nor is the VMM unknown before it is torn down.
    const late = bench.register('vmm-1');
    bench.pass(SECOND);
    expect([late.answer, bench.machine('vmm-1')]).toEqual([refusal(503, 'INSTANCE_CHANNEL_FULL'), 'healthy']);
  });
});

import { describe, expect, test } from 'vitest';
import { countedAtMostOnce } from '../../invariants/counter/counted-at-most-once.js';
import { counterModel } from '../../models/counter/counter.js';
import { temporaryDirectory } from '../cli/test-surroundings.js';
import { expectHolds, expectViolated, scenario, ViolationError, workload } from './index.js';

const out = temporaryDirectory();
const broken = scenario('example-counter', { policy: 'count-requests' });
const mended = scenario('example-counter', { policy: 'count-orders-once' });

describe('seeds of a scenario in a test', () => {
  test('hold, and say how often each invariant was put to the test, and what that proves', async () => {
    const held = await expectHolds(mended, { seeds: 150 });
    expect(held.runs).toBe(150);
    expect(held.tested['an order is counted at most once']).toBeGreaterThan(5);
    expect(held.bound).toBeCloseTo(1 - 0.05 ** (1 / 150), 6);
  });

  test('fail with the shortest violation, and with its seed alone fail again in the same way', async () => {
    const failure = await expectHolds(broken, { seeds: 200, out }).then(() => null, (error: unknown) => error);
    expect(failure).toBeInstanceOf(ViolationError);
    const { message } = failure as ViolationError;
    const seed = /seed (vitest-\d+),/.exec(message)![1]!;
    await expect(expectHolds(broken, { seeds: 1, seed, out: null })).rejects.toThrow(/fingerprint: an order is counted at most once/);
    expect(message).toMatch(/npx whatif replay \S+\.capsule\.json\n/);
    expect(message).toContain(`npx whatif run example-counter --policy count-requests --profile lossy --seed ${seed} --seeds 1 --story`);
  });

  test('a violation that is expected is found, and its absence is a failure', async () => {
    const found = await expectViolated(broken, { seeds: 200, out: null });
    expect(found).toMatchObject({ invariant: 'an order is counted at most once', faults: 1 });
    await expect(expectViolated(mended, { seeds: 50 })).rejects.toThrow(/no invariant is violated in 50 runs .* fewer than 5.8 %/);
  });

  test('fail when what was named is never put to the test', async () => {
    const calm = scenario({ model: counterModel({ rule: 'every order once', clientTimeout: 15_000_000 }), invariants: [{ ...countedAtMostOnce, check: () => ({ tested: false, broken: null }) }] });
    await expect(expectHolds(calm, { seeds: 5, invariant: countedAtMostOnce.name })).rejects.toThrow(/never put to the test in 5 runs/);
  });

  test('of a scenario of one\'s own fail without a capsule, and say how to run the seed alone', async () => {
    const own = scenario({ model: counterModel({ rule: 'every request', clientTimeout: 15_000_000 }), invariants: [countedAtMostOnce] }, { profile: 'lossy' });
    const failure = await expectHolds(own, { seeds: 200, out }).then(() => '', (error: unknown) => (error as Error).message);
    expect(failure).toMatch(/run it: {6}expectHolds\(…, \{ seeds: 1, seed: 'vitest-\d+' \}\)$/);
    expect(failure).not.toContain('npx');
  });

  test('refuse what does not exist, and name what was meant', async () => {
    expect(() => scenario('exmaple-counter')).toThrow(/Did you mean 'example-counter'/);
    expect(() => scenario('example-counter', { policy: 'count' })).toThrow(/unknown policy/);
    expect(() => scenario('example-counter', { settings: { clientTimeout: 3 } })).toThrow(/in microseconds/);
    await expect(expectHolds(mended, { invariant: 'an order is counted at most onc' })).rejects.toThrow(/Did you mean 'an order is counted at most once'/);
    await expect(expectHolds(mended, { seeds: 0 })).rejects.toThrow(/no number of seeds/);
  });
});

describe('every execution of a workload in a test', () => {
  test('holds, with the number of states', async () => {
    expect(await expectHolds(workload('classics/two-phase-commit', { parameters: { rms: 3 } }))).toMatchObject({ states: 288 });
  });

  test('fails with the shortest counterexample', async () => {
    const failure = await expectHolds(workload('classics/increment'), { out }).then(() => '', (error: unknown) => (error as Error).message);
    expect(failure).toMatch(/is broken with 0 faults, after \d+ steps/);
    expect(failure).toMatch(/npx whatif replay \S+-untimed\.capsule\.json/);
  });

  test('fails when the search ends before anything is certain', async () => {
    await expect(expectHolds(workload('classics/two-phase-commit', { parameters: { rms: 7 } }), { maxStates: 1000 })).rejects.toThrow(/unknown even without faults.*\n(.*\n)*Nothing was proved/);
  });
});

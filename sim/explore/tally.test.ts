import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RunResult } from './run-result.js';
import { addRun, DISTINCT_MAX, emptyTally, merge, type Tally } from './tally.js';

const finding = fc.record({
  invariant: fc.constantFrom('a', 'b'), evidence: fc.constant('e'),
  step: fc.integer({ min: 1, max: 9 }), faults: fc.integer({ min: 0, max: 2 }),
}).map((found) => ({ ...found, fingerprint: `${found.invariant} / ${found.step % 2}` }));
const run: fc.Arbitrary<RunResult> = fc.record({
  seed: fc.constant(''), steps: fc.nat(99), events: fc.nat(99), faults: fc.nat(3), time: fc.nat(1e9), atRest: fc.boolean(),
  hash: fc.nat(), secondHash: fc.nat(), tested: fc.subarray(['a', 'b']), reached: fc.subarray(['m', 'n']).chain((marks) => fc.tuple(...marks.map((name) => fc.record({ name: fc.constant(name), step: fc.nat(9) })))),
  violations: fc.uniqueArray(finding, { maxLength: 2, selector: ({ invariant }) => invariant }),
  modelFault: fc.option(fc.record({ handler: fc.constantFrom('h', 'i'), message: fc.constant('m') }), { nil: null }),
});
const named = (runs: readonly RunResult[]): RunResult[] => runs.map((one, index) => ({ ...one, seed: `s-${index}` }));

function tallyOf(runs: readonly RunResult[], from: number, to: number): Tally {
  const tally = emptyTally();
  for (let index = from; index < to; index += 1) addRun(tally, index, runs[index] as RunResult);
  return tally;
}

/** Records keep the order in which names were met; nothing reads it. */
function plain(tally: Tally): unknown {
  return { ...tally, invariants: Object.entries(tally.invariants).sort(), reached: Object.entries(tally.reached).sort() };
}

describe('a tally is the same', () => {
  test('however the seeds are shared, and in whatever order the parts are merged', () => {
    fc.assert(fc.property(fc.array(run, { minLength: 1, maxLength: 12 }), fc.array(fc.nat(12)), fc.boolean(), (results, cuts, reversed) => {
      const runs = named(results);
      const edges = [...new Set([0, ...cuts.map((cut) => Math.min(cut, runs.length)), runs.length])].sort((a, b) => a - b);
      const parts = edges.slice(1).map((edge, nth) => tallyOf(runs, edges[nth] as number, edge));
      const merged = emptyTally();
      for (const part of reversed ? [...parts].reverse() : parts) merge(merged, part);
      expect(plain(merged)).toEqual(plain(tallyOf(runs, 0, runs.length)));
    }));
  });
});

test('another seed, step or verdict gives another hash', () => {
  const base: RunResult = {
    seed: 's-0', steps: 3, events: 2, faults: 0, time: 1, atRest: true, hash: 1, secondHash: 2, tested: [], reached: [],
    violations: [], modelFault: null,
  };
  const violation = { invariant: 'a', fingerprint: 'a / x', evidence: '', step: 1, faults: 0 };
  const variants: RunResult[] = [
    base, { ...base, seed: 's-1' }, { ...base, hash: 9 }, { ...base, secondHash: 9 }, { ...base, steps: 4 },
    { ...base, atRest: false }, { ...base, violations: [violation] }, { ...base, modelFault: { handler: 'h', message: '' } },
  ];
  expect(new Set(variants.map((one) => tallyOf([one], 0, 1).hash.join())).size).toBe(variants.length);
});

test('the example of a violation has the fewest steps, then the fewest faults, then the earliest seed', () => {
  const runs = named([[5, 1], [3, 2], [3, 1], [3, 1]].map(([step, faults]) => ({
    seed: '', steps: 9, events: 9, faults: 0, time: 1, atRest: true, hash: 0, secondHash: 0, tested: ['a'], reached: [],
    violations: [{ invariant: 'a', fingerprint: 'a / x', evidence: '', step: step as number, faults: faults as number }],
    modelFault: null,
  })));
  const { violations } = tallyOf(runs, 0, 4);
  expect(violations).toMatchObject([{ count: 4, example: { index: 2, seed: 's-2', steps: 3, faults: 1 } }]);
});

test('the example of a mark reached it after the fewest steps, and of those is the earliest seed', () => {
  const runs = named([7, 3, 3].map((step) => ({
    seed: '', steps: 9, events: 9, faults: 0, time: 1, atRest: true, hash: 0, secondHash: 0, tested: [], violations: [],
    reached: [{ name: 'm', step }], modelFault: null,
  })));
  const { reached } = tallyOf(runs, 0, 3);
  expect(reached['m']).toEqual({ runs: 3, cheapest: { index: 1, seed: 's-1', steps: 3 } });
});

test('its size does not grow with the number of runs', () => {
  const tally = emptyTally();
  for (let index = 0; index < DISTINCT_MAX + 100; index += 1) {
    addRun(tally, index, {
      seed: `s-${index}`, steps: 1, events: 1, faults: 0, time: 1, atRest: true, hash: index, secondHash: 0, tested: ['a'],
      reached: [{ name: 'm', step: 1 }], modelFault: { handler: `h ${index}`, message: '' },
      violations: [{ invariant: 'a', fingerprint: `a / ${index}`, evidence: '', step: 1, faults: 0 }],
    });
  }
  expect([tally.violations.length, tally.modelFaults.length, tally.overflowed]).toEqual([DISTINCT_MAX, DISTINCT_MAX, true]);
});

test('a fault of the model is the same one in whichever of equal processes it shows', () => {
  const tally = emptyTally();
  for (const [index, process] of ['sled-1', 'sled-2', 'instance-1/vmm-3'].entries()) {
    addRun(tally, index, {
      seed: `s-${index}`, steps: 1, events: 1, faults: 0, time: 1, atRest: false, hash: index, secondHash: 0, tested: [], reached: [],
      violations: [], modelFault: { handler: `${process} after register`, message: '' },
    });
  }
  expect(tally.modelFaults.map(({ fingerprint, count }) => [fingerprint, count])).toEqual([
    ['instance-*/vmm-* after register', 1], ['sled-* after register', 2],
  ]);
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InvariantChecker } from '../../sim/explore/invariant.js';
import { Simulation } from '../../sim/explore/simulation.js';
import { replay } from '../../sim/reproduce/replay.js';
import { Transitions } from '../../sim/step/transitions.js';
import { runsOf, scenario, scenariosOf, workloadsOf, type SimulatedRun } from './index.js';

const broken = scenario('example-counter', { policy: 'count-requests' });
const COUNTED_TWICE = 'an order is counted at most once';

describe('runs of a scenario as an arbitrary', () => {
  const report = fc.check(fc.property(runsOf(broken), (run) => run.expectHolds(COUNTED_TWICE)), { numRuns: 2_000, seed: 7 });

  test('shrink to one request and one fault', () => {
    const [run] = report.counterexample as [SimulatedRun];
    expect([run.requests, run.faults]).toEqual([1, 1]);
    expect(String(run)).toContain('that violates an order is counted at most once');
  });

  test('are found again by their seed and path', () => {
    const again = fc.check(fc.property(runsOf(broken), (run) => run.expectHolds(COUNTED_TWICE)), { seed: 7, path: report.counterexamplePath! });
    expect(again.numRuns).toBe(1);
    expect(again.counterexample![0].plan).toEqual((report.counterexample as [SimulatedRun])[0].plan);
  });

  test('tell the story in what fast-check prints', () => {
    const property = fc.property(runsOf(broken), (run) => run.expectHolds(COUNTED_TWICE));
    expect(() => fc.assert(property, { numRuns: 2_000, seed: 7 })).toThrow(/Counterexample: \[a run of example-counter \(1 request, 1 fault, \d+ steps\) that violates an order[^]*database/);
  });

  test('are runs that a capsule holds: each replays strictly, step for step', () => {
    const { model, invariants } = broken.built;
    const transitions = new Transitions(model);
    const simulation = new Simulation(transitions, new InvariantChecker(transitions, invariants));
    fc.assert(fc.property(runsOf(broken), (run) => {
      const { verdict, matches, trace } = replay(simulation, run.capsule()!);
      expect([matches, trace.hash], verdict).toEqual([true, run.trace.hash]);
      expect(run.trace.violations.map(({ invariant }) => invariant)).toEqual(run.violated);
    }), { numRuns: 60, seed: 1 });
  });

  test('keep to their bounds, and workloads are without faults', () => {
    fc.assert(fc.property(workloadsOf(broken, { requestsMax: 2 }), (run) => {
      expect(run.faults).toBe(0);
      expect(run.requests).toBeLessThanOrEqual(2);
      run.expectHolds();
    }), { numRuns: 50, seed: 3 });
  });

  test('only faults of the kinds that the scenario allows strike', () => {
    const lossy = scenario('example-counter', { faults: ['lost-reply'] });
    fc.assert(fc.property(runsOf(lossy), ({ trace }) => {
      for (const { choices, event, late } of trace.steps) {
        expect(late || event?.kind === 'fault').toBe(false);
        for (const { fault } of choices) expect([null, 'lost-reply']).toContain(fault);
      }
    }), { numRuns: 50, seed: 3 });
  });

  test('scenarios vary by policy and settings', () => {
    const drawn = fc.sample(scenariosOf('example-counter', { settings: { clientTimeout: [1_000_000, 2_000_000] } }), { numRuns: 40, seed: 1 });
    expect(new Set(drawn.map(({ known }) => known!.spec.policy)).size).toBe(2);
    for (const { known } of drawn) expect(known!.spec.settings['clientTimeout']).toBeLessThanOrEqual(2_000_000);
  });
});

/** Counterexamples with a clock: durations in their ranges, the same faults, the same violation; or the certainty that there are none. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Search } from '../../explore/exhaustive/search.js';
import { InvariantChecker, type Invariant } from '../../explore/invariant.js';
import { Simulation } from '../../explore/simulation.js';
import { timedToy } from '../../interpreter/timed-toys.fixture.js';
import { toyModel } from '../../interpreter/toy-model.js';
import { ModelFault } from '../../process/model-fault.js';
import type { Model } from '../../process/model.js';
import { Transitions } from '../../step/transitions.js';
import { capsuleOf } from '../capsule.js';
import { replay } from '../replay.js';
import { tracePath } from '../untimed-trace.js';
import { solve, type Constraint } from './difference-constraints.js';
import { realise } from './realise.js';

const MODELS = Number(process.env['WHATIF_TOYS'] ?? 60);

function simulationOf(model: Model, invariants: readonly Invariant[]): Simulation {
  const transitions = new Transitions(model);
  return new Simulation(transitions, new InvariantChecker(transitions, invariants));
}

describe('difference constraints', () => {
  test('have a solution that keeps all of them, or a cycle that cannot be kept', () => {
    const constraint = fc.record({ earlier: fc.nat({ max: 5 }), later: fc.nat({ max: 5 }), gap: fc.integer({ min: -6, max: 6 }) })
      .filter(({ earlier, later }) => earlier !== later);
    let solved = 0;
    fc.assert(fc.property(fc.array(constraint, { maxLength: 12 }), (constraints: Constraint[]) => {
      const solution = solve(6, constraints);
      if ('times' in solution) {
        solved += 1;
        for (const { earlier, later, gap } of constraints) expect(solution.times[later]! - solution.times[earlier]!).toBeGreaterThanOrEqual(gap);
        return;
      }
      const { conflict } = solution;
      expect(conflict.reduce((sum, { gap }) => sum + gap, 0)).toBeGreaterThan(0);
      conflict.forEach(({ earlier }, nth) => expect(conflict[(nth + 1) % conflict.length]!.later).toBe(earlier));
    }), { numRuns: 1000, seed: 4226 });
    expect(solved).toBeGreaterThan(100);
    expect(solved).toBeLessThan(900);
  });
});

describe('a counterexample that is given durations', () => {
  test('is a timed run with the same violation and no more faults, whose durations are in their ranges but for those that are late', () => {
    let realised = 0;
    let impossible = 0;
    fc.assert(fc.property(timedToy, fc.nat({ max: 2 }), fc.constantFrom('free', 'ranges'), (toy, faultsMax, timing) => {
      const { model, invariants } = toyModel(toy);
      const always = invariants.filter(({ when }) => when === 'always');
      try {
        const search = new Search(model, { invariants }, { faultsMax, statesMax: 200, bytesMax: 1 << 24, timing }).run();
        search.decisions.forEach((decision, index) => {
          if (decision === null) return;
          const trace = tracePath(search, decision.state, invariants);
          const { name } = always[index]!;
          const found = realise(trace, name, simulationOf(model, invariants));
          if (typeof found === 'string') {
            impossible += found === 'impossible' ? 1 : 0;
            return;
          }
          realised += 1;
          expect(found.trace.faults).toBeLessThanOrEqual(trace.faults);
          for (const { event, takes, late, carriedOver } of found.trace.steps.flatMap(({ armed }) => armed)) {
            const isIn = Object.values(model.durations).some(({ min, max }) => min <= takes && takes <= max);
            if (!carriedOver && event.kind !== 'healing') expect(isIn || late).toBe(true);
          }
          const violation = found.trace.violations.find(({ invariant }) => invariant === name)!;
          const capsule = capsuleOf(found.trace, {
            scenario: 'toy', policy: '', profile: '', settings: {}, faults: null, seed: '', modelHash: 'f'.repeat(64), violation, stopped: true,
          });
          expect(replay(simulationOf(model, invariants), capsule)).toMatchObject({ matches: true });
        });
      } catch (error) {
        if (!(error instanceof ModelFault)) throw error;
      }
    }), { numRuns: MODELS, seed: 4226 });
    expect(realised).toBeGreaterThan(MODELS / 10);
    expect(impossible).toBeGreaterThan(0);
  });
});

/** Whatever a search finds is an execution that can be recorded, kept as a capsule, and replayed without the search. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Search } from '../explore/exhaustive/search.js';
import { InvariantChecker, type Invariant } from '../explore/invariant.js';
import { Simulation } from '../explore/simulation.js';
import { smallToy } from '../interpreter/small-toys.fixture.js';
import { toyModel } from '../interpreter/toy-model.js';
import { ModelFault } from '../process/model-fault.js';
import type { Model } from '../process/model.js';
import { Transitions } from '../step/transitions.js';
import { capsuleText } from './capsule-text.js';
import { checksumOf } from './capsule.js';
import { replay, type ReplayOutcome } from './replay.js';
import { untimedCapsuleOf, type UntimedCapsule } from './untimed-capsule.js';
import { tracePath } from './untimed-trace.js';

const MODELS = Number(process.env['WHATIF_TOYS'] ?? 80);

interface Recorded {
  readonly capsule: UntimedCapsule;
  again(capsule: UntimedCapsule): ReplayOutcome;
}

/** The counterexamples of one model. */
function recorded(model: Model, invariants: readonly Invariant[], faultsMax: number): Recorded[] {
  const search = new Search(model, { invariants }, { faultsMax, statesMax: 200, bytesMax: 1 << 24 }).run();
  return search.decisions.flatMap((decision, index) => {
    if (decision === null) return [];
    const trace = tracePath(search, decision.state, invariants);
    expect(trace.faults).toBe(decision.faults);
    const name = invariants.filter(({ when }) => when === 'always')[index]!.name;
    const violation = trace.violations.find(({ invariant }) => invariant === name)!;
    expect(violation).toMatchObject({ step: decision.depth - 1, evidence: decision.evidence });
    return [{
      capsule: untimedCapsuleOf(trace, { scenario: 'toy', policy: '', timing: 'free', settings: {}, faults: null, modelHash: 'f'.repeat(64), violation }),
      again: (capsule) => {
        const transitions = new Transitions(model);
        return replay(new Simulation(transitions, new InvariantChecker(transitions, invariants)), capsule);
      },
    }];
  });
}

function forEachRecorded(body: (recorded: Recorded) => void): number {
  let count = 0;
  fc.assert(fc.property(smallToy, fc.nat({ max: 2 }), (toy, faultsMax) => {
    const { model, invariants } = toyModel(toy);
    try {
      for (const one of recorded(model, invariants, faultsMax)) {
        count += 1;
        body(one);
      }
    } catch (error) {
      if (!(error instanceof ModelFault)) throw error;
    }
  }), { numRuns: MODELS, seed: 4226 });
  return count;
}

describe('the capsule of a counterexample', () => {
  test('replays to the recorded verdict on an engine that knows nothing yet', () => {
    const count = forEachRecorded(({ capsule, again }) => {
      const read = JSON.parse(capsuleText(capsule)) as UntimedCapsule;
      expect(again(read)).toMatchObject({ matches: true, divergence: null, verdict: expect.stringContaining('fails as recorded') as string });
    });
    expect(count).toBeGreaterThan(MODELS / 10);
  });

  test('without one of its steps is no such execution, or ends otherwise: never a match', () => {
    forEachRecorded(({ capsule, again }) => {
      capsule.steps.forEach((_, left) => {
        const steps = capsule.steps.filter((_step, index) => index !== left);
        const { checksum: _sum, ...body } = { ...capsule, steps, counts: { ...capsule.counts, steps: steps.length } };
        const { matches, divergence, differences } = again({ ...body, checksum: checksumOf(body) });
        expect(matches).toBe(false);
        expect(divergence !== null || differences.length > 0).toBe(true);
      });
    });
  });
});

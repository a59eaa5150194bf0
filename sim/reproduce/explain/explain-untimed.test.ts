import { describe, expect, test } from 'vitest';
import { Search } from '../../explore/exhaustive/search.js';
import { InvariantChecker } from '../../explore/invariant.js';
import { Simulation } from '../../explore/simulation.js';
import { Transitions } from '../../step/transitions.js';
import { COUNTED_ONCE, tallyModel } from '../test-model/tally.js';
import { TraceRecorder } from '../trace-recorder.js';
import { untimedCapsuleOf } from '../untimed-capsule.js';
import { tracePath } from '../untimed-trace.js';
import { explainUntimed } from './explain-untimed.js';
import { UntimedRun } from './untimed-run.js';

/** One click, which a lost answer has counted twice: the counterexample of a check. */
const oneClick = { ...tallyModel, stimuli: tallyModel.stimuli.map((source) => ({ ...source, max: 1 })) };
const search = new Search(oneClick, { invariants: [COUNTED_ONCE] }, { faultsMax: 1, faultKinds: ['lost-reply'], timing: 'ranges', stopWhenDecided: true, statesMax: 200_000 }).run();
const trace = tracePath(search, search.decisions[0]!.state, [COUNTED_ONCE]);
const violation = trace.violations[0]!;
const capsule = untimedCapsuleOf(trace, { scenario: 'tally', policy: '', timing: 'ranges', settings: {}, faults: null, modelHash: 'f'.repeat(64), violation });

function simulation(): Simulation {
  const transitions = new Transitions(oneClick);
  return new Simulation(transitions, new InvariantChecker(transitions, [COUNTED_ONCE]));
}

describe('a counterexample of a check', () => {
  test('played with nothing changed is the recorded execution, step for step, up to the violation', () => {
    const fresh = simulation();
    const run = new UntimedRun(fresh, capsule);
    const recorder = (run.recorder = new TraceRecorder(fresh));
    expect(run.play({ until: violation.fingerprint, stepsMax: 1_000, judgesRest: false })).toBe(true);
    const { steps } = recorder.trace({ seed: null, atRest: false, plan: null, modelFault: null });
    const told = (list: typeof steps): object[] => list.map(({ fingerprint, choices }) => ({ fingerprint, choices }));
    expect(told(steps)).toEqual(told(trace.steps));
  });

  const { rerun, causes } = explainUntimed(simulation(), capsule, trace, violation, { forks: 10 });

  test('would not have come about without its one fault, or its one request', () => {
    expect(trace.faults).toBe(1);
    const told = rerun!.counterfactuals.filter(({ flip }) => flip.kind !== 'write').map(({ flip, outcome }) => [flip.kind, flip.fault, outcome]);
    expect(told).toContainEqual(['fault', 'lost-reply', 'nothing']);
    expect(told).toContainEqual(['request', null, 'nothing']);
    expect(causes!.size).toBeGreaterThan(3);
  });

  test('is averted in every fork from before the answer is lost, and in none from after it', () => {
    const lost = rerun!.counterfactuals.find(({ flip }) => flip.kind === 'fault')!.flip.step;
    for (const { step, failing, forks } of rerun!.chances) expect([step, failing]).toEqual([step, step < lost ? 0 : forks]);
    expect(rerun!.inevitable).toBe(lost);
  });

  test('is explained the same way every time', () => {
    const again = explainUntimed(simulation(), capsule, trace, violation, { forks: 10 });
    expect(again.rerun!.chances).toEqual(rerun!.chances);
    expect(again.rerun!.counterfactuals.map(({ outcome }) => outcome)).toEqual(rerun!.counterfactuals.map(({ outcome }) => outcome));
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InvariantChecker } from '../../explore/invariant.js';
import { Simulation } from '../../explore/simulation.js';
import { Transitions } from '../../step/transitions.js';
import { capsuleOf, type Capsule } from '../capsule.js';
import { GuidedRun } from '../guided-run.js';
import { replay } from '../replay.js';
import { scriptOf } from '../script.js';
import { recordRun, type Trace, type TraceStep } from '../trace.js';
import { TraceRecorder } from '../trace-recorder.js';
import { ALL_COUNTED, COUNTED_ONCE, tallyModel, tallySimulation } from '../test-model/tally.js';
import { Attempts, Effort } from './attempts.js';
import { recordScript, shrink } from './shrink.js';
import { faultsOf } from './shrink-script.js';

const CONTEXT = {
  scenario: 'tally', policy: 'ask again', profile: 'rough', settings: { timeOut: 15_000_000 }, faults: null, modelHash: 'f'.repeat(64),
};
const recorder = tallySimulation();

function record(seed: string): { trace: Trace; capsule: Capsule } {
  const trace = recordRun(recorder.simulation, recorder.run, seed);
  return { trace, capsule: capsuleOf(trace, { ...CONTEXT, seed, violation: trace.violations[0] ?? null }) };
}

function happened({ time, fingerprint, choices }: TraceStep): object {
  return { time, fingerprint, choices };
}

const seeds = fc.integer({ min: 0, max: 1_000_000 }).map((number) => `shrink-${number}`);

/** Shrinks the first violation of a seed's run; null when it has none. */
function shrunk(seed: string): { before: Trace; after: Trace; capsule: Capsule; attempts: Attempts } | null {
  const { trace, capsule } = record(seed);
  const [violation] = trace.violations;
  const invariant = [COUNTED_ONCE, ALL_COUNTED].find(({ name }) => name === violation?.invariant);
  if (violation === undefined || invariant === undefined) return null;
  const transitions = new Transitions(tallyModel);
  const simulation = new Simulation(transitions, new InvariantChecker(transitions, [invariant]));
  const attempts = new Attempts(simulation, violation.fingerprint, trace.steps.length * 2 + 200, new Effort(2_000_000));
  const script = shrink(simulation, attempts, scriptOf(capsule).script);
  if (script === null) throw new Error('the recorded run does not fail as a script');
  const { trace: after, ending } = recordScript(simulation, attempts, script);
  const found = after.violations.find(({ fingerprint }) => fingerprint === violation.fingerprint)!;
  return {
    before: trace, after, attempts,
    capsule: capsuleOf(after, { ...CONTEXT, seed, violation: found, stopped: ending.reached && !ending.atRest }),
  };
}

describe('a script', () => {
  test('with everything pinned gives the recorded run, step for step, until it is at rest', () => {
    const { simulation } = tallySimulation();
    const guided = new GuidedRun(simulation);
    fc.assert(fc.property(seeds, (seed) => {
      const { trace, capsule } = record(seed);
      const watching = (guided.recorder = new TraceRecorder(simulation));
      const { atRest } = guided.run(scriptOf(capsule).script, { stepsMax: 200_000, judgesRest: true });
      const { steps } = watching.trace({ seed: null, atRest, plan: null, modelFault: null });
      // A timed run goes on while users may still ask for something; here it is known that nobody does.
      expect(steps.map(happened)).toEqual(trace.steps.slice(0, steps.length).map(happened));
      expect(steps.length).toBeGreaterThan(trace.steps.findLastIndex(({ spontaneous }) => spontaneous));
      expect(simulation.violations.map(({ fingerprint }) => fingerprint)).toEqual(trace.violations.map(({ fingerprint }) => fingerprint));
    }), { numRuns: 100 });
  });

  test('with any of its pins let go still gives a run, which comes to rest', () => {
    const { simulation } = tallySimulation();
    const guided = new GuidedRun(simulation);
    fc.assert(fc.property(seeds, fc.infiniteStream(fc.boolean()), (seed, kept) => {
      const { script } = scriptOf(record(seed).capsule);
      for (const pin of script.spontaneous) pin.on = kept.next().value;
      for (const places of [...script.durations.values()]) for (const pin of places.values()) pin.on = kept.next().value;
      for (const places of [...script.choices.values()]) for (const pins of places.values()) for (const pin of pins) pin.on = kept.next().value;
      const first = guided.run(script, { stepsMax: 20_000, judgesRest: true });
      expect(first.atRest).toBe(true);
      const hash = [simulation.hash, simulation.secondHash];
      expect(guided.run(script, { stepsMax: 20_000, judgesRest: true })).toEqual(first);
      expect([simulation.hash, simulation.secondHash]).toEqual(hash);
    }), { numRuns: 60 });
  });

  test('with nothing pinned gives the run without faults and users', () => {
    const { simulation } = tallySimulation();
    const ending = new GuidedRun(simulation)
      .run({ spontaneous: [], durations: new Map(), choices: new Map(), begin: [] }, { stepsMax: 1_000, judgesRest: true });
    expect(ending).toEqual({ reached: false, atRest: true, faults: 0 });
  });
});

describe('shrinking', () => {
  const results = Array.from({ length: 40 }, (_, index) => `tally-${index}`).flatMap((seed) => {
    recorder.run.run(seed);
    return recorder.simulation.violations.length > 0 ? [seed] : [];
  }).slice(0, 4).flatMap((seed) => shrunk(seed) ?? []);

  test('keeps the fingerprint, never adds faults, and gives a run that replays strictly', () => {
    expect(results.length).toBeGreaterThan(2);
    for (const { before, after, capsule } of results) {
      expect(capsule.expected?.fingerprint).toBe(before.violations[0]!.fingerprint);
      expect(after.faults).toBeLessThanOrEqual(before.violations[0]!.faults);
      const outcome = replay(tallySimulation().simulation, capsule);
      expect(outcome.verdict).toMatch(/^The run fails as recorded/);
      expect(outcome.matches).toBe(true);
    }
  });

  test('leaves no fault and no request that could be left out', () => {
    for (const { capsule, attempts } of results) {
      const { script } = scriptOf(capsule);
      for (const pin of [...faultsOf(attempts, script), ...script.spontaneous.filter(({ kind }) => kind === 'stimulus')]) {
        pin.on = false;
        expect(attempts.play(script)).toBeNull();
        pin.on = true;
      }
    }
  });

  test('a tally counts twice when one reply is lost: one fault and one click are enough', () => {
    const twice = results.find(({ capsule }) => capsule.expected?.invariant === COUNTED_ONCE.name);
    expect(twice?.after.faults).toBe(1);
    expect(twice?.after.steps.filter(({ event }) => event?.kind === 'stimulus')).toHaveLength(1);
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { capsuleOf, checksumOf, type Capsule } from './capsule.js';
import { capsuleText } from './capsule-text.js';
import { replay, replayTo } from './replay.js';
import { recordRun, type Trace } from './trace.js';
import { tallySimulation } from './test-model/tally.js';

const CONTEXT = {
  scenario: 'tally', policy: 'ask again', profile: 'rough', settings: { timeOut: 15_000_000 }, faults: null, modelHash: 'f'.repeat(64),
};

function record(seed: string): { trace: Trace; capsule: Capsule } {
  const { simulation, run } = tallySimulation();
  const trace = recordRun(simulation, run, seed);
  return { trace, capsule: capsuleOf(trace, { ...CONTEXT, seed, violation: trace.violations[0] ?? null }) };
}

/** A seed of the test model whose run violates the invariant. */
function failingSeed(invariant = 'counted-once'): string {
  const { simulation, run } = tallySimulation();
  for (let index = 0; index < 500; index += 1) {
    run.run(`tally-${index}`);
    const found = simulation.violations.some((violation) => simulation.checker.invariants[violation.invariant]?.name === invariant);
    if (found) return `tally-${index}`;
  }
  throw new Error('no seed fails');
}

/** The capsule with some of its content changed, and a checksum that fits. */
function forged(capsule: Capsule, change: (draft: { -readonly [K in keyof Capsule]: Capsule[K] }) => void): Capsule {
  const draft = JSON.parse(JSON.stringify(capsule)) as Capsule;
  change(draft);
  return { ...draft, checksum: checksumOf(draft) };
}

/** What two recordings of one run have in common. */
function run({ steps, violations, hash, events, faults, atRest, time }: Trace): Partial<Trace> {
  return { steps, violations, hash, events, faults, atRest, time };
}

const seeds = fc.integer({ min: 0, max: 1_000_000 }).map((number) => `property-${number}`);

describe('recording', () => {
  test('does not change the run', () => {
    fc.assert(fc.property(seeds, (seed) => {
      const { simulation, run: timed } = tallySimulation();
      const ending = timed.run(seed);
      const hash = [simulation.hash, simulation.secondHash, simulation.steps, simulation.events];
      const trace = recordRun(simulation, timed, seed);
      expect([simulation.hash, simulation.secondHash, simulation.steps, simulation.events]).toEqual(hash);
      expect(trace.faults).toBe(ending.faults);
      expect(trace.steps.length - 1).toBe(simulation.steps);
    }), { numRuns: 60 });
  });

  test('names the step that armed each event, and the one that wrote what was read', () => {
    fc.assert(fc.property(seeds, (seed) => {
      const { trace } = record(seed);
      const written = new Map<string, number>();
      for (const step of trace.steps) {
        for (const { cell, writer, value } of step.reads) {
          expect(writer).toBe(written.get(JSON.stringify(cell)) ?? null);
          const write = writer === null ? undefined : trace.steps[writer]?.writes.find((other) => JSON.stringify(other.cell) === JSON.stringify(cell));
          expect(value).toEqual(write?.after ?? null);
        }
        for (const { cell } of step.writes) written.set(JSON.stringify(cell), step.number);
        if (step.number === 0) continue;
        expect(step.armedBy === null).toBe(step.spontaneous);
        if (step.armedBy === null || step.event?.kind === 'statement') continue;
        expect(trace.steps[step.armedBy]?.armed.map(({ event }) => event)).toContainEqual(step.event);
      }
    }), { numRuns: 20 });
  });
});

describe('replay', () => {
  test('a capsule replays without its seed, in a fresh engine, to the same trace', () => {
    fc.assert(fc.property(seeds, (seed) => {
      const { trace, capsule } = record(seed);
      const read = JSON.parse(capsuleText({ ...capsule, seed: 'lost' })) as Capsule;
      const outcome = replay(tallySimulation().simulation, { ...read, checksum: checksumOf(read) });
      expect(outcome.divergence).toBeNull();
      expect(run(outcome.trace)).toEqual(run(trace));
      expect(outcome.matches).toBe(true);
    }), { numRuns: 100 });
  }, 60_000);

  test('a used engine replays like a fresh one', () => {
    const { simulation, run: timed } = tallySimulation();
    for (let index = 0; index < 20; index += 1) timed.run(`other-${index}`);
    const { capsule } = record(failingSeed());
    expect(replay(simulation, capsule).verdict).toMatch(/^The run fails as recorded: counted-once is violated at step \d+ of \d+\.$/);
  });

  test('stops after any step with the world of that step', () => {
    const { trace, capsule } = record(failingSeed());
    const { simulation } = tallySimulation();
    const step = trace.violations[0]!.step;
    const { trace: part, divergence } = replayTo(simulation, capsule, step);
    expect(divergence).toBeNull();
    expect(simulation.steps).toBe(step);
    expect(part.steps).toEqual(trace.steps.slice(0, step + 1));
    expect(() => replayTo(simulation, capsule, trace.steps.length)).toThrow(/has no step/);
  });
});

describe('replay is strict: the first difference is an error that names both sides', () => {
  const { trace, capsule } = record(failingSeed());
  const chosen = trace.steps.findIndex(({ number, choices }) => number > 5 && choices.some(({ label }) => label === 'request'));

  function divergenceOf(change: Parameters<typeof forged>[1]): { step: number; recorded: string; happened: string; around: readonly string[] } {
    const outcome = replay(tallySimulation().simulation, forged(capsule, change));
    expect(outcome.matches).toBe(false);
    expect(outcome.edited).toBe(false);
    if (outcome.divergence === null) throw new Error(`no divergence: ${outcome.verdict}`);
    expect(outcome.verdict).toContain(outcome.divergence.recorded);
    return outcome.divergence;
  }
  const step = (draft: Capsule, number: number): Record<string, unknown> =>
    draft.steps[number - 1] as unknown as Record<string, unknown>;

  test('another event', () => {
    const found = divergenceOf((draft) => void (step(draft, chosen)['event'] = '0123456789abcdef'));
    expect(found).toMatchObject({ step: chosen, recorded: expect.stringContaining('(event 0123456789abcdef) fires') as string });
    expect(found.happened).toContain('is pending, but with another content');
    expect(found.around.length).toBeGreaterThan(4);
  });

  test('another key', () => {
    expect(divergenceOf((draft) => void (step(draft, chosen)['key'] = ['request', 'nobody'])).step).toBe(chosen);
  });

  test('an option that the model does not have', () => {
    const found = divergenceOf((draft) => void (step(draft, chosen)['options'] = [['request', 'eaten']]));
    expect(found.recorded).toBe("choice 1 of this step is 'request', and comes out as 'eaten'");
    expect(found.happened).toMatch(/^it draws 'request' of 'delivered', 'lost', /);
  });

  test('a choice too few, and one too many', () => {
    expect(divergenceOf((draft) => void delete step(draft, chosen)['options']).happened).toMatch(/^it draws another one, 'request'/);
    const more = [...(step(capsule, chosen)['options'] as unknown[]), ['request', 'lost']];
    expect(divergenceOf((draft) => void (step(draft, chosen)['options'] = more)).happened).toBe(`it draws ${more.length - 1}`);
  });

  test('durations too few, and too many', () => {
    const arms = trace.steps.findIndex(({ number, armed }) => number > 0 && armed.length > 0);
    expect(divergenceOf((draft) => void delete step(draft, arms)['takes']).happened).toMatch(/^it arms another one, /);
    expect(divergenceOf((draft) => void (step(draft, arms)['takes'] = [...capsule.steps[arms - 1]!.takes!, ['wake', 1]])).happened).toMatch(/^it arms \d/);
    expect(divergenceOf((draft) => void (step(draft, arms)['takes'] = [['wake', 1]])).happened).toMatch(/^it is /);
  });

  test('another time, and time that goes back', () => {
    expect(divergenceOf((draft) => void (step(draft, chosen)['at'] = trace.steps[chosen]!.time + 1)).happened).toMatch(/^it is due at \d+ us$/);
    expect(divergenceOf((draft) => void (step(draft, chosen)['at'] = 0)).happened).toMatch(/^time does not go back/);
  });

  test('a step too few', () => {
    const found = replay(tallySimulation().simulation, forged(capsule, (draft) => void (draft.steps = draft.steps.filter((_, index) => index !== chosen - 1))));
    expect(found.matches).toBe(false);
  });

  test('another verdict', () => {
    const outcome = replay(tallySimulation().simulation, forged(capsule, (draft) => void (draft.expected = null)));
    expect(outcome).toMatchObject({ matches: false, divergence: null, edited: false });
    expect(outcome.verdict).toMatch(/expected is no violation in the capsule and counted-once/);
  });

  test('an edit whose checksum does not fit never matches, even where it changes nothing', () => {
    const outcome = replay(tallySimulation().simulation, { ...capsule, seed: 'another' });
    expect(outcome).toMatchObject({ matches: false, edited: true, differences: [] });
    expect(outcome.verdict).toMatch(/^The capsule was changed after it was written/);
  });
});

describe('a capsule', () => {
  test('has one step a line, sorted keys, and the same text each time', () => {
    const { capsule } = record(failingSeed());
    const text = capsuleText(capsule);
    const lines = text.split('\n');
    const first = lines.indexOf('"steps": [') + 1;
    expect(lines.slice(first, first + capsule.steps.length).map((line) => JSON.parse(line.replace(/,$/, '')) as unknown)).toEqual(capsule.steps);
    expect(capsuleText(JSON.parse(text) as Capsule)).toBe(text);
    const keys = Object.keys(JSON.parse(text) as object);
    expect(keys).toEqual([...keys].sort());
  });
});

import { pathToFileURL } from 'node:url';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCampaign } from './campaign.js';
import type { CampaignOptions } from './campaign-options.js';
import type { CampaignResult } from './campaign-result.js';
import type { RunSpec } from './run-spec.js';
import { startInline } from './workers.js';

const faulty = pathToFileURL(path.join(import.meta.dirname, 'faulty-scenarios.fixture.ts')).href;

const spec: RunSpec = {
  scenario: 'example-counter', policy: 'count-requests', settings: {}, profile: 'lossy', faults: null, invariant: null,
  scenariosModule: null, budget: null,
};

function campaign(options: Partial<CampaignOptions> = {}, signal?: AbortSignal): Promise<CampaignResult> {
  return runCampaign({
    spec, seeds: { campaignSeed: 'c', single: false }, seedsMax: 300, milliseconds: null, untilFirst: false, workers: 1,
    startWorker: startInline, ...options,
  }, {}, signal);
}

const withFaulty = (scenario: string): RunSpec => ({ ...spec, scenario, scenariosModule: faulty });

describe('what a campaign comes to depends on its seeds alone', () => {
  test('not on the number of workers, the size of the ranges, or what an engine may hold', async () => {
    const { tally } = await campaign();
    expect(tally.runs).toBe(300);
    expect(tally.violations).toHaveLength(1);
    // Processes of one kind count as one, and each name has the runs in which it took part.
    expect(tally.coverage.handlers['counter count']).toBeGreaterThan(0);
    expect(Object.keys(tally.coverage.faultKinds)).toContain('lost-reply');
    expect(Object.values(tally.coverage.rules).every((runs) => runs > 0 && runs <= 300)).toBe(true);
    const variants: Partial<CampaignOptions>[] = [
      { workers: 2 }, { workers: 3, rangeSize: 7 }, { rangeSize: 1 }, { rangeSize: 1000 }, { auditOneIn: 0 }, { auditOneIn: 2, workers: 2 },
      { spec: { ...spec, budget: { integersMax: 100, valuesMax: 20 } } },
    ];
    for (const variant of variants) expect((await campaign(variant)).tally).toEqual(tally);
    expect((await campaign({ seeds: { campaignSeed: 'd', single: false } })).tally.hash).not.toEqual(tally.hash);
    expect((await campaign({ seedsMax: 299 })).tally.hash).not.toEqual(tally.hash);
  });

  test('until the first finding, exactly the seeds up to it', async () => {
    const first = await campaign({ untilFirst: true });
    const { example } = first.tally.violations[0]!;
    expect(first.seedsCovered).toBe(example.index + 1);
    expect(first.tally.runs).toBe(example.index + 1);
    for (const variant of [{ workers: 2, rangeSize: 3 }, { workers: 3, rangeSize: 50 }]) {
      expect((await campaign({ untilFirst: true, ...variant })).tally).toEqual(first.tally);
    }
  });

  test('a campaign that time ends covers a prefix, which can be run again by number', async () => {
    const timed = await campaign({ seedsMax: null, milliseconds: 100, workers: 2 });
    const { tally } = await campaign({ seedsMax: timed.seedsCovered });
    expect(timed.tally.runs).toBe(timed.seedsCovered);
    expect(tally.hash).toEqual(timed.tally.hash);
  });
});

describe('a strategy', () => {
  test('other than the default has other runs, which depend on the seeds alone, too', async () => {
    const hashes = new Set<string>();
    for (const strategy of ['plain', 'pct', 'guided'] as const) {
      const { tally, audited, divergence } = await campaign({ spec: { ...spec, strategy }, seedsMax: 600, auditOneIn: 20 });
      expect([tally.runs, divergence]).toEqual([600, null]);
      expect(audited).toBeGreaterThan(10);
      for (const variant of [{ workers: 2 }, { workers: 3, rangeSize: 100 }]) {
        expect((await campaign({ spec: { ...spec, strategy }, seedsMax: 600, auditOneIn: 20, ...variant })).tally).toEqual(tally);
      }
      hashes.add(tally.hash.join());
    }
    expect(hashes.size).toBe(3);
  });

  test('that is guided names its runs by how they came about', async () => {
    const { tally } = await campaign({ spec: { ...spec, strategy: 'guided' }, seedsMax: 500 });
    const seeds = [...tally.violations.map(({ example }) => example.seed), ...Object.values(tally.reached).map(({ cheapest }) => cheapest.seed)];
    for (const seed of seeds) {
      const alone = await campaign({ seeds: { campaignSeed: seed, single: true }, seedsMax: 1 });
      expect(alone.tally.runs).toBe(1);
      expect(Object.keys(alone.tally.reached).length).toBeGreaterThan(0);
    }
  });
});

test('about one run in a hundred is run again, the first one always', async () => {
  expect((await campaign({ seedsMax: 1 })).audited).toBe(1);
  expect((await campaign({ seedsMax: 300, auditOneIn: 10, workers: 2 })).audited).toBeGreaterThan(10);
});

test('a stopped campaign reports what it covered', async () => {
  const controller = new AbortController();
  let runs = 0;
  const result = await runCampaign({
    spec, seeds: { campaignSeed: 'c', single: false }, seedsMax: 100_000, milliseconds: null, untilFirst: false, workers: 2,
    startWorker: startInline, rangeSize: 10,
  }, {
    progress: (tally) => {
      runs = tally.runs;
      if (runs >= 50) controller.abort();
    },
  }, controller.signal);
  expect(result.interrupted).toBe(true);
  expect(result.tally.runs).toBe(result.seedsCovered);
  expect(result.seedsCovered).toBeLessThan(1000);
});

describe('the canary', () => {
  test('is found on seeds of its own', async () => {
    expect((await campaign({ seedsMax: 1 })).canary?.seed).toMatch(/^canary-\d+$/);
  });

  test('is looked for with the scenario\'s own profile, whatever was asked for', async () => {
    const { canary } = await campaign({ seedsMax: 1, spec: { ...spec, profile: 'calm', faults: ['late'] } });
    expect(canary?.seed).toMatch(/^canary-/);
  });

  test('that is not there is reported', async () => {
    expect((await campaign({ seedsMax: 1, spec: withFaulty('no-canary') })).canary).toEqual({ seed: null, tried: 20 });
  });
});

describe('a model that misbehaves', () => {
  test('is named with the seed and the steps that led there, and the campaign goes on', async () => {
    const { tally, stepsToFault } = await campaign({ spec: withFaulty('throws') });
    expect(tally.runs).toBe(300);
    const { subject, count, example } = tally.modelFaults[0]!;
    expect(subject).toBe('statement misdeed');
    expect(count).toBeGreaterThan(10);
    expect(example.evidence).toContain('statement misdeed threw TypeError: eve is not welcome');
    expect(stepsToFault.get(subject)?.at(-1)?.what).toMatch(/^counter/);
  });

  test('and that comes out differently when it is run again is caught, with the step', async () => {
    for (const workers of [1, 2]) {
      const { divergence } = await campaign({ spec: withFaulty('unstable'), seedsMax: 300, workers });
      expect(divergence?.seed).toMatch(/^c-\d+$/);
      expect(divergence?.fault).toMatch(/statement misdeed is not a function of the cells it read/);
    }
  });
});

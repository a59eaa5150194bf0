import { beforeAll, describe, expect, test } from 'vitest';
import { compiledUrl, ensureCompiled } from '../build/compiled.js';
import { runCampaign } from './campaign.js';
import type { CampaignOptions } from './campaign-options.js';
import type { CampaignResult } from './campaign-result.js';
import type { RunSpec } from './run-spec.js';
import { startInline, startThread, type StartWorker } from './workers.js';

beforeAll(ensureCompiled, 180_000);

const spec: RunSpec = {
  scenario: 'example-counter', policy: 'count-requests', settings: {}, profile: 'lossy', faults: null, invariant: null,
  scenariosModule: null, budget: null,
};
const warnings: string[] = [];

function campaign(options: Partial<CampaignOptions> = {}): Promise<CampaignResult> {
  warnings.length = 0;
  return runCampaign({
    spec, seeds: { campaignSeed: 't', single: false }, seedsMax: 200, milliseconds: null, untilFirst: false, workers: 2,
    rangeSize: 20, ...options,
  }, { warn: (message) => warnings.push(message) });
}

const faulty = (scenario: string): RunSpec =>
  ({ ...spec, scenario, scenariosModule: compiledUrl('runs/campaign/faulty-scenarios.fixture.ts') });

describe('worker threads', () => {
  test('give the hash that this thread gives', async () => {
    const { tally } = await campaign({ startWorker: startInline, workers: 1 });
    expect((await campaign()).tally.hash).toEqual(tally.hash);
    expect((await campaign({ workers: 1, rangeSize: 7 })).tally.hash).toEqual(tally.hash);
  }, 60_000);

  test('may die: another one takes the place, and the result is the same', async () => {
    const { tally, audited } = await campaign({ workers: 1, auditOneIn: 10 });
    // Whatever it was doing: the canary, seeds, an audit.
    for (const answersBefore of [0, 1, 2, 3]) {
      let started = 0;
      const mortal: StartWorker = (options, listener) => {
        started += 1;
        if (started > 1) return startThread(options, listener);
        let answers = 0;
        const worker = startThread(options, {
          ...listener,
          done: (result) => {
            answers += 1;
            if (answers <= answersBefore) listener.done(result);
            // As if the thread had been killed before it could answer.
            else void worker.end().then(() => listener.died('it was killed'));
          },
        });
        return worker;
      };
      const survived = await campaign({ startWorker: mortal, workers: 1, auditOneIn: 10 });
      expect(started).toBe(2);
      expect(warnings.join()).toContain('it was killed');
      expect(survived.tally.hash).toEqual(tally.hash);
      expect(survived).toMatchObject({ stuck: [], divergence: null, audited, canary: { seed: expect.any(String) } });
    }
  }, 60_000);

  test('that hang in a handler are ended, with the seed and the handler, and the campaign goes on', async () => {
    const { stuck, tally, seedsCovered } = await campaign({ spec: faulty('never-ends'), seedsMax: 8, hangSeconds: 1, workers: 2 });
    expect(stuck.length).toBeGreaterThan(0);
    expect(stuck[0]).toMatchObject({ how: 'made no progress', handler: 'statement misdeed', seed: expect.stringMatching(/^t-\d$/) });
    expect(seedsCovered).toBe(8);
    expect(tally.runs).toBe(8 - stuck.length);
  }, 60_000);

  test.each([
    ['looks-at-the-clock', 'Date.now'],
    ['reads-a-file', 'fs.readFileSync'],
  ])('catch a model that %s, by name', async (scenario, used) => {
    const { tally } = await campaign({ spec: faulty(scenario), seedsMax: 20 });
    expect(tally.modelFaults).toMatchObject([{ subject: 'statement misdeed', count: 20 }]);
    expect(tally.modelFaults[0]?.example.evidence).toContain(`statement misdeed used ${used}`);
  }, 60_000);

  test('that cannot be started end the campaign with a reason', async () => {
    await expect(campaign({ spec: { ...spec, scenario: 'gone' } })).rejects.toThrow(/cannot be started. There is no scenario 'gone'/);
  }, 60_000);
});

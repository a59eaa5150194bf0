import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { modelHash } from '../build/model-hash.js';
import { compareRequest } from '../compare/compare-request.js';
import { runComparison } from '../compare/run-comparison.js';
import { testSurroundings } from '../cli/test-surroundings.js';
import { omicron4226 } from '../scenarios/omicron-4226.js';
import { recordSchema, REPORTS } from './committed-report.js';
import { experiments } from './index.js';

const reported = experiments.filter(({ name }) => existsSync(path.join(REPORTS, `${name}.json`)));

it('some experiment has a committed report', () => {
  expect(reported.length).toBeGreaterThan(0);
});

describe.each(reported)('the committed report of $name (`npm run experiments` writes it anew)', (experiment) => {
  const record = recordSchema.parse(JSON.parse(readFileSync(path.join(REPORTS, `${experiment.name}.json`), 'utf8')));
  const page = readFileSync(path.join(REPORTS, `${experiment.name}.md`), 'utf8');

  it('is of the experiment as it stands', () => {
    expect(record.experiment).toEqual(experiment);
  });

  it('says by itself how it can be repeated, and what must come out', () => {
    expect(page).toContain(record.digest);
    expect(page).toContain(record.modelHash.slice(0, 16));
    expect(page).toContain(`npx whatif compare ${experiment.name} --policies ${experiment.policies.join(',')}`);
  });

  // A report of another model is history: what the model of today says is for `npm run experiments -- --compare`.
  it.runIf(record.modelHash === modelHash())('comes out again: its first seeds give the same runs', async () => {
    const surroundings = { ...testSurroundings('.'), scenarios: [omicron4226] };
    const flags = { seeds: String(record.sample.seeds), check: false, tradeOff: false, robustness: false };
    const request = { ...compareRequest(experiment.name, flags, surroundings), scenariosModule: null, inline: true };
    const { sample } = await runComparison(request, { signal: new AbortController().signal });
    expect(sample).toEqual(record.sample);
  }, 120_000);
});

import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runCampaign } from '../../campaign/campaign.js';
import type { RunSpec, ShardNumber } from '../../campaign/run-spec.js';
import { startInline } from '../../campaign/workers.js';
import { temporaryDirectory, transcript } from '../../cli/test-surroundings.js';
import { unfinishedName } from '../../files/durable-file.js';
import { exampleCounter } from '../../scenarios/example-counter.js';
import { campaignResults } from '../campaign-results.js';
import { mergeResults } from './merge-results.js';
import { readResults, resultsText, writeResults } from './results-file.js';
import type { ResultsBody } from './results-schema.js';

const SEEDS = 300;
const modelHash = 'a'.repeat(64);
const spec: RunSpec = {
  scenario: 'example-counter', policy: 'count-requests', settings: { clientTimeout: 15_000_000 }, profile: 'lossy', faults: null,
  invariant: null, scenariosModule: null, budget: null,
};

async function resultsOf(shard: ShardNumber, seed = 'm'): Promise<ResultsBody> {
  const seeds = { campaignSeed: seed, single: false, shard };
  const seedsMax = Math.ceil((SEEDS - (shard.shard - 1)) / shard.of);
  const result = await runCampaign({ spec, seeds, seedsMax, milliseconds: null, untilFirst: false, workers: 2, startWorker: startInline });
  const campaign = campaignResults({ scenario: exampleCounter, spec, seeds, strategy: 'swarm', seedsPlanned: SEEDS }, result);
  return { modelHash, campaigns: [campaign], regressions: [], checks: [] };
}

const directory = temporaryDirectory();
const known = path.join(directory, 'known.json');
let whole: ResultsBody;
let shards: ResultsBody[];

beforeAll(async () => {
  whole = await resultsOf({ shard: 1, of: 1 });
  shards = await Promise.all([1, 2, 3].map((shard) => resultsOf({ shard, of: 3 })));
  shards.forEach((results, index) => writeResults(path.join(directory, 'results', `shard-${index + 1}`, 'results.json'), results));
  writeFileSync(known, JSON.stringify({ format: 'whatif known failures', version: 1, failures: [] }));
});

const given = (...numbers: readonly number[]): { file: string; results: ResultsBody }[] =>
  numbers.map((number) => ({ file: `shard-${number}`, results: shards[number - 1]! }));
const merge = (commandLine: string): ReturnType<typeof transcript> => transcript(`merge --known known.json ${commandLine}`, directory);

describe('shards', () => {
  it('are disjoint and complete: merged they are the campaign without shards, to the last byte', () => {
    const { shards: numbers, canary, ...merged } = mergeResults(given(1, 2, 3)).campaigns[0]!;
    expect(numbers.map(({ seeds }) => seeds)).toEqual([100, 100, 100]);
    expect(canary).toEqual({ looked: 3, found: 3 });
    const { shards: _, canary: __, ...unsharded } = whole.campaigns[0]!;
    expect(JSON.stringify(merged)).toBe(JSON.stringify(unsharded));
  });

  it('may be merged in any order and grouping', () => {
    const all = resultsText(mergeResults(given(1, 2, 3)));
    expect(resultsText(mergeResults(given(3, 1, 2)))).toBe(all);
    const two = { file: 'two', results: mergeResults(given(1, 3)) };
    expect(resultsText(mergeResults([...given(2), two]))).toBe(all);
  });

  it('are read as they were written', () => {
    const file = path.join(directory, 'results', 'shard-1', 'results.json');
    const { modelHash: hash, campaigns, regressions, checks } = readResults(file);
    expect(resultsText({ modelHash: hash, campaigns, regressions, checks })).toBe(readFileSync(file, 'utf8'));
  });
});

describe('whatif merge', () => {
  it('reports properties with rates, goals with the cheapest seed, coverage, and new failures with how to see them again', async () => {
    const { exitCode, out, errors } = await merge('results --out merged');
    expect([exitCode, errors]).toEqual([1, 'These are results of another model than this one: new failures are told without their stories.\n']);
    expect(out).toContain('300 runs (seeds m-N, all 3 shards)');
    expect(out).toMatch(/an order is counted at most once +\| +\d+ \| +\d+ \| [\d.]+ % to [\d.]+ % +\|/);
    expect(out).toMatch(/every order is counted in the end +\| +300 \| +0 \| below 0\.99 % of all runs/);
    expect(out).toMatch(/Goals reached 1 of 1: an order was sent again \(\d+ runs; seed m-\d+ after \d+ steps?\)/);
    expect(out).toMatch(/Covered: \d+ of \d+ handlers.*kinds of fault.*rules?\./);
    expect(out).toMatch(/1 new failure:\n {2}an order is counted at most once \/ .*\n.*\n.*clean runs are needed before believing that it is fixed\n.*cheapest: seed m-\d+/);
    expect(out).toMatch(/npx whatif run example-counter .*--seed m-\d+ --seeds 1 --story/);
    expect(readResults(path.join(directory, 'merged', 'results.json')).campaigns[0]!.tally.runs).toBe(300);
    expect(JSON.parse((await merge('merged --json')).out)).toMatchObject({ verdict: 'failed', newFailures: [{ invariant: 'an order is counted at most once' }] });
  });

  it('says which shards are missing: exit 1, and what is there is reported', async () => {
    const { exitCode, out } = await merge('results/shard-1 results/shard-3');
    expect(exitCode).toBe(1);
    expect(out).toContain('200 runs (seeds m-N, shards 1, 3 of 3)');
    expect(out).toMatch(/shards are missing: 2 of 3/);
  });

  it('says which shard ended early', async () => {
    const [campaign] = shards[1]!.campaigns;
    const early = { ...shards[1]!, campaigns: [{ ...campaign!, shards: [{ shard: 2, of: 3, seeds: 40 }] }] };
    writeResults(path.join(directory, 'early', 'results.json'), early);
    const { exitCode, out } = await merge('results/shard-1 early results/shard-3');
    expect(exitCode).toBe(1);
    expect(out).toContain('shard 2 of 3 ended after 40 of 100 seeds');
  });

  it('of results without a new failure is a success', async () => {
    const { fingerprint } = whole.campaigns[0]!.tally.violations[0]!;
    const failures = [{ fingerprint, reason: 'the example', link: 'README', since: '2025-11-25' }];
    writeFileSync(path.join(directory, 'some.json'), JSON.stringify({ format: 'whatif known failures', version: 1, failures }));
    const { exitCode, out } = await transcript('merge results --known some.json', directory);
    expect(exitCode).toBe(0);
    expect(out).toContain('Known failures, which do not fail the build (1):');
    expect(out).toContain('Verdict: passed.');
  });
});

describe('results that must not be added up are refused, with the files', () => {
  const write = (name: string, results: ResultsBody): void => writeResults(path.join(directory, name, 'results.json'), results);

  it('shards that overlap', async () => {
    write('again', shards[0]!);
    expect(await merge('results again')).toMatchObject({
      exitCode: 2, out: '',
      errors: expect.stringMatching(/results\/shard-1\/results\.json and again\/results\.json overlap: both hold shard 1 of 3\..*counted twice/s),
    });
  });

  it('other divisions of the same seeds', async () => {
    write('whole', whole);
    expect(await merge('results whole')).toMatchObject({ exitCode: 2, errors: expect.stringContaining('divide the same seeds in different ways') });
  });

  it('other models', async () => {
    write('other', { ...shards[1]!, modelHash: 'b'.repeat(64) });
    expect(await merge('results/shard-1 other')).toMatchObject({ exitCode: 2, errors: expect.stringContaining('results of different models') });
  });

  it('campaigns of other seeds stand beside each other', async () => {
    write('seeds', await resultsOf({ shard: 1, of: 1 }, 'n'));
    const { out } = await merge('results seeds');
    expect(out).toContain('300 runs (seeds m-N');
    expect(out).toContain('300 runs (seeds n-N');
  });
});

describe('a file that is no results file is told apart', () => {
  const text = (): string => readFileSync(path.join(directory, 'results', 'shard-1', 'results.json'), 'utf8');
  it.each([
    ['truncated', () => text().slice(0, 1000), /is truncated: it ends at line \d+, column \d+/],
    ['empty', () => '', /is truncated/],
    ['no JSON', () => '{ "format": oops', /is not JSON: line \d+, column \d+/],
    ['foreign', () => '{"format":"whatif capsule","version":1}', /is no results file\.\nIts format is "whatif capsule"/],
    ['without a format', () => '[]', /is no results file/],
    ['of another version', () => text().replace('"version": 1', '"version": 7'), /format version 7; this whatif reads version 1/],
    ['malformed', () => text().replace('"runs": 100', '"runs": "many"'), /with a fault, at \$\.campaigns\[0\]\.tally\.runs/],
    ['changed', () => text().replace('"runs": 100', '"runs": 101'), /was changed after it was written/],
  ])('%s', async (name, content, message) => {
    writeFileSync(path.join(directory, 'bad.json'), content());
    expect(await merge('bad.json'), name).toMatchObject({ exitCode: 2, out: '', errors: expect.stringMatching(message) });
  });

  it('missing, or a folder without results', async () => {
    expect(await merge('nowhere')).toMatchObject({ exitCode: 2, errors: expect.stringContaining('There is no such file') });
    mkdirSync(path.join(directory, 'empty'), { recursive: true });
    expect(await merge('empty')).toMatchObject({ exitCode: 2, errors: expect.stringContaining('empty holds no results') });
  });
});

it.skipIf(process.platform !== 'linux')('a full disk is said, and what was there before stays', async () => {
  const file = path.join(directory, 'full', 'results.json');
  writeResults(file, shards[0]!);
  // Whatever is written there meets a full disk.
  symlinkSync('/dev/full', unfinishedName(file));
  expect(await merge('results --out full')).toMatchObject({ exitCode: 2, errors: expect.stringMatching(/cannot be written to .*results\.json\.\nThe disk is full\./) });
  expect(readFileSync(file, 'utf8')).toBe(resultsText(shards[0]!));
});

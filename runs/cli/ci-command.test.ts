import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../build/model-hash.js';
import { scenarios as faultyScenarios } from '../campaign/faulty-scenarios.fixture.js';
import { CAMPAIGNS, CHECKS } from '../ci/committed.js';
import { readKnownFailures } from '../ci/known-failures.js';
import { mergeResults } from '../ci/results/merge-results.js';
import { readResults } from '../ci/results/results-file.js';
import { checkRequest } from '../check/check-request.js';
import { PROFILES } from '../profiles/profiles.js';
import { checkSubjects } from '../scenarios/check-subjects.js';
import { scenarios } from '../scenarios/index.js';
import type { Committed, Surroundings } from './surroundings.js';
import { temporaryDirectory, transcript } from './test-surroundings.js';

const directory = temporaryDirectory();
const counter = (policy: string): Committed['campaigns'][number] => ({ scenario: 'example-counter', policy, profile: 'lossy', weight: 1 });
const committed: Committed = {
  campaigns: [counter('count-requests'), counter('count-orders-once')],
  regressions: path.join(directory, 'no-capsules'),
  checks: [{ subject: 'classics/die-hard', flags: {} }, { subject: 'classics/increment-lock', flags: { threads: '2' } }],
};
const FINGERPRINT = 'an order is counted at most once / count every request';

function known(name: string, ...fingerprints: readonly string[]): void {
  const failures = fingerprints.map((fingerprint) => ({ fingerprint, reason: 'the example', link: 'README', since: '2025-11-25' }));
  writeFileSync(path.join(directory, name), JSON.stringify({ format: 'whatif known failures', version: 1, failures }));
}
known('none.json');
known('all.json', FINGERPRINT);

const ci = (commandLine: string, changes: Partial<Surroundings> = {}): ReturnType<typeof transcript> =>
  transcript(`ci --seed t --workers 2 ${commandLine}`, directory, { committed, ...changes });
const resultsIn = (name: string): ReturnType<typeof readResults> => readResults(path.join(directory, name, 'results.json'));

describe('whatif ci', () => {
  it('ends with 0 when all failures are known, and says what was covered', async () => {
    const { exitCode, out, errors } = await ci('--seeds 300 --known all.json');
    expect([exitCode, errors]).toEqual([0, '']);
    expect(out).toContain('example-counter, policy count-requests, profile lossy\n300 runs (seeds t-N), ');
    expect(out).toMatch(/classics\/die-hard.* \| holds +\| every execution/);
    expect(out).toContain('Known failures, which do not fail the build (1):');
    expect(out).toContain('Verdict: passed. No new failure; that bounds rates, and proves nothing.');
  });

  it('ends with 1 for a new failure, which is told, and written to a capsule that replays it', async () => {
    const { exitCode, out } = await ci('--seeds 300 --known none.json --out new');
    expect(exitCode).toBe(1);
    expect(out).toMatch(/1 new failure:\n {2}an order is counted at most once \/ count every request/);
    expect(out).toMatch(/\nstep +time\n/);
    const command = /npx whatif (replay new\/capsules\/\S+)/.exec(out)![1]!;
    expect(await transcript(command, directory)).toMatchObject({ exitCode: 0, out: expect.stringContaining('fails as recorded') });
  });

  it('is the same for the same seeds: the results to the last byte', async () => {
    await ci('--seeds 200 --known all.json --out once --workers 1');
    await ci('--seeds 200 --known all.json --out twice --workers 3');
    const text = (name: string): string => readFileSync(path.join(directory, name, 'results.json'), 'utf8');
    expect(text('once')).toBe(text('twice'));
  });

  it('divides seeds and searches among shards, each done once', async () => {
    await ci('--seeds 100 --known all.json --out whole');
    for (const shard of [1, 2, 3]) {
      const { exitCode, out } = await ci(`--seeds 100 --shard ${shard}/3 --known all.json --out parts/${shard}`);
      expect([exitCode, out]).toEqual([0, expect.stringContaining(`shards ${shard} of 3`)]);
    }
    const merged = mergeResults([1, 2, 3].map((shard) => ({ file: `${shard}`, results: resultsIn(`parts/${shard}`) })));
    const whole = mergeResults([{ file: 'whole', results: resultsIn('whole') }]);
    expect(merged.checks).toEqual(whole.checks);
    expect(merged.campaigns.map(({ tally }) => tally)).toEqual(whole.campaigns.map(({ tally }) => tally));
    expect(await transcript('merge parts --known all.json', directory)).toMatchObject({ exitCode: 0, out: expect.stringContaining('all 3 shards') });
  });

  it('ends within its budget', async () => {
    const started = performance.now();
    const { exitCode } = await ci('--budget 2s --known all.json');
    expect(exitCode).toBe(0);
    // Far above: a budget that is not kept would take for ever.
    expect(performance.now() - started).toBeLessThan(60_000);
  });

  it('goes on where a state is', async () => {
    await ci('--seeds 150 --known all.json --state state --out first');
    await ci('--seeds 300 --known all.json --state state --out second');
    await ci('--seeds 300 --known all.json --out third');
    expect(resultsIn('second')).toEqual(resultsIn('third'));
  });

  it('replays saved capsules, and a known one does not fail the build', async () => {
    await ci('--seeds 300 --known none.json --out saved');
    const regressions = path.join(directory, 'saved/capsules/example-counter/count-requests');
    const only: Committed = { campaigns: [], checks: [], regressions };
    expect(await ci('--known none.json', { committed: only })).toMatchObject({ exitCode: 1, out: expect.stringContaining('1 saved capsule replayed: 1 fail still.') });
    expect(await ci('--known all.json', { committed: only })).toMatchObject({ exitCode: 0 });
  });

  it('takes the first seed from the commit', async () => {
    const { out } = await transcript('ci --seeds 5 --known all.json', directory, { committed, environment: { GITHUB_SHA: 'ab'.repeat(20) } });
    expect(out).toContain('(seeds abababababab-N)');
    expect(await transcript('ci --seeds 5', directory, { committed })).toMatchObject({ exitCode: 2, errors: expect.stringMatching(/comes from the commit, and there is none.*or give --seed/s) });
  });

  it('writes what GitHub and JUnit readers take', async () => {
    const environment = { GITHUB_STEP_SUMMARY: path.join(directory, 'step-summary.md') };
    writeFileSync(environment.GITHUB_STEP_SUMMARY, 'before\n');
    const { out } = await ci('--seeds 300 --known none.json --out github --github --junit junit.xml', { environment });
    expect(out).toMatch(/^::error title=new failure%3A an order is counted at most once::an order .*%0Athe total is 2/m);
    const summary = readFileSync(environment.GITHUB_STEP_SUMMARY, 'utf8');
    expect(summary).toMatch(/^before\n# whatif: failed\n/);
    expect(summary).toContain(readFileSync(path.join(directory, 'github', 'summary.md'), 'utf8'));
    expect(summary).toMatch(/### an order is counted at most once \/ count every request\n/);
    expect(summary).toMatch(/```mermaid\nsequenceDiagram\n/);
    expect(summary).toMatch(/<details><summary>The run as a story<\/summary>\n\n```text\nstep +time/);
    expect(readFileSync(path.join(directory, 'junit.xml'), 'utf8')).toMatch(/<testcase name="an order is counted at most once" .*>\n +<failure message="new: an order/);
  });

  it('prints one JSON object and nothing else, with the annotations beside it', async () => {
    const { out, errors } = await ci('--seeds 300 --known none.json --json --github');
    expect(JSON.parse(out)).toMatchObject({
      verdict: 'failed', exitCode: 1, newFailures: [{ fingerprint: FINGERPRINT, runs: expect.any(Number), cleanRunsNeeded: expect.any(Number), rerun: expect.stringContaining('npx whatif run') }],
      campaigns: [{ policy: 'count-requests', runs: 300 }, { policy: 'count-orders-once', runs: 300 }],
    });
    expect(errors).toContain('::error title=');
  });

  it('reports what was found, then says that it cannot be written', async () => {
    expect(await ci('--seeds 20 --known all.json --junit /dev/null/junit.xml')).toMatchObject({
      exitCode: 2, out: expect.stringContaining('Verdict: passed'), errors: expect.stringContaining('The JUnit report cannot be written'),
    });
    expect(await ci('--seeds 20 --known all.json --out /dev/null/out')).toMatchObject({ exitCode: 2, out: '' });
  });

  it.each([
    ['no-canary', 3, /harness broken \(exit 3\)\):\n|the canary, a violation that is known to be there, was not found/],
    ['unstable', 3, /seed t-\d+ came out differently/],
    ['throws', 1, /the model is at fault \/ statement misdeed/],
  ])('a model or harness that misbehaves is told: %s', async (scenario, code, message) => {
    const { exitCode, out } = await ci('--seeds 60 --known all.json', {
      committed: { ...committed, campaigns: [{ ...counter('count-requests'), scenario }], checks: [] }, scenarios: faultyScenarios,
      scenariosModule: pathToFileURL(path.join(import.meta.dirname, '../campaign/faulty-scenarios.fixture.ts')).href,
    });
    expect(exitCode).toBe(code);
    expect(out).toMatch(message);
  });

  it.each([
    ['--shard 0/3', /'0\/3' is no shard for --shard/], ['--shard 4/3', /is no shard/], ['--shard 3', /is no shard/],
    ['--budget 10', /The unit of 10 is missing/], ['--budget 1ms', /is no time for --budget/], ['--seeds 0', /is not a number for --seeds/],
    ['--shrad 1/3', /unknown option '--shrad'\. Did you mean '--shard'/],
  ])('a mistake is named: %s', async (flags, message) => {
    expect(await ci(flags)).toMatchObject({ exitCode: 2, out: '', errors: expect.stringMatching(message) });
  });
});

describe('the committed list', () => {
  it('names what there is', () => {
    for (const { scenario, policy, profile } of CAMPAIGNS) {
      expect(Object.keys(scenarios.find(({ name }) => name === scenario)?.policies ?? {})).toContain(policy);
      expect([...PROFILES.keys()]).toContain(profile);
    }
    for (const { subject, flags } of CHECKS) expect(checkRequest(subject, flags, checkSubjects).subject.name).toBe(subject);
  });

  it('and the known failures name the scenarios and policies that there are', () => {
    const file = path.join(projectRoot, 'runs', 'known-failures.json');
    expect(existsSync(file)).toBe(true);
    for (const { scenario, policy } of readKnownFailures(file)) {
      const found = scenarios.find(({ name }) => name === scenario);
      expect(found, scenario).toBeDefined();
      if (policy !== undefined) expect(Object.keys(found!.policies)).toContain(policy);
    }
  });
});

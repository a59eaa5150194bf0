import { beforeAll, describe, expect, test } from 'vitest';
import { temporaryDirectory, transcript } from '../cli/test-surroundings.js';
import { ensureCompiled } from '../build/compiled.js';

beforeAll(ensureCompiled, 180_000);

const directory = temporaryDirectory();

/** What a check says, without what depends on how it was searched. */
async function found(words: string, workers: number): Promise<object> {
  const { out, errors } = await transcript(`check ${words} --workers ${workers} --json`, directory);
  expect(errors).toBe('');
  const { seconds: _, bytes: __, handlerRuns: ___, properties, ...rest } = JSON.parse(out) as Record<string, unknown>;
  // Several workers look for the ways to broken invariants alone.
  const told = (properties as { verdict: string; path: unknown }[]).map(({ path, ...property }) =>
    (property.verdict === 'violated' ? { ...property, path } : property));
  return { ...rest, properties: told };
}

describe('the number of workers changes no count, no verdict and no counterexample', () => {
  test.each([
    'classics/two-phase-commit --rms 4', 'classics/paxos --clients 1', 'classics/single-copy-register --servers 2',
    'classics/abd-register', 'classics/increment --threads 3', 'classics/ping-pong --max 3', 'classics/die-hard',
  ])('%s', async (words) => {
    const alone = await found(words, 1);
    for (const workers of [2, 3]) expect(await found(words, workers)).toEqual(alone);
  }, 120_000);

  test('a bound on memory ends the search in all of them', async () => {
    expect(await found('classics/two-phase-commit --rms 9 --max-memory 2MB', 2)).toMatchObject({ verdict: 'unknown', ending: 'memory', complete: false });
  }, 60_000);

  test('and so does a bound on the number of states', async () => {
    expect(await found('classics/two-phase-commit --rms 7 --max-states 1000', 2)).toMatchObject({ verdict: 'unknown', ending: 'states', complete: false });
  }, 60_000);
});

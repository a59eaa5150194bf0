import path from 'node:path';
import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { temporaryDirectory, transcript } from '../cli/test-surroundings.js';
import { loaderTrial, seedCapsules } from './loader-trial.js';

const directory = temporaryDirectory();
const seeds: string[] = [];

/** Capsules of today: one of a campaign, and one of a check. */
beforeAll(async () => {
  const { out } = await transcript('run example-counter --seed golden --seeds 200 --workers 1 --json', directory);
  const checked = await transcript('check classics/single-copy-register --clients 2 --json', directory);
  const written = [...out.matchAll(/"capsule": "([^"]+)"/g), ...checked.out.matchAll(/"capsule": "([^"]+)"/g)].map(([, file]) => file as string);
  seeds.push(...written.map((file) => readFileSync(path.join(directory, file), 'utf8')));
});

test('damaged and hostile capsules of this model and of another give verdicts or typed errors, and nothing is written elsewhere', async () => {
  const { faults, outcomes, files } = await loaderTrial([...seeds, seedCapsules()[0]!], 120, 1);
  expect(faults).toEqual([]);
  expect(Object.values(outcomes).reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(files);
  // Hardly one comes through unharmed, and each kind of harm is met.
  expect(Object.keys(outcomes).sort()).toEqual(expect.arrayContaining(['UsageError: malformed', 'UsageError: not JSON', 'UsageError: truncated', 'UsageError: edited', 'HarnessBroken']));
});

import { describe, expect, test } from 'vitest';
import { checksumOf } from '../../sim/reproduce/capsule.js';
import { replay } from '../../sim/reproduce/replay.js';
import { modelHash } from '../build/model-hash.js';
import { engineFor } from '../campaign/run-spec.js';
import { omicron4226 } from '../scenarios/omicron-4226.js';
import { shrinkCapsule, type Shrunk } from './shrink-capsule.js';
import { failingRuns, TRIAL_SPEC } from './trials/failing-runs.js';
import { replayTrial } from './trials/replay-trial.js';

const BUDGET = 600_000;

function shrunk(campaign: string, stepsMax: number): { readonly before: ReturnType<typeof first>; readonly after: Shrunk } {
  const before = first(campaign);
  const after = shrinkCapsule(before, omicron4226, TRIAL_SPEC, modelHash(), stepsMax);
  if ('verdict' in after) throw new Error(after.verdict);
  return { before, after };
}

/** The first run in which a healthy VM is marked Failed. */
function first(campaign: string) {
  return failingRuns(campaign, (names) => names.indexOf('a healthy VM is never marked Failed')).next().value!;
}

describe('a shrunk run', () => {
  const { before, after } = shrunk('trial', BUDGET);

  test('fails in the same way, with no more faults, and replays strictly on its own smaller scenario', () => {
    expect(after.capsule.expected?.fingerprint).toBe(before.expected?.fingerprint);
    expect(after.capsule.counts.faults).toBeLessThanOrEqual(before.counts.faults);
    const outcome = replay(engineFor(after.built, after.spec).simulation, after.capsule);
    expect(outcome.matches, outcome.verdict).toBe(true);
  });

  test('is one of a smaller scenario: fewer sleds and Nexus processes, and no more requests than it has', () => {
    expect(before.settings).toMatchObject({ sleds: 2, nexuses: 2, requests: 12 });
    expect(after.capsule.settings).toMatchObject({ sleds: 1, nexuses: 1, requests: after.requests });
    const told = JSON.stringify(after.capsule.steps);
    expect(told).toContain('sled-1');
    expect(told).not.toMatch(/sled-2|nexus-2/);
  });

  test('is the same run every time: its budget is in steps, not in seconds', () => {
    const again = shrunk('trial', BUDGET).after;
    expect([again.capsule.checksum, again.tried]).toEqual([checksumOf(after.capsule), after.tried]);
  });

  test('still fails where the budget is hardly enough to begin with', () => {
    const { before: capsule, after: small } = shrunk('trial', 1);
    expect(small.capsule.expected?.fingerprint).toBe(capsule.expected?.fingerprint);
    expect(small.tried).toBeLessThan(100);
  });
});

test('random failing runs replay strictly to the same fingerprint, as they were recorded and shrunk', () => {
  const { runs, faults } = replayTrial(4, 20_000, () => undefined);
  expect([runs, faults]).toEqual([4, []]);
});

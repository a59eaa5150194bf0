/** The engine is held to the plain interpreter on the real model too, under every profile (see sim/interpreter). */
import { describe, expect, it } from 'vitest';
import type { Invariant } from '../../sim/explore/invariant.js';
import { Engine, firstDifference, interpreted } from '../../sim/interpreter/comparison.js';
import { PROFILES } from '../profiles/profiles.js';
import { buildOmicron } from './omicron-4226.js';

/** More by hand: `WHATIF_SEEDS=150 npx vitest run runs/scenarios/interpreter`. */
const SEEDS = Number(process.env['WHATIF_SEEDS'] ?? 3);

/** What can still be done is searched by the engine alone. */
function withoutSearch({ canStill: _, ...invariant }: Invariant): Invariant {
  return invariant;
}

describe('omicron with background tasks', () => {
  it.each(['gone-only', 'unreachable', 'fence-first', 'watcher'])('runs with the policy %s as the plain interpreter says', (policy) => {
    const { model, invariants } = buildOmicron(policy, {}, null);
    const subject = { model, invariants: invariants.map(withoutSearch), options: { profile: PROFILES.get('storm')!, faults: null } };
    const warm = new Engine(subject);
    expect(firstDifference(warm.account('interpreted-0'), interpreted(subject, 'interpreted-0'))).toBeNull();
    expect(firstDifference(warm.account('interpreted-0'), new Engine(subject).account('interpreted-0', 5))).toBeNull();
  });
});

describe.each(['2023-10', 'never-failed'])('omicron with the policy %s', (policy) => {
  it.each([...PROFILES.keys()])('runs under the profile %s as the plain interpreter says', (name) => {
    const { model, invariants } = buildOmicron(policy, {}, null);
    const options = { profile: PROFILES.get(name)!, faults: null };
    const subject = { model, invariants: invariants.map(withoutSearch), options };
    const warm = new Engine(subject);
    for (let index = 0; index < SEEDS; index += 1) {
      const seed = `interpreted-${index}`;
      const account = warm.account(seed);
      expect(account.ending[0]).toContain('"atRest"');
      expect(firstDifference(account, interpreted(subject, seed))).toBeNull();
      expect(firstDifference(account, new Engine(subject).account(seed, 5))).toBeNull();
    }
  }, 20_000 + SEEDS * 1_000);
});

/**
 * Each invariant has a planted bug: a changed rule of the model. Search finds it from the rules alone, and without it, under
 * the same profile and policy, the invariant holds.
 */
import { describe, expect, it } from 'vitest';
import { omicronInvariants } from '../../invariants/index.js';
import type { PlantedBug } from '../../models/omicron/planted-bugs.js';
import { Engine } from '../../sim/explore/engine.js';
import { PROFILES } from '../profiles/profiles.js';
import { buildOmicron } from './omicron-4226.js';

interface Planted {
  readonly invariant: string;
  readonly bug: PlantedBug | 'the policy of 2023-10';
}

const PLANTED: readonly Planted[] = [
  { invariant: 'a healthy VM is never marked Failed', bug: 'the policy of 2023-10' },
  { invariant: 'at most one guest per instance', bug: 'no interlock' },
  { invariant: 'no missed death', bug: 'monitoring ends' },
  { invariant: 'a stop is honoured', bug: 'stop unsent' },
  { invariant: 'one content per generation', bug: 'generation kept' },
];

const SEEDS = 600;

/** The first seed that breaks the invariant without any fault, or null. */
function search(invariant: string, bug: Planted['bug'] | null): string | null {
  const policy = bug === 'the policy of 2023-10' ? '2023-10' : 'never-failed';
  const planted = bug === 'the policy of 2023-10' ? null : bug;
  const engine = new Engine(buildOmicron(policy, {}, planted), { profile: PROFILES.get('calm')!, faults: null });
  for (let index = 0; index < SEEDS; index += 1) {
    const seed = `planted-${index}`;
    if (engine.run(seed).violations.some((violation) => violation.invariant === invariant)) return seed;
  }
  return null;
}

describe('planted bugs', () => {
  it('there is one for each invariant', () => {
    expect(PLANTED.map(({ invariant }) => invariant)).toEqual(omicronInvariants.map(({ name }) => name));
  });

  for (const { invariant, bug } of PLANTED) {
    it(`"${invariant}" is broken by "${bug}", found by search, and holds without it`, () => {
      expect(search(invariant, bug)).not.toBeNull();
      expect(search(invariant, null)).toBeNull();
    });
  }
});

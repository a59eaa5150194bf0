/**
 * Each invariant has a planted bug: a changed rule of the model. Search finds it from the rules alone, without any fault, and
 * without the bug the same seeds do not break the invariant.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import type { PlantedBug } from '../../models/omicron/planted-bugs.js';
import { COMES_TO_REST } from '../../sim/explore/convergence.js';
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
  { invariant: 'a guest is referenced', bug: 'retired at stop' },
  { invariant: 'no missed death', bug: 'monitoring ends' },
  { invariant: 'a stop is honoured', bug: 'stop unsent' },
  { invariant: 'a clean stop is never Failed', bug: 'end is failure' },
  { invariant: 'one content per generation', bug: 'generation kept' },
  { invariant: 'the active VMM exists', bug: 'pointer kept' },
  { invariant: 'reservations match VMMs', bug: 'reservation kept' },
  { invariant: 'charges match instances', bug: 'charge kept' },
  { invariant: 'the network follows the VMM', bug: 'network kept' },
  { invariant: 'sagas come to their end', bug: 'undo fails' },
  { invariant: 'no wedge', bug: 'delete refused' },
  { invariant: 'the world comes to rest', bug: 'old state again' },
];

const SEEDS = 600;

function engineWith(bug: Planted['bug'] | null): Engine {
  const policy = bug === 'the policy of 2023-10' ? '2023-10' : 'never-failed';
  const planted = bug === 'the policy of 2023-10' ? null : bug;
  return new Engine(buildOmicron(policy, {}, planted), { profile: PROFILES.get('calm')!, faults: null });
}

/** The number of the first seed that breaks the invariant; `SEEDS` when none does. */
function firstBroken(invariant: string, engine: Engine): number {
  for (let seed = 0; seed < SEEDS; seed += 1) {
    if (engine.run(`planted-${seed}`).violations.some((violation) => violation.invariant === invariant)) return seed;
  }
  return SEEDS;
}

describe('planted bugs', () => {
  /** For each invariant, the first seed that breaks it without a bug: some of the real rules do. */
  const without = new Map<string, number>();

  beforeAll(() => {
    const engine = engineWith(null);
    for (let seed = 0; seed < SEEDS; seed += 1) {
      for (const { invariant } of engine.run(`planted-${seed}`).violations) {
        if (!without.has(invariant)) without.set(invariant, seed);
      }
    }
  });

  it('there is one for each invariant', () => {
    const { invariants } = buildOmicron('2023-10', {});
    expect(PLANTED.map(({ invariant }) => invariant)).toEqual([...invariants, COMES_TO_REST].map(({ name }) => name));
  });

  for (const { invariant, bug } of PLANTED) {
    it(`"${invariant}" is broken by "${bug}", found by search, and holds without it`, () => {
      expect(firstBroken(invariant, engineWith(bug))).toBeLessThan(without.get(invariant) ?? SEEDS);
    });
  }
});

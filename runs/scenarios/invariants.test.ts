/**
 * Each invariant has a planted bug: a changed rule of the model. Search finds it from the rules alone, without any fault, and
 * without the bug the same seeds do not break the invariant.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { COMES_TO_REST } from '../../sim/explore/convergence.js';
import type { Engine } from '../../sim/explore/engine.js';
import { buildOmicron } from './omicron-4226.js';
import { engineWith, PLANTED } from './planted.js';

const SEEDS = 600;

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

/**
 * The search for a way out is exhaustive, and its short cuts change no verdict: states of one normal form are alike, and what is
 * called lost is out of reach.
 */
import { describe, expect, it } from 'vitest';
import { noWedge } from '../../invariants/no-wedge.js';
import { Search } from '../../sim/explore/can-still.js';
import { Engine } from '../../sim/explore/engine.js';
import type { CanStill } from '../../sim/explore/invariant.js';
import { PROFILES } from '../profiles/profiles.js';
import { buildOmicron } from './omicron-4226.js';

const SEEDS = 60;

/** The same property without short cuts: only equal states share a verdict. */
function plainly(property: CanStill): CanStill {
  return {
    ...property,
    matters: () => true,
    normalForm: (cells, pending) => ({ text: JSON.stringify([cells, pending]), lost: new Map() }),
  };
}

describe('no wedge', () => {
  for (const policy of ['2023-10', 'never-failed']) {
    it(`comes to the same verdicts as a search without short cuts (${policy}, ${SEEDS} runs in a storm)`, () => {
      const property = noWedge(['sled-1', 'sled-2']).canStill!;
      const engine = new Engine(buildOmicron(policy, {}), { profile: PROFILES.get('storm')!, faults: null });
      const { transitions } = engine.simulation;
      const short = new Search(transitions, property);
      const plain = new Search(transitions, plainly(property));
      let wedged = 0;
      for (let seed = 0; seed < SEEDS; seed += 1) {
        if (!engine.run(`wedge-${seed}`).atRest) continue;
        const found = short.judge(engine.simulation);
        const expected = plain.judge(engine.simulation);
        expect(found.map(({ subject }) => subject), `seed ${seed}`).toEqual(expected.map(({ subject }) => subject));
        // Beside what is lost the plain search may name what else is left.
        found.forEach(({ found: { remains } }, index) =>
          expect(expected[index]!.found.remains, `seed ${seed}`).toEqual(expect.arrayContaining([...remains])));
        wedged += expected.length;
      }
      expect(wedged).toBeGreaterThan(0);
      expect(short.callsRun).toBeLessThan(plain.callsRun / 2);
    });
  }
});

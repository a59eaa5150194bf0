/**
 * Die Hard's jugs: the TLA+ examples (specifications/DieHard), after the film of 1995. Four gallons are to be measured
 * with a jug of three and a jug of five.
 *
 * 16 distinct states, 97 generated, depth 8. Four gallons are reached with six steps.
 */
import { spec } from '../../sim/process/spec.js';
import type { Classic } from './classic.js';

export function dieHard(): Classic {
  const model = spec({
    name: 'Die Hard',
    variables: { small: 0, big: 0 },
    actions: {
      'fill small': (jugs) => { jugs.small = 3; },
      'fill big': (jugs) => { jugs.big = 5; },
      'empty small': (jugs) => { jugs.small = 0; },
      'empty big': (jugs) => { jugs.big = 0; },
      'small to big': (jugs) => {
        const poured = Math.min(jugs.small, 5 - jugs.big);
        jugs.small -= poured;
        jugs.big += poured;
      },
      'big to small': (jugs) => {
        const poured = Math.min(jugs.big, 3 - jugs.small);
        jugs.big -= poured;
        jugs.small += poured;
      },
    },
  });
  return {
    model,
    invariants: [],
    examples: [{ name: 'four gallons', sentence: 'the big jug holds four gallons', holds: (world) => model.view(world).big === 4 }],
  };
}

/**
 * A linear equation over bytes, solved by counting up: the test model of Stateright's checkers (src/test_util.rs). Both
 * numbers wrap round at 256.
 *
 * 65,536 distinct states, 131,073 generated, depth 511. 2x + 10y = 14 is solved after 3 steps, 12 states into the search.
 */
import { spec } from '../../sim/process/spec.js';
import type { Classic } from './classic.js';

export interface Equation {
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

export function linearEquation({ a, b, c }: Equation): Classic {
  const model = spec({
    name: 'linear equation',
    variables: { x: 0, y: 0 },
    actions: {
      'increase x': (v) => { v.x = (v.x + 1) % 256; },
      'increase y': (v) => { v.y = (v.y + 1) % 256; },
    },
  });
  return {
    model,
    invariants: [],
    examples: [{
      name: 'solvable', sentence: `${a}x + ${b}y = ${c} for some bytes x and y`,
      holds: (world) => {
        const { x, y } = model.view(world);
        return (a * x + b * y) % 256 === c;
      },
    }],
  };
}

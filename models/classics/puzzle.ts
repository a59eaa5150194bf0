/**
 * The 8-puzzle: the example of Stateright's library documentation (src/lib.rs), from [1,4,2,3,5,8,6,7,0].
 *
 * Each move slides the tile that lies in that direction's wake into the gap. 181,440 distinct states (9!/2, the half that
 * can be reached), 483,841 generated, depth 32.
 */
import { keyed, spec } from '../../sim/process/spec.js';
import type { Classic } from './classic.js';

const FROM = [1, 4, 2, 3, 5, 8, 6, 7, 0];
const GOAL = [0, 1, 2, 3, 4, 5, 6, 7, 8];

/** Where the sliding tile comes from, seen from the gap. */
const MOVES: Readonly<Record<string, { readonly right: number; readonly down: number }>> = {
  down: { right: 0, down: -1 }, up: { right: 0, down: 1 }, right: { right: -1, down: 0 }, left: { right: 1, down: 0 },
};

export function puzzle(): Classic {
  const model = spec({
    name: '8-puzzle',
    variables: { tile: keyed(Object.fromEntries(FROM.map((tile, square) => [square, tile])) as Record<string, number>), gap: FROM.indexOf(0) },
    actions: (of) => ({
      slide: of(Object.keys(MOVES), (v, move) => {
        const { right, down } = MOVES[move]!;
        const column = (v.gap % 3) + right;
        const row = Math.floor(v.gap / 3) + down;
        if (column < 0 || column > 2 || row < 0 || row > 2) return false;
        const square = row * 3 + column;
        v.tile[v.gap] = v.tile[square]!;
        v.tile[square] = 0;
        v.gap = square;
        return true;
      }),
    }),
  });
  return {
    model,
    invariants: [],
    examples: [{
      name: 'solved', sentence: 'the tiles are in order',
      holds: (world) => {
        const { tile } = model.view(world);
        return GOAL.every((number, square) => tile[square] === number);
      },
    }],
  };
}

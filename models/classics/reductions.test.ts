/** What sleep sets and stubborn sets save on the classics: states and steps, with the properties that are checked of them. */
import { expect, test } from 'vitest';
import { reductionOf, type ReductionName } from '../../sim/explore/reductions/reduction.js';
import { abdRegister } from './abd-register.js';
import type { Classic } from './classic.js';
import { increment } from './increment.js';
import { paxos } from './paxos.js';
import { pingPong } from './ping-pong.js';
import { singleCopyRegister } from './single-copy-register.js';
import { checked } from './testing.js';
import { twoPhaseCommit } from './two-phase-commit.js';

const network = 'unordered';

type Counts = readonly [distinct: number, generated: number];

/** Terminal states, then what each reduction finds and takes. */
const CLASSICS: readonly (readonly [string, Classic, terminal: number, none: Counts, sleep: Counts, por: Counts])[] = [
  // All that is checked of it sees every resource manager: hardly any step can wait.
  ['two-phase commit, 3', twoPhaseCommit(3), 0, [288, 1_146], [288, 364], [288, 762]],
  ['increment, 3', increment(3), 16, [84, 112], [84, 104], [84, 112]],
  ['ping-pong, 1', pingPong({ max: 1, network: 'duplicating', lossy: true }), 3, [14, 21], [14, 21], [14, 21]],
  ['a single-copy register, 3 clients', singleCopyRegister({ servers: 1, clients: 3, network }), 408, [4_243, 6_778], [4_243, 4_270], [2_856, 3_669]],
  ['ABD, 2 servers', abdRegister({ servers: 2, clients: 2, network }), 16, [544, 875], [544, 557], [275, 333]],
  ['ABD, 3 servers, 1 client', abdRegister({ servers: 3, clients: 1, network }), 40, [1_449, 3_728], [1_449, 1_564], [1_133, 2_608]],
  ['Paxos, 1 client', paxos({ servers: 3, clients: 1, network }), 20, [265, 482], [265, 267], [197, 278]],
];

test.each(CLASSICS)('%s has fewer steps, the same ends and the same verdicts', (_, classic, terminal, none, sleep, por) => {
  const decided: unknown[] = [];
  const run = (name: ReductionName): Counts => {
    const search = checked(classic, { reduction: reductionOf(name) });
    expect(search.terminal).toBe(terminal);
    decided.push(search.decisions.map((decision) => decision?.faults ?? null));
    return [search.distinct, search.generated];
  };
  expect([run('none'), run('sleep'), run('por')]).toEqual([none, sleep, por]);
  expect(decided[1]).toEqual(decided[0]);
  expect(decided[2]).toEqual(decided[0]);
});

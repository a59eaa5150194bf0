/**
 * How many executions a stateless search runs of actor systems, and how many there are: the table of Mazurkiewicz traces in
 * shared/facts/model-checkers.md, section 3.5. No history is kept there.
 */
import { describe, expect, test } from 'vitest';
import { classOf, runEveryExecution } from '../../sim/explore/reductions/every-execution.js';
import { scheduleCount } from '../../sim/explore/reductions/schedule-count.js';
import { stateText } from '../../sim/explore/reductions/state-text.js';
import { StatelessSearch } from '../../sim/explore/reductions/stateless-search.js';
import { withoutHistory } from '../../sim/explore/reductions/without-history.js';
import type { Dependence } from '../../sim/explore/reductions/attempts.js';
import { abdRegister } from './abd-register.js';
import type { Classic } from './classic.js';
import { paxos } from './paxos.js';
import { singleCopyRegister } from './single-copy-register.js';

const network = 'unordered';

/** Executions that the search runs, of how many different ends, and how many executions there are. */
const PROGRAMS: readonly (readonly [string, Classic, actor: number, observed: number, ends: number, schedules: number])[] = [
  ['a single-copy register, 2 clients', singleCopyRegister({ servers: 1, clients: 2, network }), 6, 4, 2, 70],
  ['a single-copy register, 3 clients', singleCopyRegister({ servers: 1, clients: 3, network }), 90, 36, 3, 34_650],
  ['ABD, 2 servers, 2 clients', abdRegister({ servers: 2, clients: 2, network }), 2_603, 11, 3, 1_585_610],
  ['ABD, 3 servers, 1 client', abdRegister({ servers: 3, clients: 1, network }), 504, 104, 40, 80_640],
  ['Paxos, 3 servers, 1 client', paxos({ servers: 3, clients: 1, network }), 24, 24, 20, 2_802],
  ['Paxos, 3 servers, 2 clients', paxos({ servers: 3, clients: 2, network }), 1_672, 1_672, 1_268, 4_038_823],
];

function run(classic: Classic, dependence: Dependence): { executions: number; redundant: number; ends: number } {
  const search = new StatelessSearch(withoutHistory(classic.model), { invariants: [] }, { dependence });
  const ends = new Set<string>();
  search.onEnd = () => ends.add(stateText(search.relation));
  search.run();
  return { executions: search.count, redundant: search.redundant, ends: ends.size };
}

describe('the stateless search runs one execution of each trace, and reaches every end', () => {
  test.each(PROGRAMS)('of %s, where steps of one actor depend on each other', (_, classic, executions, _observed, ends) => {
    expect(run(classic, 'actor')).toEqual({ executions, redundant: 0, ends });
  });

  test.each(PROGRAMS)('of %s, where steps depend that touch the same', (_, classic, _actor, executions, ends) => {
    expect(run(classic, 'observed')).toEqual({ executions, redundant: 0, ends });
  });

  test.each([...PROGRAMS.slice(0, 1), ...PROGRAMS.slice(4, 5)])('of %s, as all its executions say', (_, { model }, actor, observed) => {
    for (const [dependence, traces] of [['actor', actor], ['observed', observed]] as const) {
      const subject = new StatelessSearch(withoutHistory(model), { invariants: [] }, { dependence });
      const classes = new Set<string>();
      subject.execution.load(subject.firstStates()[0]!);
      runEveryExecution(subject, 0, 10_000, () => classes.add(classOf(subject)));
      expect(classes.size).toBe(traces);
    }
  });

  test.each(PROGRAMS)('of %s, which has as many executions as published', (_, { model }, _actor, _observed, _ends, schedules) => {
    expect(scheduleCount(withoutHistory(model))).toBe(BigInt(schedules));
  });
});

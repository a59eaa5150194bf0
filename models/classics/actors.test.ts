/** What the actor systems do beside having the published counts (published-counts.test.ts): verdicts, ends, shortest paths. */
import { describe, expect, test } from 'vitest';
import type { Reader } from '../../sim/step/step.js';
import { contentOf } from '../../sim/explore/exhaustive/state-content.js';
import type { Search } from '../../sim/explore/exhaustive/search.js';
import { canonical, type Value } from '../../sim/world/value.js';
import { abdRegister } from './abd-register.js';
import { orderedReliableLink } from './ordered-reliable-link.js';
import { paxos } from './paxos.js';
import { linearizable, parties, valueChosen } from './register-client.js';
import { singleCopyRegister } from './single-copy-register.js';
import { checked, counts } from './testing.js';
import { twoPhaseCommit } from './two-phase-commit.js';
import { twoPhaseCommitActors } from './two-phase-commit-actors.js';
import { crashes, ignoredMessage, twoMessages } from './unit-models.js';

const depths = (search: Search): (number | null)[] => search.decisions.map((decision) => decision?.depth ?? null);

describe('a single-copy register', () => {
  test('with one server is linearizable', () => {
    const search = checked(singleCopyRegister({ servers: 1, clients: 2, network: 'unordered' }));
    expect([search.terminal, depths(search)]).toEqual([12, [null, 4]]);
  });

  test('with two servers is not, after four deliveries', () => {
    expect(depths(checked(singleCopyRegister({ servers: 2, clients: 2, network: 'unordered' })))[0]).toBe(5);
  });

  /** Row 11: Stateright ends its search in the first state that decides both properties at once. */
  test('with two servers has 54 states, and 69 generated, when Stateright ends its search', () => {
    const search = checked(singleCopyRegister({ servers: 2, clients: 2, network: 'unordered' }));
    const decidesBoth = (state: number): boolean => {
      const { cells, pending } = contentOf(search, state);
      const values = new Map(cells.map(([name, value]) => [canonical(name), value]));
      const world: Reader = { get: (name) => values.get(canonical(name)) ?? null, has: (name) => values.has(canonical(name)) };
      const all = parties(2, 2);
      return linearizable(all).check(world).broken !== null && pending.some((event) => valueChosen(all).pending!(event));
    };
    const states = Array.from({ length: search.distinct }, (_, state) => state);
    const depth = Math.min(...states.filter(decidesBoth).map((state) => search.placeOf(state).depth));
    let generated = search.initial;
    for (const state of states.filter((each) => search.placeOf(each).depth < depth)) {
      search.expansion.tellSuccessors(state, 0, () => void (generated += 1));
    }
    expect([states.filter((state) => search.placeOf(state).depth <= depth).length, generated, depth]).toEqual([54, 69, 8]);
  });
});

test('the ABD register is linearizable', () => {
  const search = checked(abdRegister({ servers: 2, clients: 2, network: 'unordered' }));
  expect([search.terminal, depths(search)]).toEqual([16, [null, 12]]);
});

test('Paxos is linearizable', () => {
  const search = checked(paxos({ servers: 3, clients: 2, network: 'unordered' }));
  expect([search.terminal, depths(search)]).toEqual([1_268, [null, 9]]);
});

test('the ordered reliable link delivers in order and once', () => {
  expect(checked(orderedReliableLink()).decisions.map((decision) => decision !== null)).toEqual([false, true]);
});

describe('two-phase commit as actors', () => {
  test.each([1, 2, 4])('has the states and steps of the specification where messages stay, with %i', (rms) => {
    expect(counts(twoPhaseCommitActors(rms, 'duplicating'))).toEqual(counts(twoPhaseCommit(rms)));
  });

  test.each(['unordered', 'duplicating', 'ordered'] as const)('is consistent on an %s network, and can end both ways', (network) => {
    expect(checked(twoPhaseCommitActors(3, network)).decisions.map((decision) => decision !== null)).toEqual([false, true, true]);
  });
});

describe('the unit models', () => {
  const logs = (network: 'unordered' | 'ordered'): string[] => {
    const search = checked(twoMessages(network));
    return Array.from({ length: search.distinct }, (_, state) =>
      canonical(contentOf(search, state).cells.find(([name]) => name[2] === 'log')?.[1] as Value)).sort();
  };

  test('two messages arrive in either order on an unordered network, and as they were sent on an ordered one', () => {
    expect(logs('unordered')).toEqual(['["1","2"]', '["1"]', '["2","1"]', '["2"]', '[]']);
    expect(logs('ordered')).toEqual(['["2","1"]', '["2"]', '[]']);
  });

  test('an ignored message ends a run on an unordered network, and not on an ordered one', () => {
    expect([checked(ignoredMessage('unordered')).terminal, checked(ignoredMessage('ordered')).terminal]).toEqual([1, 1]);
  });

  test('no run ends where actors crash and recover', () => {
    expect(checked(crashes(1)).terminal).toBe(0);
  });
});

import { describe, expect, it } from 'vitest';
import type { Action } from '../../models/omicron/policies/action.js';
import { EXAMPLES } from '../../models/omicron/policies/cells.js';
import { cellOf } from '../../models/omicron/policies/failed-call.js';
import { openPolicy } from '../../models/omicron/policies/open-policy.js';
import { RestCheck } from '../../sim/explore/exhaustive/rest/rest-check.js';
import { Search } from '../../sim/explore/exhaustive/search.js';
import { includes, type Table } from '../../sim/explore/tables/table.js';
import { buildRunningInstance } from '../scenarios/running-instance.js';
import { candidatesOf } from './candidates.js';
import { dominates, priceCandidates, TOLD_PRICES } from './pareto.js';
import type { PolicySpace } from './policy-space.js';
import { DEFAULT_OBLIGATIONS } from './policy-search-request.js';
import { actionsOf, searchPolicies, type PolicySearchWatcher } from './policy-search.js';
import { refutationStory } from './refutation-story.js';

const space: PolicySpace = {
  rules: [], leftOut: ['retry'], faults: null, faultKinds: ['injected-500', 'lost-reply'], faultsMax: 1, requests: 1, sleds: 1, statesMax: 200_000,
};
const unwatched: PolicySearchWatcher = { pass: () => undefined, searching: () => undefined, pause: () => Promise.resolve(false) };

/** What one complete table breaks, by a search of its own. */
function brokenBy(space: PolicySpace, table: Table, obligations: readonly string[]): string[] {
  const built = buildRunningInstance(openPolicy(space.rules, (cell) => [table.get(cell) as Action]), space, null);
  const invariants = built.properties.invariants.filter(({ name }) => obligations.includes(name));
  const search = new Search(built.model, { invariants }, { faultsMax: space.faultsMax, faultKinds: space.faultKinds, timing: 'ranges' });
  while (!search.advance());
  const rest = new RestCheck(search).run();
  const always = invariants.filter(({ when }) => when === 'always').filter((_, nth) => (search.decisions[nth] ?? null) !== null);
  return [...always, ...rest.decisions.filter(({ broken }) => broken !== null).map(({ invariant }) => invariant)].map(({ name }) => name);
}

describe('a search of policies', () => {
  const searched = searchPolicies(space, DEFAULT_OBLIGATIONS, unwatched);

  // All 81 tables take a minute and a half: BRUTE_FORCE=1 asks for them. Otherwise some of those of two actions.
  const every = process.env['BRUTE_FORCE'] === '1' ? 1 : 4;

  it('leaves exactly the tables that a search of each finds to meet the obligations', async () => {
    const few: PolicySpace = { ...space, faultKinds: ['refused'], leftOut: every === 1 ? ['retry'] : ['retry', 'instance Failed, pointer kept'] };
    const { cells, refutations, obligations, left, tables, isComplete } = await searchPolicies(few, DEFAULT_OBLIGATIONS, unwatched);
    const all = cells.reduce<Table[]>(
      (some, cell) => some.flatMap((table) => actionsOf(few)(cell).map((action) => new Map([...table, [cell, action]]))), [new Map()]);
    expect([isComplete, tables]).toEqual([true, BigInt(all.length)]);
    const stands = (table: Table): boolean => !refutations.some(({ part }) => includes(table, part));
    expect(left).toBe(BigInt(all.filter(stands).length));
    const tried = all.filter((_, nth) => nth % every === 0);
    expect(tried.map((table) => brokenBy(few, table, obligations).length === 0)).toEqual(tried.map(stands));
    expect(new Set(tried.map(stands)).size).toBe(2);
  }, 300_000);

  it('sets aside what breaks whatever the policy says, with an execution that consults none', async () => {
    const { independent, obligations } = await searched;
    expect(independent.map(({ invariant }) => invariant)).toEqual(['a stop is honoured']);
    expect(obligations).toEqual(DEFAULT_OBLIGATIONS.filter((name) => name !== 'a stop is honoured'));
    const { trace, faults } = refutationStory(space, new Map(), independent[0]!);
    expect([trace.steps.flatMap(({ marks }) => marks.filter((mark) => mark.includes('policy consulted'))), faults]).toEqual([[], 1]);
  });

  it('tells an execution behind each refutation that consults its cells, and breaks what it says', async () => {
    for (const { part, story } of (await searched).refutations) {
      const { trace, violation } = refutationStory(space, part, story);
      const consulted = trace.steps.flatMap(({ writes }) => writes.filter(({ cell }) => cell[1] === 'decision table')).at(-1)?.after;
      expect(consulted).toEqual(Object.fromEntries(part));
      expect(violation?.invariant).toBe(story.invariant);
    }
  });

  it('finds that no table stands where what is known is too little, by executions that are each needed', async () => {
    const onlyFailed: PolicySpace = { ...space, leftOut: ['retry', 'nothing'] };
    const { left, example, conflict } = await searchPolicies(onlyFailed, ['a healthy VM is never marked Failed'], unwatched);
    expect([left, example]).toEqual([0n, null]);
    expect(new Set(conflict.map(({ part }) => [...part.values()][0]))).toEqual(new Set(['instance Failed, pointer cleared', 'instance Failed, pointer kept']));
  });

  it('says unknown when it may not search all executions', async () => {
    const { isComplete, faultsCompleted } = await searchPolicies({ ...space, statesMax: 500 }, DEFAULT_OBLIGATIONS, unwatched);
    expect([isComplete, faultsCompleted]).toEqual([false, null]);
  });

  it('prices tables that stand, each of which prefers another action where it may', async () => {
    const result = await searched;
    const candidates = candidatesOf(result);
    expect(candidates.length).toBeGreaterThan(1);
    for (const { table, policy, prefers } of candidates) {
      expect(result.refutations.some(({ part }) => includes(table, part))).toBe(false);
      for (const question of EXAMPLES) {
        const decided = table.get(cellOf(question));
        if (decided !== undefined) expect(policy.decide(question)).toBe(decided);
      }
      expect([...table.values()]).toContain(prefers);
    }
    const priced = await priceCandidates(candidates.slice(0, 2), 5, 'lossy', { pricing: () => undefined, pause: () => Promise.resolve(false) });
    expect(priced.map(({ prices }) => prices.length)).toEqual([TOLD_PRICES.length, TOLD_PRICES.length]);
  });
});

it.each([
  [[1, 2], [1, 3], true], [[1, 2], [1, 2], false], [[0, 3], [1, 2], false], [[null, 1], [5, 2], true], [[null, 1], [5, 1], false],
])('prices %j beat %j in one and lose in none: %s', (one, other, expected) => {
  expect(dominates(one, other)).toBe(expected);
});

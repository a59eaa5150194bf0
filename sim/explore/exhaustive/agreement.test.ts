/** The search agrees with the plainest search there is, on the classics and on random models of every form. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plainSearch, type PlainSearchResult } from '../../interpreter/plain-search.js';
import { smallToy } from '../../interpreter/small-toys.fixture.js';
import { timedToy } from '../../interpreter/timed-toys.fixture.js';
import { toyModel } from '../../interpreter/toy-model.js';
import type { Model } from '../../process/model.js';
import { ModelFault } from '../../process/model-fault.js';
import type { Value } from '../../world/value.js';
import { pathTo } from './path.js';
import type { Properties } from './properties.js';
import { Search } from './search.js';

const MODELS = Number(process.env['WHATIF_TOYS'] ?? 80);
const STATES_MAX = 200;

type Timing = 'ranges' | 'free';

function searched(model: Model, properties: Properties, faultsMax: number, statesMax: number, timing: Timing = 'free'): Search | null {
  const search = new Search(model, properties, { faultsMax, statesMax, bytesMax: 1 << 24, timing }).run();
  return search.ending === 'states' ? null : search;
}

function summary({ distinct, generated, depthMax, terminal, decisions }: Search): PlainSearchResult {
  return {
    distinct, generated, depth: depthMax, terminal,
    decisions: decisions.map((decision) => (decision === null ? null : { faults: decision.faults, depth: decision.depth })),
  };
}

describe('the search and the plainest one', () => {
  test.each([['free', smallToy], ['ranges', timedToy]] as const)('find the same states, depths and verdicts in random models, with timing %s', (timing, models) => {
    let compared = 0;
    let broken = 0;
    let ordered = 0;
    fc.assert(fc.property(models, fc.nat({ max: 2 }), (given, faultsMax) => {
      const { model, invariants } = toyModel(given);
      let expected: PlainSearchResult | null = null;
      try {
        expected = plainSearch(model, { invariants }, faultsMax, STATES_MAX, timing);
      } catch (error) {
        if (!(error instanceof ModelFault)) throw error;
        expect(() => searched(model, { invariants }, faultsMax, STATES_MAX * 2, timing)).toThrow(ModelFault);
        return;
      }
      const search = searched(model, { invariants }, faultsMax, expected === null ? STATES_MAX : STATES_MAX * 2, timing);
      expect(search === null ? null : summary(search)).toEqual(expected);
      if (search === null) return;
      compared += 1;
      if (timing === 'ranges' && searched(model, { invariants }, faultsMax, STATES_MAX * 2)?.distinct !== search.distinct) ordered += 1;
      for (const decision of search.decisions) {
        if (decision === null) continue;
        broken += 1;
        const path = pathTo(search, decision.state);
        expect(path).toHaveLength(decision.depth - 1);
        expect(path.reduce((sum, { faults }) => sum + faults, 0)).toBe(decision.faults);
      }
    }), { numRuns: MODELS, seed: 4226 });
    expect(compared).toBeGreaterThan(MODELS / 5);
    expect(broken).toBeGreaterThan(MODELS / 20);
    if (timing === 'ranges') expect(ordered).toBeGreaterThan(compared / 10);
  }, 60_000 + MODELS * 500);
});

/** A search whose engine met all values, events and cells in the opposite order. */
function searchedWithOtherIds(model: Model, properties: Properties, former: Search): Search {
  const search = new Search(model, properties, { ...former.options });
  const { interner, cells, contents, choices } = former.transitions;
  for (let id = interner.size - 1; id > 0; id -= 1) search.transitions.interner.intern(interner.value(id));
  for (const name of [...cells.names].reverse()) search.transitions.cells.id(name);
  for (const event of [...contents.events].reverse()) search.transitions.contents.id(event as unknown as Value);
  for (const choice of [...choices.choices].reverse()) search.transitions.choices.id(choice);
  return search.run();
}

test('nothing observable depends on ids: the counts, the verdicts and the counterexamples are the same whatever they are', () => {
  fc.assert(fc.property(smallToy, fc.nat({ max: 1 }), (given, faultsMax) => {
    const { model, invariants } = toyModel(given);
    let first: Search | null = null;
    try {
      first = searched(model, { invariants }, faultsMax, STATES_MAX);
    } catch (error) {
      if (!(error instanceof ModelFault)) throw error;
    }
    if (first === null) return;
    const second = searchedWithOtherIds(model, { invariants }, first);
    expect(summary(second)).toEqual(summary(first));
    first.decisions.forEach((decision, index) => {
      if (decision === null) return;
      const told = (search: Search): Value[] => pathTo(search, search.decisions[index]!.state).map(({ event, options }) => [event as unknown as Value, options]);
      expect(told(second)).toEqual(told(first!));
    });
  }), { numRuns: MODELS, seed: 4226 });
}, 60_000);

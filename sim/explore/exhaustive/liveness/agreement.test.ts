/** The check of leads-to properties agrees with the plainest one there is, on random models whose states come again. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainGraph, plainLeadsTo } from '../../../interpreter/plain-graph.js';
import { flawOf } from '../../../interpreter/plain-lasso.js';
import { toyModel } from '../../../interpreter/toy-model.js';
import { TOY_NUMBERS, turningToy } from '../../../interpreter/turning-toys.fixture.js';
import { ModelFault } from '../../../process/model-fault.js';
import type { Reader } from '../../../step/step.js';
import { initialOptionsOf } from '../path.js';
import type { LeadsTo } from '../properties.js';
import { Search } from '../search.js';
import { LeadsToCheck } from './leads-to-check.js';

const MODELS = Number(process.env['WHATIF_TOYS'] ?? 60);
const STATES_MAX = 60;

/** Each of some numbers, when it is `from`, comes to be one of `to`. */
const property: fc.Arbitrary<LeadsTo> = fc.record({
  from: fc.nat({ max: 2 }), to: fc.array(fc.nat({ max: 5 }), { maxLength: 3 }), stays: fc.boolean(), atStart: fc.boolean(),
}).map(({ from, to, stays, atStart }) => {
  const value = (world: Reader, at: number): number => (world.get(TOY_NUMBERS[at]!) ?? 0) as number;
  return {
    name: `from ${from} to ${to.join(' or ')}`, sentence: '', source: '', antecedent: '', stays, atStart,
    owed: (world) => TOY_NUMBERS.flatMap((_, at) => (value(world, at) === from ? [String(at)] : [])),
    paid: (world, subject) => to.includes(value(world, Number(subject))),
  };
});

test('finds what is owed for ever in random models, with the fewest faults', () => {
  let compared = 0;
  let ends = 0;
  let loops = 0;
  fc.assert(fc.property(turningToy, fc.array(property, { minLength: 1, maxLength: 3 }), fc.nat({ max: 2 }), (given, leadsTo, faultsMax) => {
    const { model } = toyModel(given);
    const properties = { invariants: [], leadsTo };
    try {
      const graph = plainGraph(model, properties, faultsMax, STATES_MAX);
      if (graph === null) return;
      const search = new Search(model, properties, { faultsMax, bytesMax: 1 << 24 }).run();
      const check = new LeadsToCheck(search).run();
      const expected = leadsTo.map((each) => plainLeadsTo(graph, each, faultsMax));
      expect(check.decisions.map(({ broken }) => broken?.faults ?? null)).toEqual(expected);
      compared += 1;
      for (const { property: broke, broken } of check.decisions) {
        if (broken === null) continue;
        if (broken.loop.length > 0) loops += 1;
        else ends += 1;
        const lasso = { ...broken, initialOptions: initialOptionsOf(search, broken.start) };
        expect(flawOf(model, broke, lasso, false)).toBe(null);
      }
    } catch (error) {
      if (!(error instanceof ModelFault)) throw error;
    }
  }), { numRuns: MODELS, seed: 4226 });
  expect(compared).toBeGreaterThan(MODELS / 6);
  expect(ends).toBeGreaterThan(MODELS / 10);
  expect(loops).toBeGreaterThan(MODELS / 20);
}, 60_000);

import { expect, test } from 'vitest';
import { Search } from '../../sim/explore/exhaustive/search.js';
import lamp from './lamp.js';

test('the lamp is off when both switches are up, unless a wire breaks', () => {
  const search = new Search(lamp.model, lamp).run();
  expect([search.ending, search.distinct, search.generated, search.depthMax]).toEqual(['complete', 7, 13, 3]);
  // Broken with one fault, after two steps: an initial state has depth 1.
  expect(search.decisions[0]).toMatchObject({ faults: 1, depth: 3, evidence: 'the lamp is on' });
  // Met without a fault, after one step.
  expect(search.decisions[1]).toMatchObject({ faults: 0, depth: 2 });
});

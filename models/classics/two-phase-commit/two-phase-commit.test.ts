import { describe, expect, test } from 'vitest';
import { Search } from '../../../sim/explore/exhaustive/search.js';
import { twoPhaseCommit } from './two-phase-commit.js';

function counts(rms: number): [distinct: number, generated: number, depth: number] {
  const { model, ...properties } = twoPhaseCommit(rms);
  const search = new Search(model, properties).run();
  expect(search.ending).toBe('complete');
  expect(search.decisions.map((decision) => decision !== null)).toEqual([false, true, true]);
  return [search.distinct, search.generated, search.depthMax];
}

describe('two-phase commit', () => {
  test('has the published counts with 3 and 5 resource managers', () => {
    expect(counts(3)).toEqual([288, 1_146, 11]);
    expect(counts(5)).toEqual([8_832, 58_146, 17]);
  });

  test.each([1, 2, 4, 6])('follows the closed forms with %i', (n) => {
    const generated = 2 + (n + 1) * 4 ** n + 2 * n * 6 ** (n - 1) + n * 6 ** n + n * 2 ** n;
    expect(counts(n)).toEqual([6 ** n + 4 ** n + 2 ** n, generated, 3 * n + 2]);
  });
});

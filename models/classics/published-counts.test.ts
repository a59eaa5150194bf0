/** Every published row that is small enough is counted; the README's table says the same. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { PUBLISHED_COUNTS, publishedTable } from './published-counts.js';
import { checked } from './testing.js';

describe('published state counts', () => {
  for (const { row, model, parameters, build, distinct, generated, depth, how, where, isOurs } of PUBLISHED_COUNTS) {
    if (where !== 'test') continue;
    test(`${isOurs === true ? 'ours' : `row ${row}`}: ${model}, ${parameters}${how === undefined ? '' : `, ${how}`}`, () => {
      const search = checked(build(), { stopWhenDecided: how?.includes('until all properties are decided') === true, strategy: how?.startsWith('depth first') === true ? 'dfs' : 'bfs', symmetry: how === 'up to symmetry' });
      const counted = search.generated + (how === 'with what TLC counts outside' ? search.expansion.outside : 0);
      expect([search.distinct, counted, search.depthMax]).toEqual([distinct, generated ?? counted, depth ?? search.depthMax]);
    });
  }
});

test('the README has the table of published counts (publishedTable in published-counts.ts)', () => {
  expect(readFileSync(path.join(import.meta.dirname, 'README.md'), 'utf8')).toContain(publishedTable());
});

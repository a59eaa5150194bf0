import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { projectRoot } from '../build/model-hash.js';
import { findCycle, importsOf, readImportGraph } from './import-cycles.js';

test('no source file imports itself through others', () => {
  const folders = ['sim', 'models', 'invariants', 'runs'].filter((folder) => existsSync(path.join(projectRoot, folder)));
  expect(findCycle(readImportGraph(projectRoot, folders))?.join(' -> ')).toBeUndefined();
});

describe('the search for cycles', () => {
  test('shows the files along a cycle, without the way that led there', () => {
    const graph = new Map([
      ['start.ts', ['a.ts']],
      ['a.ts', ['b.ts']],
      ['b.ts', ['c.ts', 'leaf.ts']],
      ['c.ts', ['a.ts']],
      ['leaf.ts', []],
    ]);
    expect(findCycle(graph)).toEqual(['a.ts', 'b.ts', 'c.ts', 'a.ts']);
  });

  test('accepts two ways to one file', () => {
    const graph = new Map([
      ['top.ts', ['left.ts', 'right.ts']],
      ['left.ts', ['bottom.ts']],
      ['right.ts', ['bottom.ts']],
      ['bottom.ts', []],
    ]);
    expect(findCycle(graph)).toBeUndefined();
  });

  test('counts imports and re-exports of values, and leaves out types and packages', () => {
    const text = `
      import { a } from './a.js';
      import { type B } from '../b.js';
      import './c.js';
      export * from './d/d.js';
      export { e } from './e.js';
      import type { F } from './f.js';
      export type { G } from './g.js';
      import h from 'node:fs';
    `;
    expect(importsOf('sim/step/one.ts', text)).toEqual(['sim/step/a.ts', 'sim/b.ts', 'sim/step/c.ts', 'sim/step/d/d.ts', 'sim/step/e.ts']);
  });
});

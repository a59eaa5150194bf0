import path from 'node:path';
import { ESLint } from 'eslint';
import { describe, expect, test } from 'vitest';
import { projectRoot } from '../build/model-hash.js';

const eslint = new ESLint({ cwd: projectRoot });

/** What ESLint, with the project's own configuration, says about a text as if it stood in that file. */
async function complaints(file: string, text: string): Promise<string[]> {
  const [result] = await eslint.lintText(text, { filePath: path.join(projectRoot, file) });
  return (result?.messages ?? []).map((message) => message.message);
}

const IN_A_MODEL = 'models/omicron/sled-agent.ts';

describe('sim/, models/ and invariants/ may not look outside the world', () => {
  test.each<[string, string]>([
    ['export const now = Date.now();', 'wall clock'],
    ['export const now = new Date();', 'wall clock'],
    ['export const now = performance.now();', 'wall clock'],
    ['export const coin = Math.random();', 'unnamed random source'],
    ['export const id = crypto.randomUUID();', 'unnamed random source'],
    ['export const x = Math.log(2);', 'approximate'],
    ['export const x = Math.exp(2);', 'approximate'],
    ['export const x = Math.sin(2) + 1;', 'approximate'],
    ['export const x = Math.cos(2);', 'approximate'],
    ['export const x = Math.pow(2, 3);', 'approximate'],
    ["export const x = Math['log'](2);", 'approximate'],
    ['const { log } = Math; export const x = log(2);', 'full name'],
    ['export const x = (y: number) => y ** 3;', 'approximate **'],
    ['setTimeout(() => 1, 5);', 'host'],
    ['setInterval(() => 1, 5);', 'host'],
    ['setImmediate(() => 1);', 'host'],
    ['queueMicrotask(() => 1);', 'host'],
    ['export const home = process.env;', 'any JavaScript engine'],
    ["void fetch('http://localhost');", 'any JavaScript engine'],
    ["export const copy = structuredClone({ a: 1 });", 'any JavaScript engine'],
    ['export const here = import.meta.url;', 'any JavaScript engine'],
    ["console.log('here');", 'Output belongs to runs/'],
    ['export const clock = globalThis.performance;', 'reaches every global'],
    ["export const order = 'a'.localeCompare('b');", 'locale'],
    ['export const text = (1234).toLocaleString();', 'locale'],
    ['export const where = new Error().stack;', 'made by the JavaScript engine'],
    ["export const later = import('./other.js');", 'load code while it goes'],
  ])('%s', async (text, reason) => {
    for (const file of [IN_A_MODEL, 'invariants/one.ts', 'sim/step/one.ts']) {
      expect((await complaints(file, text)).join('\n')).toContain(reason);
    }
    expect(await complaints('runs/cli/one.ts', text)).toEqual([]);
    expect(await complaints('sim/step/one.test.ts', text)).toEqual([]);
  });

  test('models and invariants may not wait on promises, since a promise is no cell', async () => {
    const text = 'export async function stop(): Promise<void> { await stop(); }';
    expect((await complaints(IN_A_MODEL, text)).join('\n')).toContain('Write a generator');
    expect((await complaints('invariants/one.ts', text)).join('\n')).toContain('Write a generator');
    expect(await complaints('sim/explore/one.ts', text)).toEqual([]);
  });

  test('exact arithmetic, and local names that look like globals, are allowed', async () => {
    const text = `
      export const WORDS = 2 ** 32;
      export const half = (n: number): number => Math.floor(Math.imul(n, 5) / 2) + Math.max(1, Math.abs(n));
      export const nameOf = (process: { name: string }): string => process.name;
    `;
    expect(await complaints(IN_A_MODEL, text)).toEqual([]);
  });
});

describe('imports point one way', () => {
  const one = (source: string): string => `import { x } from '${source}';\nexport const y: unknown = x;`;

  test.each<[string, string]>([
    ['sim/step/a.ts', '../../models/omicron/vmm.js'],
    ['sim/step/a.ts', '../../invariants/a.js'],
    ['sim/a.ts', '../runs/cli/main.js'],
    ['models/omicron/a.ts', '../../invariants/a.js'],
    ['models/omicron/a.ts', '../../runs/cli/main.js'],
    ['invariants/a.ts', '../runs/cli/main.js'],
    ['sim/step/a.test.ts', '../../models/omicron/vmm.js'],
  ])('%s must not import %s', async (file, source) => {
    expect((await complaints(file, one(source))).join('\n')).toContain('imports point one way');
    const retold = [`export { x } from '${source}';`, `export * from '${source}';`, `export type X = import('${source}').X;`];
    for (const text of retold) expect((await complaints(file, text)).join('\n')).toContain('imports point one way');
  });

  test.each<[string, string]>([
    ['runs/cli/a.ts', '../../invariants/a.js'],
    ['runs/cli/a.ts', 'commander'],
    ['runs/cli/a.ts', 'node:fs'],
    ['invariants/a.ts', '../models/omicron/vmm.js'],
    ['models/omicron/a.ts', '../../sim/world/value.js'],
    ['sim/process/a.ts', '../world/value.js'],
    ['sim/random/a.ts', 'seedrandom/lib/alea.js'],
    ['sim/random/a.test.ts', 'fast-check'],
  ])('%s may import %s', async (file, source) => {
    expect(await complaints(file, one(source))).toEqual([]);
  });

  test.each<[string, string, string]>([
    ['sim/step/a.ts', 'node:fs', "is Node's"],
    [IN_A_MODEL, 'node:crypto', "is Node's"],
    [IN_A_MODEL, 'fs', 'must not import the package'],
    ['sim/show/a.ts', 'chalk', 'must not import the package'],
    ['sim/step/a.ts', 'seedrandom', 'only package allowed is seedrandom, in sim/random'],
    ['sim/step/a.ts', '../world/value', "Write the '.js' suffix"],
    ['sim/step/a.ts', '../../bin/build.js', 'leads out of'],
  ])('%s must not import %s: %s', async (file, source, reason) => {
    expect((await complaints(file, one(source))).join('\n')).toContain(reason);
  });
});

/** The documented examples, as a new user has them: from another folder, with whatif as an installed package. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { beforeAll, expect, test } from 'vitest';
import { ensureCompiled } from '../build/compiled.js';
import { projectRoot } from '../build/model-hash.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'whatif-user-'));

/** The first example in a README. */
function example(readme: string): string {
  const text = /```ts\n(?<code>[\s\S]*?)```/.exec(readFileSync(path.join(projectRoot, readme), 'utf8'))?.groups?.['code'];
  if (text === undefined) throw new Error(`${readme} has no example`);
  return text;
}

beforeAll(async () => {
  await ensureCompiled();
  mkdirSync(path.join(folder, 'node_modules'));
  writeFileSync(path.join(folder, 'package.json'), '{ "name": "user", "type": "module" }\n');
  symlinkSync(projectRoot, path.join(folder, 'node_modules', 'whatif'), 'junction');
  for (const name of ['vitest', 'fast-check']) symlinkSync(path.join(projectRoot, 'node_modules', name), path.join(folder, 'node_modules', name), 'junction');
}, 120_000);

test('the examples of the READMEs pass in a suite of somebody else, and a failing test shows the story, the seed and the replay line', { timeout: 120_000 }, () => {
  writeFileSync(path.join(folder, 'orders.test.ts'), example('runs/vitest/README.md'));
  writeFileSync(path.join(folder, 'any-orders.test.ts'), example('runs/fast-check/README.md'));
  writeFileSync(path.join(folder, 'failing.test.ts'), `
    import { test } from 'vitest';
    import { expectHolds, scenario } from 'whatif/vitest';
    test('orders', () => expectHolds(scenario('example-counter'), { invariant: 'an order is counted at most once', seeds: 200 }));
  `);
  const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(projectRoot, 'node_modules', 'vitest', 'vitest.mjs'), 'run'], {
    cwd: folder, encoding: 'utf8', env: { ...process.env, VITEST: undefined, NO_COLOR: '1' },
  });
  const out = stripVTControlCharacters(stdout + stderr);
  expect(out).toContain('1 failed | 5 passed');
  expect(status).toBe(1);
  expect(out).toMatch(/ViolationError: an order is counted at most once is violated \(seed vitest-\d+, step \d+, 1 fault; in \d+ of 200 runs\)/);
  expect(out).toContain('counter answers shop');
  const file = /npx whatif replay (\S+)/.exec(out)?.[1] ?? '';
  const replayed = spawnSync(process.execPath, [path.join(projectRoot, 'bin', 'whatif.js'), 'replay', file], { cwd: folder, encoding: 'utf8' });
  expect(replayed.stdout).toContain('The run fails as recorded');
});

/**
 * `npm run everywhere`: the same seeds on Node 20, 22 and 24 and in a headless Chromium. Prints a page in Markdown (EVERYWHERE.md is
 * what it printed), and fails when a hash differs.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { modelHash } from '../build/model-hash.js';
import { parseWhole } from '../cli/numbers.js';
import { runMain } from '../terminal/failure.js';
import { seedHashes } from './hashes.js';
import { runtimes } from './runtimes.js';

const DEFAULT_SEEDS = '200';

await runMain(async () => {
  const seeds = parseWhole(process.argv[2] ?? DEFAULT_SEEDS, 'the number of seeds', 1, 100_000);
  const folder = mkdtempSync(path.join(os.tmpdir(), 'whatif-everywhere-'));
  try {
    const here = seedHashes(seeds);
    const rows = [`| this process: Node ${process.version} | | ${digest(here)} | |`];
    let different = 0;
    for (const { name, origin, hashes } of runtimes(folder, (text) => void process.stderr.write(text))) {
      const there = await hashes(seeds);
      const differing = here.filter((hash, index) => hash !== there[index]).length + Math.abs(here.length - there.length);
      different += differing;
      rows.push(`| ${name} | ${origin} | ${digest(there)} | ${differing === 0 ? `all ${seeds} equal` : `${differing} of ${seeds} DIFFER`} |`);
    }
    process.stdout.write([
      `${seeds} seeds of omicron-4226 (policy 2023-10, profile mixed), model ${modelHash().slice(0, 12)}, on ${os.platform()} ${os.arch()}.`, '',
      '| runtime | from | digest of all hashes | compared with the first |', '|---|---|---|---|', ...rows, '',
    ].join('\n'));
    return different === 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

function digest(hashes: readonly string[]): string {
  return createHash('sha256').update(hashes.join('\n')).digest('hex').slice(0, 16);
}

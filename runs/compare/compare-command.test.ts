import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { startThread } from '../campaign/workers.js';
import { ensureCompiled } from '../build/compiled.js';
import { temporaryDirectory, transcript, type Transcript } from '../cli/test-surroundings.js';
import type { Surroundings } from '../cli/surroundings.js';
import { omicron4226 } from '../scenarios/omicron-4226.js';
import type { Comparison } from './comparison.js';

const directory = temporaryDirectory();
const compare = (options: string, changes: Partial<Surroundings> = {}): Promise<Transcript> =>
  transcript(`compare ${options}`, directory, { scenarios: [omicron4226], ...changes });
const SMALL = '--policies 2023-10,unwind-only --profiles lossy --seeds 20 --no-trade-off --no-robustness';

describe('whatif compare', () => {
  test('gives the same report again, to the last byte, whoever does the work', async () => {
    await ensureCompiled();
    const options = `${SMALL} --check-faults 0 --check-states 300 --json`;
    const { out, exitCode } = await compare(options);
    expect(exitCode).toBe(0);
    expect((await compare(options)).out).toBe(out);
    expect((await compare(`${options} --workers 2`, { startWorker: startThread })).out).toBe(out);
  }, 180_000);

  test('tells verdicts, decisions, prices, pairs and how to repeat it, in the terminal and in files that say the same', async () => {
    const { out, errors } = await compare(`${SMALL} --check-faults 1 --check-states 4200 --report r.html --markdown r.md`);
    for (const part of ['broken at 1', 'holds ≤ 0', 'in truth', 'wrongly Failed', 'sign test', 'only 2023-10 breaks', '--seeds 1', 'How to repeat it']) expect(out).toContain(part);
    expect(errors).toContain('Written: r.html');
    const markdown = readFileSync(path.join(directory, 'r.md'), 'utf8');
    const html = readFileSync(path.join(directory, 'r.html'), 'utf8');
    for (const text of [markdown, html]) expect(text).toContain('npx whatif check running-instance --policy 2023-10 --fault-class');
    expect(markdown.length).toBeLessThan(65_536);
    // Nothing is fetched, and nothing runs.
    expect(html).not.toMatch(/<script|<link|<img|src=|href=|url\(|@import/);
    expect(html).toContain("default-src 'none'");
  }, 60_000);

  test('a policy of one\'s own is compared by its path', async () => {
    const file = 'models/omicron/policies/examples/patient.ts';
    const { out, exitCode } = await compare(`--policies 2023-10,${path.resolve(file)} --profiles lossy --seeds 10 --no-check --no-trade-off --no-robustness`);
    expect(exitCode).toBe(0);
    expect(out).toContain('patient.ts: retry what was refused unexecuted');
  }, 60_000);

  test('that is stopped keeps what was done, and says what is missing', async () => {
    let stop = (): void => undefined;
    let noted = 0;
    const { out, exitCode } = await compare(`${SMALL} --no-check --seeds 100 --json`, {
      showsProgress: true, onInterrupt: (stopping) => ((stop = stopping), () => undefined),
      note: () => void ((noted += 1) === 1 && stop()),
    });
    const { missing, runs } = JSON.parse(out) as Comparison;
    expect(exitCode).toBe(130);
    expect(missing).toEqual(['runs: 4 of 5 jobs']);
    expect(runs).toBe(2 * 20);
  }, 60_000);
});

describe('what cannot be done is said before the work', () => {
  beforeAll(() => {
    mkdirSync(path.join(directory, 'folder'), { recursive: true });
    writeFileSync(path.join(directory, 'file'), '');
    writeFileSync(path.join(directory, 'broken.ts'), 'export default { name: 1 };');
  });

  test.each([
    ['omicron-4227', "unknown experiment 'omicron-4227'. Did you mean 'omicron-4226'?"],
    ['--policies 2023-10,gone-olny', "Did you mean 'gone-only'?"],
    ['--policies 2023-10,2023-10', "names '2023-10' twice"],
    ['--policies ,', 'names nothing'],
    ['--policies 2023-10,./nowhere.ts', 'There is no file'],
    ['--policies 2023-10,./broken.ts', 'broken.ts'],
    ['--profiles lossy,crashyy', "unknown profile 'crashyy'. Did you mean 'crashy'?"],
    ['--seeds 0', "'0' is not a number for --seeds"],
    ['--check-faults many', "'many' is not a number for --check-faults"],
    ['--report folder', 'folder is a folder'],
    ['--markdown file/report.md', 'The report cannot be written'],
    ['--seed a\tb', 'is not a seed'],
  ])('%s', async (options, message) => {
    const { exitCode, out, errors } = await compare(options.replace('\t', '\u00a0'));
    expect([exitCode, out]).toEqual([2, '']);
    expect(errors).toContain(message);
    expect(existsSync(path.join(directory, 'report.html'))).toBe(false);
  });
});

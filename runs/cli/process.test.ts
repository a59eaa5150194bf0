/** Promises that only a process of its own can keep: signals, streams, exit codes. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { compiledUrl, ensureCompiled } from '../build/compiled.js';
import { temporaryDirectory } from './test-surroundings.js';

const directory = temporaryDirectory();

interface Ended {
  readonly exitCode: number | null;
  readonly out: string;
  readonly errors: string;
}

/** Starts the compiled command; `afterMilliseconds` is when it is sent a SIGINT. */
function whatif(args: readonly string[], afterMilliseconds?: number): Promise<Ended> {
  const child = spawn(process.execPath, [fileURLToPath(compiledUrl('runs/cli/main.ts')), ...args], { cwd: directory });
  let out = '';
  let errors = '';
  child.stdout.on('data', (data: Buffer) => void (out += data.toString()));
  child.stderr.on('data', (data: Buffer) => void (errors += data.toString()));
  if (afterMilliseconds !== undefined) setTimeout(() => child.kill('SIGINT'), afterMilliseconds);
  return new Promise((resolve) => child.on('close', (exitCode) => resolve({ exitCode, out, errors })));
}

beforeAll(ensureCompiled, 180_000);

describe('a process', () => {
  test('that is told to stop reports what it covered, and writes what it found', async () => {
    let runs = 0;
    // On a busy machine the first signal may come before the first run.
    for (let wait = 2_000; runs === 0 && wait <= 16_000; wait *= 2) {
      const { exitCode, out } = await whatif(['run', 'example-counter', '--seeds', '900000000', '--seed', 'stop', '--json'], wait);
      const result = JSON.parse(out) as { runs: number; interrupted: boolean; violations: { capsule: string }[] };
      expect(result.interrupted).toBe(true);
      runs = result.runs;
      if (result.violations.length > 0) {
        expect(exitCode).toBe(0);
        for (const { capsule } of result.violations) expect(existsSync(path.join(directory, capsule))).toBe(true);
      } else {
        expect(exitCode).toBe(130);
      }
    }
    expect(runs).toBeGreaterThan(0);
  }, 120_000);

  test('writes nothing but the result to stdout, without colours in a pipe, and no stack traces', async () => {
    const { exitCode, out, errors } = await whatif(['run', 'example-counter', '--seeds', '300', '--seed', 'pipe', '--workers', '2']);
    expect([exitCode, errors]).toEqual([0, '']);
    expect(out).not.toContain('\u001b');
    const mistake = await whatif(['run', 'exmple-counter']);
    expect(mistake).toMatchObject({ exitCode: 2, out: '', errors: expect.stringContaining("Did you mean 'example-counter'?") });
    expect(mistake.errors).not.toMatch(/^\s+at /m);
  }, 60_000);
});

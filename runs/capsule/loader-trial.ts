/**
 * The reader of capsules against damaged and hostile files: each is given to `whatif replay` (and some to `whatif shrink`), as if it were
 * a user's. What may come out is a verdict or a typed error; nothing may be written but what shrinking writes into the chosen folder.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import fc from 'fast-check';
import { projectRoot } from '../build/model-hash.js';
import { runCommandLine } from '../cli/command-line.js';
import { testSurroundings } from '../cli/test-surroundings.js';
import { scenarios } from '../scenarios/index.js';
import { Failure } from '../terminal/failure.js';
import { mutationsOf } from './mutations.js';

export interface LoaderResult {
  readonly files: number;
  /** How many files came to each exit code or kind of error. */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly secondsMax: number;
  /** Resident memory at its highest, beyond that at the beginning, in MB. */
  readonly megabytesMax: number;
  /** What should not have happened: each with the file that brought it about. */
  readonly faults: readonly string[];
}

/** One file in so many is shrunk, too. */
const SHRUNK_ONE_IN = 25;

/** @param seeds Capsules to change: their texts. */
export async function loaderTrial(seeds: readonly string[], files: number, seed: number): Promise<LoaderResult> {
  const root = mkdtempSync(path.join(os.tmpdir(), 'whatif-loader-'));
  const folder = path.join(root, 'given');
  const chosen = path.join(folder, 'chosen');
  mkdirSync(folder);
  const surroundings = { ...testSurroundings(folder), scenarios };
  const outcomes: Record<string, number> = {};
  const faults: string[] = [];
  let [secondsMax, megabytesMax] = [0, 0];
  const before = process.memoryUsage.rss();
  try {
    const texts = fc.sample(fc.constantFrom(...seeds).chain(mutationsOf), { numRuns: files, seed });
    for (const [number, text] of texts.entries()) {
      writeFileSync(path.join(folder, 'a.capsule.json'), text);
      const commands = [['replay', 'a.capsule.json'], ...(number % SHRUNK_ONE_IN === 0 ? [['shrink', 'a.capsule.json', '--out', 'chosen']] : [])];
      const started = performance.now();
      for (const command of commands) {
        let outcome: string;
        try {
          outcome = `exit ${await runCommandLine(command, surroundings)}`;
        } catch (error) {
          if (!(error instanceof Failure)) faults.push(`${command[0] ?? ''} of file ${number}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
          outcome = error instanceof Failure ? `${error.name}${'problem' in error ? `: ${String(error.problem)}` : ''}` : 'untyped';
        }
        outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
      }
      secondsMax = Math.max(secondsMax, (performance.now() - started) / 1000);
      megabytesMax = Math.max(megabytesMax, (process.memoryUsage.rss() - before) / 2 ** 20);
      const strays = strayFiles(root, folder, chosen);
      if (strays.length > 0) faults.push(`file ${number} made ${strays.join(', ')}`);
    }
  } finally {
    rmSync(root, { recursive: true });
  }
  return { files, outcomes, secondsMax, megabytesMax, faults };
}

/** What lies where only the given file and the chosen folder should: and in that, what is no capsule. */
function strayFiles(root: string, folder: string, chosen: string): string[] {
  const made = existsSync(chosen) ? readdirSync(chosen).filter((name) => !name.endsWith('.shrunk.capsule.json')) : [];
  return [...readdirSync(root).filter((name) => name !== 'given'), ...readdirSync(folder).filter((name) => name !== 'a.capsule.json' && name !== 'chosen'), ...made];
}

/** Capsules of both modes and of two scenarios, as they lie in this repository. */
export function seedCapsules(): string[] {
  const files = ['runs/explain/golden/counted-twice.capsule.json'];
  const regressions = 'runs/regressions';
  files.push(...readdirSync(path.join(projectRoot, regressions)).filter((name) => name.endsWith('.capsule.json')).map((name) => `${regressions}/${name}`));
  return files.map((file) => readFileSync(path.join(projectRoot, file), 'utf8'));
}

/** The result in Markdown. */
export function loaderTable({ files, outcomes, secondsMax, megabytesMax, faults }: LoaderResult): string {
  const rows = Object.entries(outcomes).sort((left, right) => right[1] - left[1]).map(([outcome, count]) => `| ${outcome} | ${count} |`);
  return [
    '| what came out | times |', '|---|--:|', ...rows, '',
    `${files} files; the slowest took ${secondsMax.toFixed(1)} s, and memory grew by at most ${Math.round(megabytesMax)} MB. ` +
    `Not as it should be: ${faults.length === 0 ? 'none' : `\n${faults.join('\n')}`}.`,
  ].join('\n');
}

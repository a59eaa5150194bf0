/** The runtimes to compare: this Node, others that npm has as packages, and a Chromium where the machine has one. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { bundle, hashesIn } from './bundle.js';

export interface Runtime {
  readonly name: string;
  /** Where it is from. */
  readonly origin: string;
  hashes(seeds: number): Promise<string[]>;
}

const MAJORS = [20, 22, 24] as const;
const CHROMIUMS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'] as const;
const OUTPUT_BYTES_MAX = 64 * 2 ** 20;

/** Fetches what is missing into this folder, by npm; the project depends on none of it. */
export function runtimes(folder: string, note: (text: string) => void): Runtime[] {
  const found = MAJORS.map((major) => {
    const name = `node-${process.platform}-${process.arch}`;
    const home = path.join(folder, `node-${major}`);
    mkdirSync(home, { recursive: true });
    note(`npm install ${name}@${major}\n`);
    execFileSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--prefix', home, `${name}@${major}`], { stdio: 'ignore' });
    return node(path.join(home, 'node_modules', name, 'bin', 'node'), `npm package ${name}@${major}`, folder);
  });
  const browser = chromium(folder);
  if (browser === null) note('There is no Chromium on this machine: it is left out.\n');
  return [...found, ...(browser === null ? [] : [browser])];
}

function node(executable: string, origin: string, folder: string): Runtime {
  const version = execFileSync(executable, ['--version'], { encoding: 'utf8' }).trim();
  return {
    name: `Node ${version}`, origin,
    hashes: async (seeds) => {
      const script = path.join(folder, 'hashes.cjs');
      writeFileSync(script, await bundle(seeds, 'node'));
      return hashesIn(execFileSync(executable, [script], { encoding: 'utf8', maxBuffer: OUTPUT_BYTES_MAX }));
    },
  };
}

function chromium(folder: string): Runtime | null {
  const places = (process.env['PATH'] ?? '').split(path.delimiter);
  const executable = CHROMIUMS.flatMap((name) => places.map((place) => path.join(place, name))).find((file) => existsSync(file));
  if (executable === undefined) return null;
  const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', `--user-data-dir=${path.join(folder, 'chromium-profile')}`];
  const version = execFileSync(executable, [...flags, '--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  return {
    name: `${version} (headless)`, origin: executable,
    hashes: async (seeds) => {
      const page = path.join(folder, 'hashes.html');
      writeFileSync(page, `<!doctype html><meta charset="utf-8"><body></body><script>${(await bundle(seeds, 'browser')).replaceAll('</script', '<\\/script')}</script>`);
      const printed = execFileSync(executable, [...flags, '--dump-dom', `file://${page}`], {
        encoding: 'utf8', maxBuffer: OUTPUT_BYTES_MAX, stdio: ['ignore', 'pipe', 'ignore'],
      });
      return hashesIn(printed);
    },
  };
}

/**
 * The model hash: which model and which engine a result or a capsule was made with (design section 6).
 *
 * sha-256 over the sorted sources (path and content) of sim/, models/ and invariants/, and over the lock file. Tests,
 * README files and runs/ are left out: they cannot change what a run does. Line ends are normalised, so a checkout on
 * Windows gives the same value. A build writes it to dist/model-hash.json, and compiled code reads that file: it
 * names the sources that were compiled, not those that happen to lie on disk now.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const HASHED_FOLDERS = ['invariants', 'models', 'sim'];
const LOCK_FILE = 'package-lock.json';

const thisFile = fileURLToPath(import.meta.url);
const isCompiled = thisFile.endsWith('.js');

/** The folder that holds package.json, whether this code runs from dist/ or from its TypeScript source. */
export const projectRoot: string = path.resolve(path.dirname(thisFile), isCompiled ? '../../..' : '../..');

/** Where a build writes the hash of the sources that it compiled. */
export const modelHashFile: string = path.join(projectRoot, 'dist', 'model-hash.json');

/** The files that the model hash covers: paths relative to `root`, with forward slashes, sorted by code unit. */
export function hashedFiles(root: string): string[] {
  const files: string[] = [];
  const visit = (folder: string): void => {
    for (const entry of readdirSync(path.join(root, folder), { withFileTypes: true })) {
      const file = `${folder}/${entry.name}`;
      if (entry.isDirectory()) visit(file);
      else if (file.endsWith('.ts') && !file.endsWith('.test.ts')) files.push(file);
    }
  };
  for (const folder of HASHED_FOLDERS) if (existsSync(path.join(root, folder))) visit(folder);
  if (existsSync(path.join(root, LOCK_FILE))) files.push(LOCK_FILE);
  return files.sort();
}

/** Computes the model hash of the sources under `root`: 64 hexadecimal digits. */
export function computeModelHash(root: string): string {
  const hash = createHash('sha256');
  for (const file of hashedFiles(root)) {
    const content = readFileSync(path.join(root, file), 'utf8').replaceAll('\r\n', '\n');
    // Lengths first: no content can imitate the border between two files.
    hash.update(`${file.length} ${content.length} ${file}\n${content}`);
  }
  return hash.digest('hex');
}

let known: string | undefined;

/**
 * The model hash of the code that is running: 64 hexadecimal digits. Read once a process.
 * Throws when compiled code has no dist/model-hash.json beside it, since a guess would name the wrong sources.
 */
export function modelHash(): string {
  known ??= isCompiled ? readBuiltHash() : computeModelHash(projectRoot);
  return known;
}

function readBuiltHash(): string {
  if (!existsSync(modelHashFile)) {
    throw new Error(
      `The model hash is unknown: ${modelHashFile} does not exist. ` +
        'The build that compiled this code did not finish. Run `npm run build`, then try again.',
    );
  }
  const content = JSON.parse(readFileSync(modelHashFile, 'utf8')) as { modelHash: string };
  return content.modelHash;
}

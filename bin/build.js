/**
 * Builds dist/ from the TypeScript sources, and tells whether dist/ is out of date.
 *
 * Plain JavaScript, since it runs before anything is built. One path for `npm run build`, for the `prepare` step of
 * `npm ci`, and for bin/whatif.js, which builds quietly when a source changed. It leaves out type-checking the tests
 * (`npm run types`), and installing the dependencies (`npm ci`).
 *
 * dist/built-from.json records the sources as they were *before* the compiler read them, so that a file saved during
 * a build makes the next start build again. Deleted files show in the count.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const projectRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

const SOURCE_FOLDERS = ['sim', 'models', 'invariants', 'runs'];
const SOURCE_FILES = ['package-lock.json', 'tsconfig.json', 'tsconfig.build.json', 'bin/build.js'];
const BUILT_FROM = path.join(projectRoot, 'dist', 'built-from.json');
const LOCK = path.join(projectRoot, 'dist', 'build.lock');
const LOCK_WAIT_SECONDS_MAX = 120;

/** The newest modification time (ms) and the number of the files that dist/ is made from. */
function describeSources() {
  const sources = { newestMs: 0, files: 0 };
  const note = (file) => {
    const stats = statSync(file, { throwIfNoEntry: false });
    if (stats === undefined) return;
    sources.newestMs = Math.max(sources.newestMs, stats.mtimeMs);
    sources.files += 1;
  };
  const visit = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const file = path.join(folder, entry.name);
      if (entry.isDirectory()) visit(file);
      else if (entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts')) note(file);
    }
  };
  for (const name of SOURCE_FOLDERS) if (existsSync(path.join(projectRoot, name))) visit(path.join(projectRoot, name));
  for (const name of SOURCE_FILES) note(path.join(projectRoot, name));
  return sources;
}

/** True when dist/ is missing, unfinished, or made from other sources than those on disk now. */
export function isStale() {
  // A package that was installed has what was built, and no sources.
  if (!existsSync(path.join(projectRoot, 'tsconfig.build.json'))) return false;
  if (existsSync(LOCK)) return true;
  let builtFrom;
  try {
    builtFrom = JSON.parse(readFileSync(BUILT_FROM, 'utf8'));
  } catch {
    return true;
  }
  const sources = describeSources();
  return builtFrom.newestMs !== sources.newestMs || builtFrom.files !== sources.files;
}

/** Two processes that start at once must not write dist/ while the other one imports it. */
function takeLock() {
  mkdirSync(path.dirname(LOCK), { recursive: true });
  const pause = new Int32Array(new SharedArrayBuffer(4));
  for (let waitedMs = 0; waitedMs < LOCK_WAIT_SECONDS_MAX * 1000; waitedMs += 50) {
    try {
      const handle = openSync(LOCK, 'wx');
      writeSync(handle, String(process.pid));
      closeSync(handle);
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (lockIsAbandoned()) rmSync(LOCK, { force: true });
    else Atomics.wait(pause, 0, 0, 50);
  }
  throw new Error(
    `Another build has held ${LOCK} for ${LOCK_WAIT_SECONDS_MAX} s. If no build is running, delete that file and try again.`,
  );
}

function lockIsAbandoned() {
  try {
    const text = readFileSync(LOCK, 'utf8');
    if (text === '') return Date.now() - statSync(LOCK).mtimeMs > 5000;
    process.kill(Number(text), 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

/** Output whose source is gone would still be importable; remove it. */
function removeOrphans(folder) {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) removeOrphans(file);
    else {
      const source = path.relative(path.join(projectRoot, 'dist'), file).replace(/(\.js(\.map)?|\.d\.ts)$/, '.ts');
      if (!existsSync(path.join(projectRoot, source))) rmSync(file);
    }
  }
}

/**
 * Runs the compiler, then writes dist/model-hash.json. Does nothing when another process has just built the same.
 * Returns { ok, output }: output is what the compiler said.
 */
export function build() {
  const compiler = path.join(projectRoot, 'node_modules', 'typescript', 'bin', 'tsc');
  if (!existsSync(compiler)) {
    return { ok: false, output: `The TypeScript compiler is not installed (${compiler}).\nRun \`npm ci\` in ${projectRoot} first.\n` };
  }
  takeLock();
  try {
    const before = describeSources();
    rmSync(BUILT_FROM, { force: true });
    const compiled = runNode([compiler, '-p', 'tsconfig.build.json']);
    if (!compiled.ok) return compiled;
    for (const name of SOURCE_FOLDERS) removeOrphans(path.join(projectRoot, 'dist', name));
    const hashed = runNode([path.join('dist', 'runs', 'build', 'write-model-hash.js')]);
    if (hashed.ok) writeFileSync(BUILT_FROM, JSON.stringify(before) + '\n');
    return { ok: hashed.ok, output: compiled.output + hashed.output };
  } finally {
    rmSync(LOCK, { force: true });
  }
}

function runNode(args) {
  const result = spawnSync(process.execPath, args, { cwd: projectRoot, encoding: 'utf8' });
  return { ok: result.status === 0, output: result.stdout + result.stderr + (result.error ? `${result.error.message}\n` : '') };
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const tolerant = process.argv.includes('--tolerant');
  const result = build();
  process.stderr.write(result.output);
  if (!result.ok && tolerant) process.stderr.write('The build failed; installing goes on. Mend the errors above, then run `npm run build`.\n');
  process.exitCode = result.ok || tolerant ? 0 : 1;
}

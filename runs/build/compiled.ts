/** Compiled code for those who start it from TypeScript: tests that use worker threads or the `whatif` command itself. */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectRoot } from './model-hash.js';

interface Builder {
  isStale(): boolean;
  build(): { readonly ok: boolean; readonly output: string };
}

/** Builds dist/ when a source changed since the last build. @throws Error with what the compiler said. */
export async function ensureCompiled(): Promise<void> {
  const builder = (await import(pathToFileURL(path.join(projectRoot, 'bin', 'build.js')).href)) as Builder;
  if (!builder.isStale()) return;
  const { ok, output } = builder.build();
  if (!ok) throw new Error(`The sources cannot be compiled:\n${output}`);
}

/** The URL of what a source file is compiled to. `file` is relative to the project's root: `runs/cli/main.ts`. */
export function compiledUrl(file: string): string {
  return pathToFileURL(path.join(projectRoot, 'dist', file.replace(/\.ts$/, '.js'))).href;
}

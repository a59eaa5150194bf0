#!/usr/bin/env node
/**
 * The `whatif` command: builds dist/ when a source changed since the last build, then starts the compiled CLI.
 * When nothing changed this costs one stat a source file. Exit code 3: the harness itself is broken.
 */
import module from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, isStale, projectRoot } from './build.js';

module.enableCompileCache?.();

let ready = true;
if (isStale()) {
  const result = build();
  ready = result.ok;
  if (!ready) {
    process.stderr.write(`whatif could not be built from the sources in ${projectRoot}:\n\n${result.output}\n`);
    process.stderr.write('Mend these errors (`npm run types` lists them all), then run the same command again.\n');
    process.exitCode = 3;
  }
}
if (ready) await import(pathToFileURL(path.join(projectRoot, 'dist', 'runs', 'cli', 'main.js')).href);

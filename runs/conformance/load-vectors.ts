/**
 * Finds and reads the vector files, which lie beside the sources whether or not this code was compiled.
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import type { VectorLine } from './vector.js';

/** One vector file: everything recorded of one machine at one version, of one kind. */
export interface VectorFile {
  readonly name: string;
  readonly lines: readonly VectorLine[];
}

/**
 * Reads every vector file, in the order of their names.
 * @throws Error when the folder or a line of a file cannot be read.
 */
export function loadVectors(directory: string = vectorsDirectory()): readonly VectorFile[] {
  return readdirSync(directory)
    .filter((name) => name.endsWith('.jsonl.gz'))
    .sort()
    .map((name) => ({ name, lines: readLines(join(directory, name)) }));
}

function readLines(path: string): readonly VectorLine[] {
  const text = gunzipSync(readFileSync(path)).toString('utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as VectorLine);
}

function vectorsDirectory(): string {
  let directory = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const vectors = join(directory, 'runs', 'conformance', 'vectors');
    if (existsSync(vectors)) return vectors;
    const parent = dirname(directory);
    if (parent === directory) {
      throw new Error('there is no runs/conformance/vectors above this file: run it inside a checkout of whatif');
    }
    directory = parent;
  }
}

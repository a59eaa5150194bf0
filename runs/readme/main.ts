/** Writes the outputs that the README shows: `npm run readme`. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { projectRoot } from '../build/model-hash.js';
import { withOutputs } from './shown-output.js';

const file = path.join(projectRoot, 'README.md');
const directory = mkdtempSync(path.join(os.tmpdir(), 'whatif-readme-'));
try {
  writeFileSync(file, await withOutputs(readFileSync(file, 'utf8'), directory));
} finally {
  rmSync(directory, { recursive: true });
}

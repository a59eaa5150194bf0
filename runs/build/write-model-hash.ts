/**
 * The last step of a build: writes the model hash of the compiled sources to dist/model-hash.json.
 * Started by bin/build.js right after the compiler.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { computeModelHash, modelHashFile, projectRoot } from './model-hash.js';

mkdirSync(path.dirname(modelHashFile), { recursive: true });
writeFileSync(modelHashFile, `${JSON.stringify({ modelHash: computeModelHash(projectRoot) })}\n`);

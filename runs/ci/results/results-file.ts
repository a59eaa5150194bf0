/** Reads and writes results files. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { textFingerprint } from '../../../sim/reproduce/content-fingerprint.js';
import { writeDurably } from '../../files/durable-file.js';
import { FileError } from '../../files/file-error.js';
import { readJsonFile, type FileKind } from '../../files/json-file.js';
import { RESULTS_FORMAT, RESULTS_VERSION, resultsSchema, type Results, type ResultsBody } from './results-schema.js';

/** What a results file is called in the folder of its shard. */
export const RESULTS_NAME = 'results.json';

export const RESULTS_FILE: FileKind<Results> = {
  noun: 'results file', format: RESULTS_FORMAT, version: RESULTS_VERSION, schema: resultsSchema, bytesMax: 256 * 2 ** 20,
  origin: `Results files are what \`whatif ci --out FOLDER\` and \`whatif merge\` write: FOLDER/${RESULTS_NAME}.`,
};

/** @throws FileError */
export function readResults(file: string): Results {
  const { value, json } = readJsonFile(file, RESULTS_FILE);
  const { checksum, ...rest } = json as Results;
  if (checksumOf(rest) === checksum) return value;
  throw new FileError('edited', {
    what: `${file} was changed after it was written: its checksum does not fit its content.`,
    why: 'A sum of changed results would look like one of true ones.', next: 'Take the original, or run its shard again.',
  });
}

/** @throws FileError when it cannot be written; what was there before is as it was. */
export function writeResults(file: string, body: ResultsBody): void {
  writeDurably(file, resultsText(body), 'the results');
}

/** One text for equal results. */
export function resultsText({ modelHash, campaigns, regressions, checks }: ResultsBody): string {
  const rest = { format: RESULTS_FORMAT, version: RESULTS_VERSION, modelHash, campaigns, regressions, checks };
  return `${JSON.stringify({ ...rest, checksum: checksumOf(rest) }, null, 1)}\n`;
}

function checksumOf(rest: object): string {
  return textFingerprint(JSON.stringify(rest));
}

/** The results files that the arguments of `whatif merge` mean: files, or folders that hold one. @throws FileError */
export function resultsFilesOf(given: readonly string[], directory: string): string[] {
  return given.flatMap((argument) => {
    const file = path.resolve(directory, argument);
    if (!existsSync(file) || !statSync(file).isDirectory()) return [file];
    if (existsSync(path.join(file, RESULTS_NAME))) return [path.join(file, RESULTS_NAME)];
    const below = readdirSync(file).sort().map((name) => path.join(file, name, RESULTS_NAME)).filter((name) => existsSync(name));
    if (below.length > 0) return below;
    throw new FileError('unreadable', {
      what: `${argument} holds no results.`, why: `There is no ${RESULTS_NAME} in it, nor in a folder in it.`, next: RESULTS_FILE.origin,
    });
  });
}

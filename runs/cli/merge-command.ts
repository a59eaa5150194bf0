/** `whatif merge`: the results of shards as one report. */
import path from 'node:path';
import { judgeResults } from '../ci/judge.js';
import { readKnownFailures } from '../ci/known-failures.js';
import { mergeResults } from '../ci/results/merge-results.js';
import { readResults, resultsFilesOf } from '../ci/results/results-file.js';
import { projectRoot } from '../build/model-hash.js';
import { publishResults, type PublishFlags } from './publish-results.js';
import type { Surroundings } from './surroundings.js';

export interface MergeFlags extends PublishFlags {
  readonly known?: string;
  readonly strict?: boolean;
}

/** Returns the exit code. @throws UsageError for files that cannot be used, or must not be added up. */
export function mergeCommand(given: readonly string[], flags: MergeFlags, surroundings: Surroundings): number {
  const { directory } = surroundings;
  const known = readKnownFailures(knownFailuresFile(flags.known, directory));
  const files = resultsFilesOf(given, directory);
  const merged = mergeResults(files.map((file) => ({ file: path.relative(directory, file), results: readResults(file) })));
  const judged = judgeResults(merged, { known, strict: flags.strict === true, oneShard: false });
  publishResults(merged, judged, flags, surroundings);
  return judged.exitCode;
}

/** The list of the project, unless another one is named. */
export function knownFailuresFile(given: string | undefined, directory: string): string {
  return given === undefined ? path.join(projectRoot, 'runs', 'known-failures.json') : path.resolve(directory, given);
}

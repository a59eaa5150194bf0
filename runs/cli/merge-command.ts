/** `whatif merge`: the results of shards as one report. */
import path from 'node:path';
import { judgeResults } from '../ci/judge.js';
import { readKnownFailures } from '../ci/known-failures.js';
import { jsonReport } from '../ci/report/json-report.js';
import { textReport } from '../ci/report/text-report.js';
import { mergeResults } from '../ci/results/merge-results.js';
import { readResults, resultsFilesOf, RESULTS_NAME, writeResults } from '../ci/results/results-file.js';
import { projectRoot } from '../build/model-hash.js';
import type { Surroundings } from './surroundings.js';

export interface MergeFlags {
  readonly out?: string;
  readonly known?: string;
  readonly strict?: boolean;
  readonly json?: boolean;
}

/** Returns the exit code. @throws UsageError for files that cannot be used, or must not be added up. */
export function mergeCommand(given: readonly string[], flags: MergeFlags, surroundings: Surroundings): number {
  const { directory, scenarios, terminal, out } = surroundings;
  const known = readKnownFailures(knownFailuresFile(flags.known, directory));
  const files = resultsFilesOf(given, directory);
  const merged = mergeResults(files.map((file) => ({ file: path.relative(directory, file), results: readResults(file) })));
  if (flags.out !== undefined) writeResults(path.resolve(directory, flags.out, RESULTS_NAME), merged);
  const judged = judgeResults(merged, { known, strict: flags.strict === true, oneShard: false });
  out(flags.json === true ? `${JSON.stringify(jsonReport(merged, judged, scenarios), null, 2)}\n` : textReport(merged, judged, scenarios, terminal));
  return judged.exitCode;
}

/** The list of the project, unless another one is named. */
export function knownFailuresFile(given: string | undefined, directory: string): string {
  return given === undefined ? path.join(projectRoot, 'runs', 'known-failures.json') : path.resolve(directory, given);
}

/** What `whatif ci` and `whatif merge` give of results: the report, and the files and annotations that were asked for. */
import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { mermaidDiagram } from '../../sim/show/export/mermaid.js';
import { modelHash } from '../build/model-hash.js';
import type { JudgedFailure } from '../ci/failures.js';
import type { Judged } from '../ci/judge.js';
import { recordNewFailures, type RecordedFailure } from '../ci/recorded-failures.js';
import { githubAnnotations } from '../ci/report/github.js';
import { jsonReport } from '../ci/report/json-report.js';
import { junitXml } from '../ci/report/junit.js';
import { markdownSummary } from '../ci/report/markdown-summary.js';
import { rerunCommand } from '../ci/report/rerun.js';
import { textReport } from '../ci/report/text-report.js';
import { RESULTS_NAME, writeResults } from '../ci/results/results-file.js';
import type { ResultsBody } from '../ci/results/results-schema.js';
import { writeDurably } from '../files/durable-file.js';
import { FileError, whyUnwritable } from '../files/file-error.js';
import { storyText } from './story-text.js';
import type { Surroundings } from './surroundings.js';

export interface PublishFlags {
  readonly out?: string;
  readonly junit?: string;
  readonly github?: boolean;
  readonly json?: boolean;
}

export const SUMMARY_NAME = 'summary.md';

/** The report comes first: a file that cannot be written must not cost what was found. @throws FileError */
export function publishResults(results: ResultsBody, judged: Judged, flags: PublishFlags, surroundings: Surroundings): void {
  const { directory, scenarios, terminal, out, note, environment } = surroundings;
  const rerun = (failure: JudgedFailure): string | null => rerunCommand(failure, scenarios);
  out(flags.json === true ? `${JSON.stringify(jsonReport(results, judged, scenarios), null, 2)}\n` : textReport(results, judged, scenarios, terminal));
  const folder = flags.out === undefined ? null : path.resolve(directory, flags.out);
  if (folder !== null) writeResults(path.join(folder, RESULTS_NAME), results);
  const recorded = folder === null ? [] : recorder(results, judged, path.join(folder, 'capsules'), surroundings);
  if (flags.json !== true && recorded[0] !== undefined) {
    const [{ trace, narrator, violation, capsule }] = recorded as [RecordedFailure];
    out(`\n${storyText(trace, narrator, violation, terminal)}\n\nReplay it:\n  npx whatif replay ${path.relative(directory, capsule)}\n`);
  }
  if (flags.junit !== undefined) writeDurably(path.resolve(directory, flags.junit), junitXml(results, judged, rerun), 'the JUnit report');
  if (flags.github !== true) return;
  const summary = markdownSummary(results, judged, recorded, rerun, ({ trace, narrator, violation }) => mermaidDiagram(trace, narrator, violation));
  if (folder !== null) writeDurably(path.join(folder, SUMMARY_NAME), summary, 'the summary');
  appendSummary(environment['GITHUB_STEP_SUMMARY'], summary);
  // Standard output belongs to the JSON object, if there is one. GitHub reads both.
  const annotate = flags.json === true ? note : out;
  for (const line of githubAnnotations(judged, rerun)) annotate(`${line}\n`);
}

/** Only what this model did can be recorded again. */
function recorder(results: ResultsBody, judged: Judged, folder: string, { scenarios, scenariosModule, note }: Surroundings): RecordedFailure[] {
  if (results.modelHash !== modelHash()) {
    note('These are results of another model than this one: new failures are told without their stories.\n');
    return [];
  }
  return recordNewFailures(judged.failures, { scenarios, scenariosModule, modelHash: modelHash(), folder }, (message) => note(`${message}\n`));
}

function appendSummary(file: string | undefined, summary: string): void {
  if (file === undefined || file === '') return;
  try {
    appendFileSync(file, summary);
  } catch (error) {
    throw new FileError('unwritable', {
      what: `The summary of the job cannot be written to ${file}.`, why: whyUnwritable(error), next: 'The results file has all of it.',
    });
  }
}

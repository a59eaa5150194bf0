/**
 * What GitHub Actions shows: annotations (workflow commands on the output) and the summary of a job (Markdown in the file that
 * GITHUB_STEP_SUMMARY names).
 *
 * Limits, from "Workflow commands for GitHub Actions": ten errors and ten warnings a step are shown; a summary has at most 1 MiB.
 */
import { isNewFailure, type Judged } from '../judge.js';
import type { JudgedFailure } from '../failures.js';

const SHOWN_MAX = 10;

/** One line an annotation; errors for what fails the build, warnings for what a person should look at. */
export function githubAnnotations(judged: Judged, rerun: (failure: JudgedFailure) => string | null): string[] {
  const news = judged.failures.filter(({ known }) => known === null);
  const others = judged.reasons.filter((reason) => !isNewFailure(reason));
  const errors = [
    ...others.map((reason) => command('error', judged.verdict, reason)),
    ...news.map((failure) => command('error', `new failure: ${failure.subject}`, [failure.fingerprint, failure.evidence, rerun(failure)].filter((part) => part !== null).join('\n'))),
  ];
  const warnings = [
    ...judged.unseen.filter(({ gone }) => gone).map(({ entry, runs }) => command('warning', 'a known failure is gone', `${entry.fingerprint}: not one of ${runs} runs shows it`)),
    ...judged.fixed.map((capsule) => command('warning', 'a saved capsule passes', `runs/regressions/${capsule}`)),
    ...judged.unaligned.map((capsule) => command('warning', 'a saved capsule needs a person', `runs/regressions/${capsule} cannot be aligned with the model of today`)),
  ];
  return [...limited(errors, 'error', 'failures'), ...limited(warnings, 'warning', 'warnings')];
}

/** The last one that is shown says how many are not. */
function limited(commands: readonly string[], kind: 'error' | 'warning', what: string): string[] {
  if (commands.length <= SHOWN_MAX) return [...commands];
  const rest = commands.length - SHOWN_MAX + 1;
  return [...commands.slice(0, SHOWN_MAX - 1), command(kind, `${rest} more ${what}`, 'The summary of the job lists them.')];
}

function command(kind: 'error' | 'warning', title: string, message: string): string {
  return `::${kind} title=${property(title)}::${data(message)}`;
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

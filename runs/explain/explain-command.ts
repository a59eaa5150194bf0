/** `whatif explain`: why a recorded run failed, on a page. */
import path from 'node:path';
import { explanationPage, type ExplanationPage } from '../../sim/show/explanation.js';
import { explainRecorded, explainRun, type Explanation } from '../../sim/reproduce/explain/explain-run.js';
import type { Capsule } from '../../sim/reproduce/capsule.js';
import { replay } from '../../sim/reproduce/replay.js';
import type { Trace, TracedViolation } from '../../sim/reproduce/trace.js';
import { modelHash, projectRoot } from '../build/model-hash.js';
import { readCapsule } from '../capsule/read-capsule.js';
import { replayFailure } from '../capsule/replay-failure.js';
import { subjectsFor } from '../check/own-model.js';
import { exportFormat } from '../cli/export-format.js';
import { parseWhole } from '../cli/numbers.js';
import { replaySubject, type ReplaySubject } from '../cli/replay-subject.js';
import type { Surroundings } from '../cli/surroundings.js';
import { writeDurably } from '../files/durable-file.js';
import { UsageError } from '../terminal/failure.js';
import { htmlPage } from './html-page.js';
import { markdownPage } from './markdown-page.js';
import type { Origin } from './sentences.js';
import { shrunkRun } from './shrunk-run.js';
import { terminalPage } from './terminal-page.js';

export interface ExplainFlags {
  readonly shrink?: boolean;
  readonly forks?: string;
  readonly markdown?: string;
  readonly html?: string;
  readonly export?: string;
}

export const DEFAULT_FORKS = 50;
const FORKS_MAX = 10_000;

/** Returns the exit code: 0, or it throws. @throws CapsuleError, FileError, HarnessBroken, UsageError */
export async function explainCommand(file: string, flags: ExplainFlags, surroundings: Surroundings): Promise<number> {
  const format = exportFormat(flags);
  const forks = flags.forks === undefined ? DEFAULT_FORKS : parseWhole(flags.forks, '--forks', 0, FORKS_MAX);
  const absolute = path.resolve(surroundings.directory, file);
  const capsule = readCapsule(absolute, { modelHash: modelHash() });
  const subjects = capsule.mode === 'timed' ? [] : await subjectsFor(capsule.scenario, projectRoot);
  const subject = replaySubject(file, capsule, surroundings, subjects);
  const outcome = replay(subject.simulation(), capsule);
  const failure = replayFailure(absolute, outcome);
  if (failure !== null) throw failure;
  const recorded = outcome.trace;
  const violation = recorded.violations.find(({ fingerprint }) => fingerprint === capsule.expected?.fingerprint);
  if (violation === undefined) {
    throw new UsageError({ what: `${file} holds a run that passes: there is nothing to explain.`, next: `Read it: \`whatif replay ${file} --story\`.` });
  }
  const told = capsule.mode === 'timed'
    ? explainTimed(subject, capsule, recorded, violation, forks, flags.shrink !== false)
    : { explanation: explainRecorded(recorded, violation), tried: null };
  const { explanation } = told;
  if (format !== null) {
    surroundings.out(format.write(explanation.trace, subject.narrator, explanation.violation));
    return 0;
  }
  const origin: Origin = {
    scenario: capsule.scenario, origin: subject.origin, steps: explanation.violation.step, faults: explanation.violation.faults,
    shrunk: told.tried === null ? null : { steps: violation.step, faults: violation.faults, tried: told.tried },
    replay: `whatif replay ${file} --step ${violation.step}`,
  };
  print(explanationPage(explanation, subject.narrator), origin, flags, capsule.mode === 'untimed', surroundings);
  return 0;
}

function explainTimed(
  subject: ReplaySubject, capsule: Capsule, trace: Trace, violation: TracedViolation, forks: number, shrinks: boolean,
): { readonly explanation: Explanation; readonly tried: number | null } {
  const shrunk = shrinks ? shrunkRun(subject.simulation(), capsule, trace, violation) : null;
  const run = shrunk ?? { capsule, trace, violation };
  return { explanation: explainRun(subject.simulation(), run.capsule, run.trace, run.violation, { forks }), tried: shrunk?.tried ?? null };
}

function print(page: ExplanationPage, origin: Origin, { markdown, html }: ExplainFlags, isUntimed: boolean, surroundings: Surroundings): void {
  const write = (file: string, text: string, noun: string): void => {
    writeDurably(path.resolve(surroundings.directory, file), text, noun);
    surroundings.out(`Written: ${file}\n`);
  };
  if (markdown !== undefined) write(markdown, markdownPage(page, origin, isUntimed), 'explanation');
  if (html !== undefined) write(html, htmlPage(page, origin, isUntimed), 'explanation');
  if (markdown === undefined && html === undefined) surroundings.out(terminalPage(page, origin, surroundings.terminal, isUntimed));
}

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
import { replaySubject, specOf, type ReplaySubject } from '../cli/replay-subject.js';
import { scenarioOfCapsule } from '../capsule/known-names.js';
import { PROFILES } from '../profiles/profiles.js';
import type { Surroundings } from '../cli/surroundings.js';
import { writeDurably } from '../files/durable-file.js';
import { shrinkCapsule } from '../shrink/shrink-capsule.js';
import { HarnessBroken, UsageError } from '../terminal/failure.js';
import { htmlPage } from './html-page.js';
import { markdownPage } from './markdown-page.js';
import type { Origin } from './sentences.js';
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
    ? explainTimed(subject, flags.shrink === false ? { capsule, trace: recorded, violation, tried: null } : shrunkRun(file, capsule, surroundings), forks)
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

interface TimedRun {
  readonly capsule: Capsule;
  readonly trace: Trace;
  readonly violation: TracedViolation;
  /** How many runs shrinking tried; null when it was not asked for. */
  readonly tried: number | null;
}

/** The smallest run that fails in the same way. It may violate other things too, so it is replayed with all of them watched. */
function shrunkRun(file: string, capsule: Capsule, { scenarios }: Surroundings): TimedRun {
  const scenario = scenarioOfCapsule(file, capsule, scenarios, [...PROFILES.keys()]);
  const spec = specOf(capsule, scenario);
  const shrunk = shrinkCapsule(capsule, scenario.build(spec.policy, spec.settings), spec, modelHash());
  if ('verdict' in shrunk) {
    throw new HarnessBroken({ what: `${file} replays, and yet does not fail when it is shrunk.`, why: shrunk.verdict, next: 'Report it with the capsule.' });
  }
  return shrunk;
}

function explainTimed(
  subject: ReplaySubject, { capsule, trace, violation, tried }: TimedRun, forks: number,
): { readonly explanation: Explanation; readonly tried: number | null } {
  return { explanation: explainRun(subject.simulation(), capsule, trace, violation, { forks }), tried };
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

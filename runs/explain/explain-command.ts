/** `whatif explain`: why a recorded run failed, on a page. */
import path from 'node:path';
import { explanationPage, type ExplanationPage } from '../../sim/show/explanation.js';
import { explainRun, type Explanation } from '../../sim/reproduce/explain/explain-run.js';
import { explainUntimed } from '../../sim/reproduce/explain/explain-untimed.js';
import type { Capsule } from '../../sim/reproduce/capsule.js';
import { replay } from '../../sim/reproduce/replay.js';
import type { AnyCapsule, UntimedCapsule } from '../../sim/reproduce/untimed-capsule.js';
import type { Trace, TracedViolation } from '../../sim/reproduce/trace.js';
import { engineFor } from '../campaign/run-spec.js';
import { modelHash, projectRoot } from '../build/model-hash.js';
import { adoptPolicy } from '../policies/policy-file.js';
import { readCapsule } from '../capsule/read-capsule.js';
import { replayFailure } from '../capsule/replay-failure.js';
import { subjectsFor } from '../check/own-model.js';
import { exportFormat } from '../cli/export-format.js';
import { refuseEdited } from '../cli/lenient-replay-command.js';
import { parseWhole } from '../cli/numbers.js';
import { lenientSubject, replaySubject, specOf, type ReplaySubject } from '../cli/replay-subject.js';
import { scenarioOfCapsule } from '../capsule/known-names.js';
import { PROFILES } from '../profiles/profiles.js';
import { wrapped } from '../cli/paragraphs.js';
import type { Surroundings } from '../cli/surroundings.js';
import { writeDurably } from '../files/durable-file.js';
import { shrinkCapsule, type NotFailing, type Shrunk } from '../shrink/shrink-capsule.js';
import { UsageError } from '../terminal/failure.js';
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

/** Returns the exit code: 0, or 1 when the run does not fail on the model of today. @throws CapsuleError, FileError, HarnessBroken, UsageError */
export async function explainCommand(file: string, flags: ExplainFlags, surroundings: Surroundings): Promise<number> {
  const format = exportFormat(flags);
  const forks = flags.forks === undefined ? DEFAULT_FORKS : parseWhole(flags.forks, '--forks', 0, FORKS_MAX);
  const absolute = path.resolve(surroundings.directory, file);
  const capsule = readCapsule(absolute, { modelHash: modelHash(), lenient: true });
  await adoptPolicy(capsule.policy, projectRoot);
  const told = capsule.mode === 'timed'
    ? explainTimed(file, absolute, capsule, forks, flags.shrink !== false, surroundings)
    : explainCounterexample(replaySubject(file, capsule, surroundings, await subjectsFor(capsule.scenario, projectRoot)), file, absolute, capsule, forks);
  if ('verdict' in told) {
    surroundings.out(`${wrapped(`There is nothing to explain. ${told.verdict}`, surroundings.terminal)}\n`);
    return 1;
  }
  const { explanation, subject, tried } = told;
  if (format !== null) {
    surroundings.out(format.write(explanation.trace, subject.narrator, explanation.violation));
    return 0;
  }
  const recorded = capsule.expected?.step ?? 0;
  const origin: Origin = {
    scenario: capsule.scenario, origin: subject.origin, steps: explanation.violation.step, faults: explanation.violation.faults,
    shrunk: tried === null ? null : { steps: recorded, faults: capsule.counts.faults, tried }, replay: `whatif replay ${file} --step ${recorded}`,
  };
  print(explanationPage(explanation, subject.narrator), origin, flags, capsule.mode === 'untimed', surroundings);
  return 0;
}

interface Told {
  readonly explanation: Explanation;
  readonly subject: ReplaySubject;
  /** How many runs shrinking tried; null when it was not asked for. */
  readonly tried: number | null;
}

/** A counterexample of a check is as short as can be already. */
function explainCounterexample(subject: ReplaySubject, file: string, absolute: string, capsule: UntimedCapsule, forks: number): Told {
  const { trace, violation } = replayed(subject, file, absolute, capsule);
  return { explanation: explainUntimed(subject.simulation(), capsule, trace, violation, { forks }), subject, tried: null };
}

/** The run as it was recorded. @throws CapsuleError, HarnessBroken, UsageError */
function replayed(subject: ReplaySubject, file: string, absolute: string, capsule: AnyCapsule): { readonly trace: Trace; readonly violation: TracedViolation } {
  const outcome = replay(subject.simulation(), capsule, subject.leadsTo);
  const failure = replayFailure(absolute, outcome);
  if (failure !== null) throw failure;
  const violation = outcome.trace.violations.find(({ fingerprint }) => fingerprint === capsule.expected?.fingerprint);
  if (violation === undefined) throw passes(file);
  return { trace: outcome.trace, violation };
}

function passes(file: string): UsageError {
  return new UsageError({ what: `${file} holds a run that passes: there is nothing to explain.`, next: `Read it: \`whatif replay ${file} --story\`.` });
}

/** What a capsule of other sources comes to on the model of today is for shrinking to find out. */
function explainTimed(
  file: string, absolute: string, capsule: Capsule, forks: number, shrinks: boolean, surroundings: Surroundings,
): Told | NotFailing {
  const isOther = capsule.modelHash !== modelHash();
  const subject = isOther ? lenientSubject(file, capsule, surroundings) : replaySubject(file, capsule, surroundings);
  if (isOther) refuseEdited(file, capsule);
  const recorded = isOther ? null : replayed(subject, file, absolute, capsule);
  if (capsule.expected === null) throw passes(file);
  if (isOther && !shrinks) {
    throw new UsageError({
      what: `${file} was made with other sources, so its run cannot be explained as it was recorded.`,
      next: 'Leave --no-shrink out: what the model of today makes of that run is shrunk, and explained.',
    });
  }
  const run = shrinks || recorded === null ? shrunkRun(file, capsule, isOther, surroundings) : { capsule, ...recorded, tried: null };
  if ('verdict' in run) return run;
  const simulation = 'built' in run ? engineFor(run.built, run.spec).simulation : subject.simulation();
  return { explanation: explainRun(simulation, run.capsule, run.trace, run.violation, { forks }), subject, tried: run.tried };
}

/** The smallest run that fails in the same way. */
function shrunkRun(file: string, capsule: Capsule, isOther: boolean, { scenarios }: Surroundings): Shrunk | NotFailing {
  const scenario = scenarioOfCapsule(file, capsule, scenarios, [...PROFILES.keys()], isOther);
  const spec = specOf(capsule, scenario);
  return shrinkCapsule(capsule, scenario, spec, modelHash());
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

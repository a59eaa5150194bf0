/** `whatif replay`: is it the recorded run, and does it end as recorded? */
import path from 'node:path';
import { replay, replayTo } from '../../sim/reproduce/replay.js';
import type { Trace, TracedViolation } from '../../sim/reproduce/trace.js';
import type { AnyCapsule } from '../../sim/reproduce/untimed-capsule.js';
import { modelHash, projectRoot } from '../build/model-hash.js';
import { subjectsFor } from '../check/own-model.js';
import { adoptPolicy } from '../policies/policy-file.js';
import { readCapsule } from '../capsule/read-capsule.js';
import { replayFailure } from '../capsule/replay-failure.js';
import { counted } from '../terminal/count.js';
import { chalkFor, wrapped } from './paragraphs.js';
import { exportFormat } from './export-format.js';
import { lenientReplayCommand } from './lenient-replay-command.js';
import { parseStep, violationJson, type ReplayFlags } from './replay-request.js';
import { replaySubject, type ReplaySubject } from './replay-subject.js';
import { storyText, waitingJson, waitingText } from './story-text.js';
import type { Surroundings } from './surroundings.js';
import { worldJson, worldText } from './world-text.js';

interface Replayed {
  readonly trace: Trace;
  readonly verdict: string;
  readonly violation: TracedViolation | null;
}

/** Returns the exit code: 0, or it throws. @throws CapsuleError, HarnessBroken, UsageError */
export async function replayCommand(file: string, flags: ReplayFlags, surroundings: Surroundings): Promise<number> {
  const format = exportFormat(flags);
  const absolute = path.resolve(surroundings.directory, file);
  const capsule = readCapsule(absolute, { modelHash: modelHash(), lenient: true });
  await adoptPolicy(capsule.policy, projectRoot);
  if (capsule.mode === 'timed' && capsule.modelHash !== modelHash()) return lenientReplayCommand(file, capsule, flags, surroundings);
  const subjects = capsule.mode === 'timed' ? [] : await subjectsFor(capsule.scenario, projectRoot);
  const subject = replaySubject(file, capsule, surroundings, subjects);
  const outcome = replay(subject.simulation(), capsule, subject.leadsTo);
  const failure = replayFailure(absolute, outcome);
  if (failure !== null) throw failure;
  if (flags.step !== undefined) {
    showStep(capsule, subject, parseStep(flags.step, capsule.steps.length), flags.json === true, surroundings);
    return 0;
  }
  const { trace, verdict } = outcome;
  const violation = trace.violations.find(({ fingerprint }) => fingerprint === capsule.expected?.fingerprint) ?? null;
  if (format !== null) {
    surroundings.out(format.write(trace, subject.narrator, violation));
    return 0;
  }
  const replayed = { trace, verdict, violation };
  surroundings.out(flags.json === true
    ? `${JSON.stringify(replayJson(capsule, subject, replayed), null, 2)}\n`
    : replayText(file, capsule, subject, replayed, flags.story === true, surroundings));
  return 0;
}

function replayJson(capsule: AnyCapsule, subject: ReplaySubject, { trace, verdict, violation }: Replayed): object {
  return {
    matches: true, replay: 'strict', verdict, scenario: capsule.scenario, mode: capsule.mode, ...subject.json,
    steps: trace.steps.length - 1, events: trace.events, faults: trace.faults, atRest: trace.atRest, hash: trace.hash,
    violation: violationJson(violation),
    waitingForEver: waitingJson(trace),
  };
}

function replayText(
  file: string, capsule: AnyCapsule, { narrator, origin }: ReplaySubject, { trace, verdict, violation }: Replayed, whole: boolean,
  { terminal }: Surroundings,
): string {
  const chalk = chalkFor(terminal);
  const parts = [wrapped(`${chalk.bold(capsule.scenario)}, ${origin}: ${counted(trace.steps.length - 1, 'step')}, ` +
    counted(trace.faults, 'fault'), terminal, 2)];
  if (violation !== null || whole) parts.push(storyText(trace, narrator, violation, terminal, { whole, isUntimed: capsule.mode === 'untimed' }));
  const waiting = waitingText(trace, terminal);
  if (waiting.length > 0) parts.push(waiting.join('\n'));
  const look = violation === null ? '' : `\nLook at it: whatif replay ${file} --step ${violation.step}`;
  return `${[...parts, wrapped(chalk.green(verdict), terminal) + look].join('\n\n')}\n`;
}

function showStep(capsule: AnyCapsule, { narrator, simulation: make }: ReplaySubject, step: number, json: boolean, { out, terminal }: Surroundings): void {
  const simulation = make();
  replayTo(simulation, capsule, step);
  out(json
    ? `${JSON.stringify(worldJson(simulation, narrator, step), null, 2)}\n`
    : `${worldText(simulation, narrator, terminal, capsule.mode === 'untimed')}\n`);
}

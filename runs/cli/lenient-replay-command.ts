/** `whatif replay` of a capsule that was made with other sources: what does the model of today make of that run? */
import { checksumOf, type Capsule } from '../../sim/reproduce/capsule.js';
import { GuidedRun } from '../../sim/reproduce/guided-run.js';
import { lenientReplay, type LenientOutcome } from '../../sim/reproduce/lenient-replay.js';
import { CapsuleError } from '../capsule/capsule-error.js';
import { counted } from '../terminal/count.js';
import { exportFormat } from './export-format.js';
import { chalkFor, wrapped } from './paragraphs.js';
import { parseStep, violationJson, type ReplayFlags } from './replay-request.js';
import { lenientSubject, type ReplaySubject } from './replay-subject.js';
import { storyText, waitingJson, waitingText } from './story-text.js';
import type { Surroundings } from './surroundings.js';
import { worldJson, worldText } from './world-text.js';

/** Returns the exit code: 0 when it has the recorded verdict, else 1. @throws CapsuleError, UsageError */
export function lenientReplayCommand(file: string, capsule: Capsule, flags: ReplayFlags, surroundings: Surroundings): number {
  const format = exportFormat(flags);
  refuseEdited(file, capsule);
  const subject = lenientSubject(file, capsule, surroundings);
  const outcome = lenientReplay(subject.simulation(), capsule);
  const { trace, violation } = outcome;
  if (flags.step !== undefined) {
    showStep(outcome, subject, parseStep(flags.step, trace.steps.length - 1), flags.json === true, surroundings);
  } else if (format !== null) {
    surroundings.out(format.write(trace, subject.narrator, violation));
  } else if (flags.json === true) {
    surroundings.out(`${JSON.stringify(lenientJson(capsule, subject, outcome), null, 2)}\n`);
  } else {
    surroundings.out(lenientText(file, capsule, subject, outcome, flags.story === true, surroundings));
  }
  return hasRecordedVerdict(capsule, outcome) ? 0 : 1;
}

/** Whether the run came to what the capsule expects. */
export function hasRecordedVerdict({ expected }: Capsule, { verdict }: LenientOutcome): boolean {
  return verdict === (expected === null ? 'passes' : 'still fails the same way');
}

/** A lenient replay cannot tell an edit from a change of the model. @throws CapsuleError */
export function refuseEdited(file: string, capsule: Capsule): void {
  if (checksumOf(capsule) === capsule.checksum) return;
  throw new CapsuleError('edited', {
    what: `${file} was edited by hand: it reproduces nothing any more.`,
    why: 'Its checksum does not fit its content, and it was made with other sources, so that no replay can say where it was changed.',
    next: 'Take the original, or have it made again: `whatif run` writes a capsule for each violation.',
  });
}

function lenientJson(capsule: Capsule, subject: ReplaySubject, outcome: LenientOutcome): object {
  const { trace, violation, verdict, sentence, aligned, of, tried } = outcome;
  return {
    matches: hasRecordedVerdict(capsule, outcome), replay: 'lenient', outcome: verdict, aligned, of, verdict: sentence,
    scenario: capsule.scenario, mode: capsule.mode, ...subject.json,
    steps: trace.steps.length - 1, events: trace.events, faults: trace.faults, atRest: trace.atRest, hash: trace.hash,
    violation: violationJson(violation), waitingForEver: waitingJson(trace), tried,
  };
}

function lenientText(
  file: string, capsule: Capsule, { narrator, origin }: ReplaySubject, outcome: LenientOutcome, whole: boolean, { terminal }: Surroundings,
): string {
  const chalk = chalkFor(terminal);
  const { trace, violation, verdict, sentence } = outcome;
  const parts = [wrapped(`${chalk.bold(capsule.scenario)}, ${origin}: ${counted(trace.steps.length - 1, 'step')}, ` +
    counted(trace.faults, 'fault'), terminal, 2)];
  parts.push(wrapped('It was recorded with other sources of sim/, models/, invariants/ or the lock file: what is told is what the model of ' +
    'today makes of it.', terminal));
  if (violation !== null || whole) parts.push(storyText(trace, narrator, violation, terminal, { whole }));
  const waiting = waitingText(trace, terminal);
  if (waiting.length > 0) parts.push(waiting.join('\n'));
  const colour = hasRecordedVerdict(capsule, outcome) ? chalk.green : chalk.yellow;
  parts.push([wrapped(colour(sentence), terminal), ...nextStep(file, capsule, verdict)].join('\n'));
  return `${parts.join('\n\n')}\n`;
}

function nextStep(file: string, { scenario, policy, seed }: Capsule, verdict: LenientOutcome['verdict']): string[] {
  switch (verdict) {
    case 'still fails the same way':
      return [`Record it anew, as small as it can be: whatif shrink ${file}`];
    case 'passes':
      return [];
    default:
      return [`Run its seed with the model of today: whatif run ${scenario} --policy ${policy} --seed ${seed} --seeds 1`];
  }
}

function showStep({ script, unpinned }: LenientOutcome, { narrator, simulation: make }: ReplaySubject, step: number, json: boolean, { out, terminal }: Surroundings): void {
  const simulation = make();
  const guided = new GuidedRun(simulation);
  guided.unpinned = unpinned;
  guided.run(script, { stepsMax: step, judgesRest: false });
  out(json ? `${JSON.stringify(worldJson(simulation, narrator, step), null, 2)}\n` : `${worldText(simulation, narrator, terminal, false)}\n`);
}

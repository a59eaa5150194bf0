/** `whatif replay`: is it the recorded run, and does it end as recorded? */
import path from 'node:path';
import { NoSuchStep, replay, replayTo } from '../../sim/reproduce/replay.js';
import type { Capsule } from '../../sim/reproduce/capsule.js';
import { modelHash } from '../build/model-hash.js';
import { scenarioOfCapsule } from '../capsule/known-names.js';
import { readCapsule } from '../capsule/read-capsule.js';
import { replayFailure } from '../capsule/replay-failure.js';
import { engineFor, type RunSpec } from '../campaign/run-spec.js';
import { PROFILES } from '../profiles/profiles.js';
import { counted } from '../terminal/count.js';
import { UsageError } from '../terminal/failure.js';
import { chalkFor, wrapped } from './paragraphs.js';
import { parseWhole } from './numbers.js';
import { storyText, waitingJson, waitingText } from './story-text.js';
import type { Surroundings } from './surroundings.js';
import { worldJson, worldText } from './world-text.js';

export interface ReplayFlags {
  readonly step?: string;
  readonly story?: boolean;
  readonly json?: boolean;
}

/** Returns the exit code: 0, or it throws. @throws CapsuleError, HarnessBroken, UsageError */
export function replayCommand(file: string, flags: ReplayFlags, surroundings: Surroundings): number {
  const absolute = path.resolve(surroundings.directory, file);
  const capsule = readCapsule(absolute, { modelHash: modelHash() });
  const scenario = scenarioOfCapsule(file, capsule, surroundings.scenarios, [...PROFILES.keys()]);
  const spec = specOf(capsule);
  const built = scenario.build(spec.policy, spec.settings);
  const outcome = replay(engineFor(built, spec).simulation, capsule);
  const failure = replayFailure(absolute, outcome);
  if (failure !== null) throw failure;
  if (flags.step !== undefined) return showStep(capsule, parseStep(flags.step, capsule), flags.json === true, surroundings);
  const { trace, verdict } = outcome;
  const violation = trace.violations.find(({ fingerprint }) => fingerprint === capsule.expected?.fingerprint) ?? null;
  const { out, terminal } = surroundings;
  if (flags.json === true) {
    out(`${JSON.stringify({
      matches: true, verdict, scenario: capsule.scenario, policy: capsule.policy, profile: capsule.profile, seed: capsule.seed,
      steps: trace.steps.length - 1, events: trace.events, faults: trace.faults, atRest: trace.atRest, hash: trace.hash,
      violation: violation === null ? null : {
        invariant: violation.invariant, step: violation.step, faults: violation.faults, fingerprint: violation.fingerprint,
        evidence: violation.evidence,
      },
      waitingForEver: waitingJson(trace),
    }, null, 2)}\n`);
    return 0;
  }
  const chalk = chalkFor(terminal);
  out(`${chalk.bold(capsule.scenario)}, policy ${chalk.bold(capsule.policy)}, seed ${capsule.seed} of profile ${capsule.profile}: ` +
    `${counted(trace.steps.length - 1, 'step')}, ${counted(trace.faults, 'fault')}\n\n`);
  if (violation !== null || flags.story === true) {
    out(`${storyText(trace, built.narrator, violation, terminal, flags.story === true)}\n\n`);
  }
  const waiting = waitingText(trace, terminal);
  if (waiting.length > 0) out(`${waiting.join('\n')}\n\n`);
  out(`${wrapped(chalk.green(verdict), terminal)}\n`);
  if (violation !== null) out(`Look at it: whatif replay ${file} --step ${violation.step}\n`);
  return 0;

  function showStep(given: Capsule, step: number, json: boolean, where: Surroundings): number {
    const { simulation } = engineFor(built, spec);
    replayTo(simulation, given, step);
    where.out(json
      ? `${JSON.stringify(worldJson(simulation, built.narrator, step), null, 2)}\n`
      : `${worldText(simulation, built.narrator, where.terminal)}\n`);
    return 0;
  }
}

function parseStep(text: string, capsule: Capsule): number {
  const last = capsule.steps.length;
  try {
    return parseWhole(text, '--step', 0, last);
  } catch (error) {
    if (!(error instanceof UsageError) || !/^\d+$/.test(text)) throw error;
    throw new UsageError({ what: new NoSuchStep(Number(text), last).message, next: `Give --step a number from 0 to ${last}.` });
  }
}

function specOf({ scenario, policy, settings, profile, faults }: Capsule): RunSpec {
  return { scenario, policy, settings, profile, faults, invariant: null, scenariosModule: null, budget: null };
}

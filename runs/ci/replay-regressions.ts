/**
 * The saved capsules of `runs/regressions/`: does each still fail, and in the same way?
 *
 * A capsule of another model cannot be replayed step by step; what can be said of it then is said by its alignment.
 */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { Capsule } from '../../sim/reproduce/capsule.js';
import { lenientReplay } from '../../sim/reproduce/lenient-replay.js';
import { replay } from '../../sim/reproduce/replay.js';
import { CapsuleError } from '../capsule/capsule-error.js';
import { readCapsule } from '../capsule/read-capsule.js';
import { replayFailure } from '../capsule/replay-failure.js';
import { refuseEdited } from '../cli/lenient-replay-command.js';
import { lenientSubject, replaySubject } from '../cli/replay-subject.js';
import type { Surroundings } from '../cli/surroundings.js';
import type { RegressionResult } from './results/results-schema.js';

/** The capsules in a folder, by name; none when there is no such folder. */
export function savedCapsules(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.capsule.json')).sort() : [];
}

/** @throws CapsuleError for a file that is damaged; HarnessBroken when the same model does something else. */
export function replayRegression(folder: string, capsule: string, modelHash: string, surroundings: Surroundings): RegressionResult {
  const file = path.join(folder, capsule);
  try {
    const recorded = readCapsule(file, { modelHash, lenient: true });
    if (recorded.mode === 'timed' && recorded.modelHash !== modelHash) return lenientResult(file, capsule, recorded, surroundings);
    const subject = replaySubject(file, recorded, surroundings);
    const outcome = replay(subject.simulation(), recorded, subject.leadsTo);
    const failure = replayFailure(file, outcome);
    if (failure !== null) throw failure;
    const fingerprint = recorded.expected?.fingerprint ?? null;
    return {
      capsule, scenario: recorded.scenario, policy: recorded.policy, fingerprint, verdict: fingerprint === null ? 'passes' : 'still fails the same way',
      detail: outcome.verdict, fails: fingerprint,
    };
  } catch (error) {
    if (!(error instanceof CapsuleError) || error.problem !== 'other model') throw error;
    return { capsule, scenario: 'unknown', policy: 'unknown', fingerprint: null, verdict: 'cannot align', detail: error.what, fails: null };
  }
}

/** What the model of today makes of a run that other sources made. */
function lenientResult(file: string, name: string, capsule: Capsule, surroundings: Surroundings): RegressionResult {
  refuseEdited(file, capsule);
  const { verdict, sentence, violation } = lenientReplay(lenientSubject(file, capsule, surroundings).simulation(), capsule);
  return {
    capsule: name, scenario: capsule.scenario, policy: capsule.policy, fingerprint: capsule.expected?.fingerprint ?? null, verdict, detail: sentence,
    fails: violation?.fingerprint ?? null,
  };
}

/**
 * The saved capsules of `runs/regressions/`: does each still fail, and in the same way?
 *
 * A capsule of another model cannot be replayed step by step; what can be said of it then is said by its alignment.
 */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { replay } from '../../sim/reproduce/replay.js';
import { engineFor } from '../campaign/run-spec.js';
import { CapsuleError } from '../capsule/capsule-error.js';
import { scenarioOfCapsule } from '../capsule/known-names.js';
import { readCapsule } from '../capsule/read-capsule.js';
import { replayFailure } from '../capsule/replay-failure.js';
import { PROFILES } from '../profiles/profiles.js';
import type { Scenario } from '../scenarios/scenario.js';
import type { RegressionResult } from './results/results-schema.js';

/** The capsules in a folder, by name; none when there is no such folder. */
export function savedCapsules(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.capsule.json')).sort() : [];
}

/** @throws CapsuleError for a file that is damaged; HarnessBroken when the same model does something else. */
export function replayRegression(folder: string, capsule: string, modelHash: string, scenarios: readonly Scenario[]): RegressionResult {
  const file = path.join(folder, capsule);
  try {
    const recorded = readCapsule(file, { modelHash });
    const { scenario: name, policy, settings, profile, faults, expected } = recorded;
    const scenario = scenarioOfCapsule(file, recorded, scenarios, [...PROFILES.keys()]);
    const spec = { scenario: name, policy, settings, profile, faults, invariant: null, scenariosModule: null, budget: null };
    const outcome = replay(engineFor(scenario.build(policy, settings), spec).simulation, recorded);
    const failure = replayFailure(file, outcome);
    if (failure !== null) throw failure;
    const fingerprint = expected?.fingerprint ?? null;
    return {
      capsule, scenario: name, policy, fingerprint, verdict: fingerprint === null ? 'passes' : 'still fails the same way',
      detail: outcome.verdict, fails: fingerprint,
    };
  } catch (error) {
    if (!(error instanceof CapsuleError) || error.problem !== 'other model') throw error;
    return { capsule, scenario: 'unknown', policy: 'unknown', fingerprint: null, verdict: 'cannot align', detail: error.what, fails: null };
  }
}

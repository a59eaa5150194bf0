/** The runs that a campaign's report shows: recorded again in this thread, and written as capsules. */
import path from 'node:path';
import type { Distinct } from '../../sim/explore/tally.js';
import { capsuleOf } from '../../sim/reproduce/capsule.js';
import { recordRun, type Trace, type TracedViolation } from '../../sim/reproduce/trace.js';
import { modelHash } from '../build/model-hash.js';
import { writeCapsule } from '../capsule/write-capsule.js';
import { engineFor, type RunSpec } from '../campaign/run-spec.js';
import type { BuiltScenario, Scenario } from '../scenarios/scenario.js';
import { HarnessBroken } from '../terminal/failure.js';
import { shortPath } from '../terminal/short-path.js';
import { runAgain } from './run-again.js';
import type { Surroundings } from './surroundings.js';

export interface RecordedFinding {
  readonly distinct: Distinct;
  readonly trace: Trace;
  readonly violation: TracedViolation;
  /** Where its capsule is, relative to the current directory if it lies below. */
  readonly capsule: string;
}

/** Those that the scenario is about come first, and the shortest of them. @throws HarnessBroken when a run does not come out as it did in the campaign. */
export function recordFindings(
  violations: readonly Distinct[], scenario: Scenario, built: BuiltScenario, spec: RunSpec, folder: string, surroundings: Surroundings,
): RecordedFinding[] {
  const engine = engineFor(built, spec);
  const isHeadline = ({ subject }: Distinct): number => (subject === scenario.headline ? 0 : 1);
  return [...violations].sort((left, right) => isHeadline(left) - isHeadline(right) || byLength(left, right)).map((distinct) => {
    const { seed } = distinct.example;
    const trace = recordRun(engine.simulation, engine.timedRun, seed);
    const violation = trace.violations.find(({ fingerprint }) => fingerprint === distinct.fingerprint);
    if (violation === undefined) {
      throw new HarnessBroken({
        what: `Seed ${seed} came out differently when it was recorded.`,
        why: `In the campaign it violated: ${distinct.fingerprint}.`,
        next: `Compare: ${runAgain(spec, scenario, seed)}`,
      });
    }
    const { policy, profile, settings, faults } = spec;
    const capsule = capsuleOf(trace, {
      scenario: scenario.name, policy, profile, settings, faults, seed, modelHash: modelHash(), violation,
    });
    const file = writeCapsule(path.join(folder, scenario.name, policy), capsule);
    return { distinct, trace, violation, capsule: shortPath(file, surroundings.directory) };
  });
}

/** One run, whatever it comes to. */
export function recordSeed(seed: string, built: BuiltScenario, spec: RunSpec): Trace {
  const engine = engineFor(built, spec);
  return recordRun(engine.simulation, engine.timedRun, seed);
}

function byLength(left: Distinct, right: Distinct): number {
  const [first, second] = [left.example, right.example];
  return first.steps - second.steps || first.faults - second.faults || first.index - second.index ||
    (left.fingerprint < right.fingerprint ? -1 : 1);
}

/** The runs behind new failures, recorded again here: for their story, their diagram, and a capsule that replays them. */
import path from 'node:path';
import { capsuleOf } from '../../sim/reproduce/capsule.js';
import { recordRun, type Trace, type TracedViolation } from '../../sim/reproduce/trace.js';
import type { Narrator } from '../../sim/show/narrator.js';
import { engineFor, strategyOf, type RunSpec } from '../campaign/run-spec.js';
import { writeCapsule } from '../capsule/write-capsule.js';
import type { Scenario } from '../scenarios/scenario.js';
import type { JudgedFailure } from './failures.js';

/** The most new failures that are recorded: whoever has more has one cause. */
const RECORDED_MAX = 20;

export interface RecordedFailure {
  readonly failure: JudgedFailure;
  readonly trace: Trace;
  readonly violation: TracedViolation;
  readonly narrator: Narrator;
  /** Where its capsule is. */
  readonly capsule: string;
}

export interface RecordOptions {
  readonly scenarios: readonly Scenario[];
  readonly scenariosModule: string | null;
  readonly modelHash: string;
  /** Where capsules go. */
  readonly folder: string;
}

/** The new failures that a run shows, recorded; a seed that came out differently is told by `warn`, and left out. */
export function recordNewFailures(
  failures: readonly JudgedFailure[], { scenarios, scenariosModule, modelHash, folder }: RecordOptions, warn: (message: string) => void,
): RecordedFailure[] {
  const recorded: RecordedFailure[] = [];
  for (const failure of failures) {
    const { known, cheapest, policy, fingerprint } = failure;
    const scenario = scenarios.find(({ name }) => name === failure.scenario);
    if (known !== null || cheapest === null || scenario === undefined || recorded.length >= RECORDED_MAX) continue;
    const { seed, profile, settings, faultKinds: faults, strategy } = cheapest;
    const spec: RunSpec = { scenario: scenario.name, policy, settings, profile, faults, invariant: null, scenariosModule, budget: null, ...strategyOf(strategy) };
    const built = scenario.build(policy, settings);
    const engine = engineFor(built, spec);
    const trace = recordRun(engine.simulation, engine.timedRun, seed);
    const violation = trace.violations.find((candidate) => candidate.fingerprint === fingerprint);
    if (violation === undefined) {
      // A fault of the model leaves no violation; anything else is a run that is not what it was.
      if (failure.subject === fingerprint.split(' / ')[0] && trace.violations.length > 0) warn(`Seed ${seed} came out differently when it was recorded.`);
      continue;
    }
    const capsule = capsuleOf(trace, { scenario: scenario.name, policy, profile, settings, faults, seed, modelHash, violation });
    recorded.push({ failure, trace, violation, narrator: built.narrator, capsule: writeCapsule(path.join(folder, scenario.name, policy), capsule) });
  }
  return recorded;
}

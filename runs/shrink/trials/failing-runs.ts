/** Failing runs of omicron-4226 for trials: recorded, as capsules. */
import { capsuleOf, type Capsule } from '../../../sim/reproduce/capsule.js';
import { recordRun } from '../../../sim/reproduce/trace.js';
import { modelHash } from '../../build/model-hash.js';
import { buildScenario, engineFor, type RunSpec } from '../../campaign/run-spec.js';
import { omicron4226 } from '../../scenarios/omicron-4226.js';
import type { BuiltScenario } from '../../scenarios/scenario.js';

const settings = Object.fromEntries(Object.entries(omicron4226.settings).map(([name, { value }]) => [name, value]));

/** The runs are those of `whatif run omicron-4226`. */
export const TRIAL_SPEC: RunSpec = {
  scenario: omicron4226.name, policy: '2023-10', settings, profile: omicron4226.profile, faults: null, invariant: null, scenariosModule: null, budget: null,
};

export function builtForTrial(): BuiltScenario {
  return buildScenario(omicron4226, TRIAL_SPEC);
}

/** The first failing runs of a campaign, each with the violation that `choose` picks; a run without one is passed over. */
export function* failingRuns(campaign: string, choose: (invariants: readonly string[]) => number): Generator<Capsule> {
  const engine = engineFor(builtForTrial(), TRIAL_SPEC);
  for (let index = 0; ; index += 1) {
    const seed = `${campaign}-${index}`;
    const { violations } = engine.run(seed);
    const chosen = violations.length === 0 ? -1 : choose(violations.map(({ invariant }) => invariant));
    const finding = violations[chosen];
    if (finding === undefined) continue;
    const trace = recordRun(engine.simulation, engine.timedRun, seed);
    const violation = trace.violations.find(({ fingerprint }) => fingerprint === finding.fingerprint) ?? null;
    yield capsuleOf(trace, { ...TRIAL_SPEC, seed, modelHash: modelHash(), violation });
  }
}

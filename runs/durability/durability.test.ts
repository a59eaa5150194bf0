import { describe, expect, test } from 'vitest';
import { capsuleOf, type Capsule } from '../../sim/reproduce/capsule.js';
import { lenientReplay } from '../../sim/reproduce/lenient-replay.js';
import { recordRun } from '../../sim/reproduce/trace.js';
import { engineFor, type RunSpec } from '../campaign/run-spec.js';
import { omicron4226 } from '../scenarios/omicron-4226.js';
import { MODEL_CHANGES } from './model-changes.fixture.js';

const settings = Object.fromEntries(Object.entries(omicron4226.settings).map(([name, { value }]) => [name, value]));
const spec: RunSpec = {
  scenario: omicron4226.name, policy: '2023-10', settings, profile: omicron4226.profile, faults: null, invariant: null, scenariosModule: null,
  budget: null,
};
const recorder = engineFor(omicron4226.build(spec.policy, settings), spec);

/** Capsules of the first violations of the campaign that starts with this seed. */
function capsules(campaign: string, number: number): Capsule[] {
  const found: Capsule[] = [];
  for (let index = 0; found.length < number; index += 1) {
    const seed = `${campaign}-${index}`;
    if (recorder.run(seed).violations.length === 0) continue;
    const trace = recordRun(recorder.simulation, recorder.timedRun, seed);
    found.push(capsuleOf(trace, { ...spec, seed, modelHash: '0'.repeat(64), violation: trace.violations[0]! }));
  }
  return found;
}

describe('a capsule outlives a change of the model that mends nothing', () => {
  const recorded = capsules('durable', 2);

  test.each(MODEL_CHANGES)('$name', ({ settings: given, change }) => {
    const changed = given?.(settings) ?? settings;
    const built = omicron4226.build(spec.policy, changed);
    const model = change?.(built.model) ?? built.model;
    const { simulation } = engineFor({ ...built, model }, { ...spec, settings: changed });
    for (const capsule of recorded) expect(lenientReplay(simulation, capsule, 100).verdict).not.toBe('passes');
  });
});

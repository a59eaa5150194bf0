/** Every distinct violation of many seeds: where it was found first, how often, and which run shows it best. */
import type { RunResult } from '../../sim/explore/run-result.js';
import { isBetterExample, type Example } from '../../sim/explore/tally.js';
import { engineFor, seedOf, type RunSpec } from '../campaign/run-spec.js';
import type { Scenario } from '../scenarios/scenario.js';

/** The rule that #4226 is about, and its twin: those that the page tells of. */
export const PAGE_POLICIES: readonly string[] = ['2023-10', 'never-failed'];

/** The seeds are those of `whatif run` when nothing else is asked for. */
export const CAMPAIGN_SEED = 'amber';

export interface FoundViolation {
  readonly invariant: string;
  readonly fingerprint: string;
  /** How many seeds it took to find it. */
  readonly seedsToFirst: number;
  /** The runs that show it. */
  count: number;
  /** The shortest of these. */
  example: Example;
}

export interface FoundMark {
  readonly seedsToFirst: number;
  count: number;
}

export interface Findings {
  readonly policy: string;
  readonly profile: string;
  readonly runs: number;
  readonly violations: readonly FoundViolation[];
  /** By invariant: the first seed that breaks it, and how many do. */
  readonly broken: ReadonlyMap<string, { readonly seed: string; count: number }>;
  readonly reached: ReadonlyMap<string, FoundMark>;
}

export function specOf(scenario: Scenario, policy: string): RunSpec {
  const settings = Object.fromEntries(Object.entries(scenario.settings).map(([name, { value }]) => [name, value]));
  return {
    scenario: scenario.name, policy, settings, profile: scenario.profile, faults: null, invariant: null, scenariosModule: null, budget: null,
  };
}

export function collect(scenario: Scenario, policy: string, runs: number): Findings {
  const spec = specOf(scenario, policy);
  const engine = engineFor(scenario.build(policy, spec.settings), spec);
  const violations = new Map<string, FoundViolation>();
  const broken = new Map<string, { seed: string; count: number }>();
  const reached = new Map<string, FoundMark>();
  for (let index = 0; index < runs; index += 1) {
    const run = engine.run(seedOf({ campaignSeed: CAMPAIGN_SEED, single: false }, index));
    addViolations(violations, index, run);
    for (const invariant of new Set(run.violations.map((violation) => violation.invariant))) {
      const known = broken.get(invariant);
      if (known === undefined) broken.set(invariant, { seed: run.seed, count: 1 });
      else known.count += 1;
    }
    for (const { name: mark } of run.reached) {
      const known = reached.get(mark);
      if (known === undefined) reached.set(mark, { seedsToFirst: index + 1, count: 1 });
      else known.count += 1;
    }
  }
  const sorted = [...violations.values()].sort((left, right) => (left.fingerprint < right.fingerprint ? -1 : 1));
  return { policy, profile: spec.profile, runs, violations: sorted, broken, reached };
}

function addViolations(violations: Map<string, FoundViolation>, index: number, run: RunResult): void {
  for (const { invariant, fingerprint, evidence, step, faults } of run.violations) {
    const example: Example = { index, seed: run.seed, steps: step, faults, evidence };
    const known = violations.get(fingerprint);
    if (known === undefined) violations.set(fingerprint, { invariant, fingerprint, seedsToFirst: index + 1, count: 1, example });
    else {
      known.count += 1;
      if (isBetterExample(example, known.example)) known.example = example;
    }
  }
}

/** The command that shows a failure again on a laptop. */
import { strategyOf } from '../../campaign/run-spec.js';
import { runAgain } from '../../cli/run-again.js';
import type { Scenario } from '../../scenarios/scenario.js';
import type { JudgedFailure } from '../failures.js';

/** Null where there is no run to show: a property of a check says how it is broken itself. */
export function rerunCommand({ scenario: name, policy, cheapest, capsule }: JudgedFailure, scenarios: readonly Scenario[]): string | null {
  if (capsule !== null) return `npx whatif replay runs/regressions/${capsule}`;
  const scenario = scenarios.find((candidate) => candidate.name === name);
  if (cheapest === null || scenario === undefined) return null;
  const { seed, profile, settings, faultKinds: faults, strategy } = cheapest;
  return runAgain({ scenario: name, policy, profile, settings, faults, invariant: null, scenariosModule: null, budget: null, ...strategyOf(strategy) }, scenario, seed);
}

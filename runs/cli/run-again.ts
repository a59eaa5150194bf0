/** The command that runs one seed of a campaign alone. A guided run's seed says how it came about: it needs no guide. */
import type { RunSpec } from '../campaign/run-spec.js';
import type { Scenario } from '../scenarios/scenario.js';
import { formatDuration } from '../terminal/duration.js';

export function runAgain({ policy, profile, faults, settings, strategy }: RunSpec, scenario: Scenario, seed: string): string {
  const changed = Object.entries(scenario.settings).flatMap(([name, { unit, value }]) => {
    const given = settings[name];
    if (given === undefined || given === value) return [];
    return [`--set ${name}=${unit === 'duration' ? formatDuration(given) : given}`];
  });
  const flags = [`--policy ${policy}`, `--profile ${profile}`, ...(strategy === undefined || strategy === 'guided' ? [] : [`--strategy ${strategy}`]), ...(faults === null ? [] : [`--faults ${faults.join(',')}`]), ...changed];
  return `npx whatif run ${scenario.name} ${flags.join(' ')} --seed ${seed} --seeds 1 --story`;
}

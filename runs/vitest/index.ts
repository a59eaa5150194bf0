/**
 * `whatif/vitest`: simulations and exhaustive checks inside somebody's own tests. They need no particular runner: what does not
 * hold is an error, and its message has the story, the seed and the line that replays it.
 */
import type { CheckOptions, TestedWorkload, WorkloadHeld } from './tested-workload.js';
import { expectEveryExecutionHolds } from './tested-workload.js';
import { expectSeedsHold, findViolation, type FoundViolation, type SeedOptions, type SeedsHeld } from './expect-seeds.js';
import type { TestedScenario } from './tested-scenario.js';

export { scenario, type OwnScenario, type ScenarioOptions, type TestedScenario } from './tested-scenario.js';
export { workload, type CheckOptions, type TestedWorkload, type WorkloadHeld, type WorkloadOptions } from './tested-workload.js';
export type { FoundViolation, SeedOptions, SeedsHeld } from './expect-seeds.js';
export { ViolationError } from './violation-error.js';

/**
 * Of a scenario: runs seeds, and fails with the shortest violation. Of a workload: searches every execution.
 *
 * @throws ViolationError when something does not hold, or when nothing can be said; UsageError for a name that does not exist.
 */
export async function expectHolds(tested: TestedScenario, options?: SeedOptions): Promise<SeedsHeld>;
export async function expectHolds(tested: TestedWorkload, options?: CheckOptions): Promise<WorkloadHeld>;
export async function expectHolds(tested: TestedScenario | TestedWorkload, options: SeedOptions | CheckOptions = {}): Promise<SeedsHeld | WorkloadHeld> {
  return 'subject' in tested ? expectEveryExecutionHolds(tested, options as CheckOptions) : expectSeedsHold(tested, options as SeedOptions);
}

/**
 * For a bug that is known: finds it, or fails. Gives the shortest of the violations, with its fingerprint.
 *
 * @throws ViolationError when so many seeds do not show it.
 */
export async function expectViolated(tested: TestedScenario, options: SeedOptions = {}): Promise<FoundViolation> {
  return findViolation(tested, options);
}

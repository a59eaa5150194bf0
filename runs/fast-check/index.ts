/**
 * `whatif/fast-check`: arbitraries of simulations. fast-check draws, replays (`seed`, `path`), counts (`numRuns`), shrinks and reports
 * them as it does all others.
 */
export { runsOf, scenariosOf, workloadsOf, type ScenarioBounds } from './arbitraries.js';
export type { Happening, Plan, PlanBounds, Strike } from './plan.js';
export { SimulatedRun } from './planned-run.js';
export { scenario, type OwnScenario, type ScenarioOptions, type TestedScenario } from '../vitest/tested-scenario.js';
export { ViolationError } from '../vitest/violation-error.js';

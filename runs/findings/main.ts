/** `npm run findings`: runs the default campaign's first 20,000 seeds for the policy of October 2023 and its twin, and writes what they find;
 * fewer seeds for the other policies, whose violations the scenario expects. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { modelHash, projectRoot } from '../build/model-hash.js';
import { scenarios } from '../scenarios/index.js';
import { runMain } from '../terminal/failure.js';
import { collect, PAGE_POLICIES, type Findings } from './collect.js';
import { findingsPage } from './findings-page.js';
import { knownViolationsModule } from './known-violations-module.js';

const SEEDS = 20_000;

/** For the policies that are there to be compared: what they break is expected, and has no page. */
const SEEDS_OF_OTHERS = 2_000;

await runMain(() => {
  const scenario = scenarios[0]!;
  const found = (policy: string, seeds: number): Findings => {
    process.stderr.write(`${seeds} seeds with policy ${policy}\n`);
    return collect(scenario, policy, seeds);
  };
  const all = PAGE_POLICIES.map((policy) => found(policy, SEEDS));
  const others = Object.keys(scenario.policies).filter((policy) => !PAGE_POLICIES.includes(policy));
  writeFileSync(path.join(projectRoot, 'models/omicron/FINDINGS.md'), findingsPage(scenario, all, modelHash()));
  writeFileSync(path.join(projectRoot, 'runs/scenarios/known-violations.ts'), knownViolationsModule([...all, ...others.map((policy) => found(policy, SEEDS_OF_OTHERS))]));
  return Promise.resolve(0);
});

/** `npm run findings`: runs the default campaign's first 20,000 seeds for the policy of October 2023 and its twin, and writes what they find. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { modelHash, projectRoot } from '../build/model-hash.js';
import { scenarios } from '../scenarios/index.js';
import { runMain } from '../terminal/failure.js';
import { collect } from './collect.js';
import { findingsPage } from './findings-page.js';
import { knownViolationsModule } from './known-violations-module.js';

const SEEDS = 20_000;

/** The rule that #4226 is about, and its twin. The other policies are for comparisons. */
const POLICIES = ['2023-10', 'never-failed'];

await runMain(() => {
  const scenario = scenarios[0]!;
  const all = POLICIES.map((policy) => {
    process.stderr.write(`${SEEDS} seeds with policy ${policy}\n`);
    return collect(scenario, policy, SEEDS);
  });
  writeFileSync(path.join(projectRoot, 'models/omicron/FINDINGS.md'), findingsPage(scenario, all, modelHash()));
  writeFileSync(path.join(projectRoot, 'runs/scenarios/known-violations.ts'), knownViolationsModule(all));
  return Promise.resolve(0);
});

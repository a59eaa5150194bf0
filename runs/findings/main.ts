/** `npm run findings`: runs the default campaign's first 20,000 seeds for each policy, and writes what they find. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { modelHash, projectRoot } from '../build/model-hash.js';
import { scenarios } from '../scenarios/index.js';
import { runMain } from '../terminal/failure.js';
import { collect } from './collect.js';
import { findingsPage } from './findings-page.js';
import { knownViolationsModule } from './known-violations-module.js';

const SEEDS = 20_000;

await runMain(() => {
  const scenario = scenarios[0]!;
  const all = Object.keys(scenario.policies).map((policy) => {
    process.stderr.write(`${SEEDS} seeds with policy ${policy}\n`);
    return collect(scenario, policy, SEEDS);
  });
  writeFileSync(path.join(projectRoot, 'models/omicron/FINDINGS.md'), findingsPage(scenario, all, modelHash()));
  writeFileSync(path.join(projectRoot, 'runs/scenarios/known-violations.ts'), knownViolationsModule(all));
  return Promise.resolve(0);
});

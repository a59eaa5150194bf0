/** The committed reports of experiments: `reports/NAME.md` for people, and `reports/NAME.json` with what tells whether it is still true. */
import path from 'node:path';
import { z } from 'zod';
import { projectRoot } from '../build/model-hash.js';
import type { Comparison } from '../compare/comparison.js';
import { markdownReport } from '../compare/report/markdown-report.js';

export const REPORTS = path.join(projectRoot, 'runs', 'experiments', 'reports');

const digest = z.string().regex(/^[0-9a-f]{16}$/);

export const recordSchema = z.strictObject({
  /** The experiment as it was run. */
  experiment: z.record(z.string(), z.unknown()),
  modelHash: z.string().min(16), runs: z.int().min(1), digest, sample: z.strictObject({ seeds: z.int().min(1), digest }),
});

export type ReportRecord = z.infer<typeof recordSchema>;

export function recordOf({ experiment, modelHash, runs, digest: sum, sample }: Comparison): ReportRecord {
  return { experiment: { ...experiment }, modelHash, runs, digest: sum, sample };
}

/** What is committed of a comparison, by the name of the file. */
export function filesOf(comparison: Comparison): Readonly<Record<string, string>> {
  const { name } = comparison.experiment;
  return { [`${name}.md`]: markdownReport(comparison), [`${name}.json`]: `${JSON.stringify(recordOf(comparison), null, 2)}\n` };
}

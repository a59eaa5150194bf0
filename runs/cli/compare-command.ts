/** `whatif compare`: an experiment is run, and its reports are written. */
import { compareRequest, type CompareFlags } from '../compare/compare-request.js';
import type { Comparison } from '../compare/comparison.js';
import { htmlReport } from '../compare/report/html-report.js';
import { markdownReport } from '../compare/report/markdown-report.js';
import { textReport } from '../compare/report/text-report.js';
import { startCompareProgress } from '../compare/compare-progress.js';
import { runComparison } from '../compare/run-comparison.js';
import { startInline } from '../campaign/workers.js';
import { adoptPolicy } from '../policies/policy-file.js';
import { writeDurably } from '../files/durable-file.js';
import { shortPath } from '../terminal/short-path.js';
import type { Surroundings } from './surroundings.js';

/** Returns the exit code: 0, or 130 when it was stopped before it was done. @throws UsageError, FileError, HarnessBroken */
export async function compareCommand(name: string | undefined, flags: CompareFlags, surroundings: Surroundings): Promise<number> {
  const request = compareRequest(name, await withPolicyFiles(flags, surroundings.directory), surroundings);
  const controller = new AbortController();
  const restore = surroundings.onInterrupt(() => controller.abort());
  const progress = startCompareProgress(surroundings.note, surroundings.showsProgress);
  let comparison: Comparison;
  try {
    comparison = await runComparison(
      { ...request, scenariosModule: surroundings.scenariosModule, inline: surroundings.startWorker === startInline },
      { signal: controller.signal, progress: (part, done, of) => progress.show(part, done, of) });
  } finally {
    progress.stop();
    restore();
  }
  // What is printed comes first: a file that cannot be written after all must not cost it.
  surroundings.out(request.json ? `${JSON.stringify(comparison, null, 2)}\n` : textReport(comparison, surroundings.terminal));
  for (const [file, write] of [[request.html, htmlReport], [request.markdown, markdownReport]] as const) {
    if (file === null) continue;
    writeDurably(file, write(comparison), 'the report');
    surroundings.note(`Written: ${shortPath(file, surroundings.directory)}\n`);
  }
  return comparison.missing.length === 0 ? 0 : 130;
}

/** Policies that are given by path are loaded and questioned before any work begins. @throws UsageError */
async function withPolicyFiles(flags: CompareFlags, directory: string): Promise<CompareFlags> {
  if (flags.policies === undefined) return flags;
  const policies: string[] = [];
  for (const policy of flags.policies.split(',')) policies.push(await adoptPolicy(policy.trim(), directory));
  return { ...flags, policies: policies.join(',') };
}

/** The bounded searches of `whatif ci`. */
import { ModelFault } from '../../sim/process/model-fault.js';
import { judgeCheck } from '../check/check-report.js';
import { checkRequest } from '../check/check-request.js';
import { runSearch, type FinishedSearch } from '../check/run-search.js';
import { bound } from '../check/verdicts.js';
import type { CheckSubject } from '../scenarios/check-subject.js';
import { MODEL_FAULT } from './failures.js';
import type { CommittedCheck } from './committed.js';
import type { CheckResult } from './results/results-schema.js';

/** A model that is at fault is a finding. Those that were not begun when the signal came are left out. */
export async function runChecks(checks: readonly CommittedCheck[], subjects: readonly CheckSubject[], signal: AbortSignal): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const { subject, flags } of checks) {
    if (signal.aborted) break;
    const request = checkRequest(subject, flags, subjects);
    const { workload } = request.built;
    const { policy } = request.values;
    let finished: FinishedSearch;
    try {
      finished = await runSearch(request, { signal, progress: () => undefined });
    } catch (error) {
      if (!(error instanceof ModelFault)) throw error;
      results.push({
        subject, policy, workload, verdict: 'unknown', faults: null, complete: false, distinct: 0,
        properties: [{ name: MODEL_FAULT, verdict: 'violated', finding: error.message }], surprises: [MODEL_FAULT],
      });
      continue;
    }
    const { verdict, properties, surprises } = judgeCheck(request, finished);
    const within = bound(finished.search);
    results.push({
      subject, policy, workload, verdict,
      faults: within === null || within === Infinity ? null : within, complete: within === Infinity, distinct: finished.search.distinct,
      properties: properties.map(({ name, verdict: of, finding }) => ({ name, verdict: of, finding })), surprises: [...surprises],
    });
  }
  return results;
}

/** `--json`: one object that a script can rely on. */
import type { Scenario } from '../../scenarios/scenario.js';
import { cleanRunsNeeded } from '../../statistics/binomial.js';
import type { JudgedFailure } from '../failures.js';
import type { Judged } from '../judge.js';
import type { ResultsBody } from '../results/results-schema.js';
import { rerunCommand } from './rerun.js';

export function jsonReport({ modelHash, regressions, checks }: ResultsBody, judged: Judged, scenarios: readonly Scenario[]): object {
  const { verdict, exitCode, reasons, campaigns, failures, unseen, fixed, unaligned } = judged;
  const failure = (found: JudgedFailure): object => ({
    fingerprint: found.fingerprint, invariant: found.subject, scenario: found.scenario, policy: found.policy, evidence: found.evidence,
    runs: found.rate?.runs ?? null, of: found.rate?.of ?? null, interval: found.rate?.interval ?? null,
    cleanRunsNeeded: found.rate === null ? null : cleanRunsNeeded(found.rate.interval.low),
    seed: found.cheapest?.seed ?? null, steps: finite(found.cheapest?.steps), faults: found.cheapest?.faults ?? null,
    profile: found.cheapest?.profile ?? null, capsule: found.capsule, rerun: rerunCommand(found, scenarios),
  });
  return {
    verdict, exitCode, reasons, modelHash,
    newFailures: failures.filter(({ known }) => known === null).map(failure),
    knownFailures: failures.flatMap((found) => (found.known === null ? [] : [{ ...failure(found), known: found.known }])),
    unseenFailures: unseen,
    campaigns: campaigns.map(({ campaign: { tally, ...campaign }, ...rest }) => ({ ...campaign, ...rest, ...tally })),
    regressions, fixed, unaligned, checks,
  };
}

function finite(steps: number | undefined): number | null {
  return steps === undefined || !Number.isFinite(steps) ? null : steps;
}

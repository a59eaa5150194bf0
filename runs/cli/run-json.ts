/** `run --json`: one object that a script can rely on. The keys of issue A first, then what else is known. */
import { DEFAULT_STRATEGY } from '../../sim/explore/strategies/strategy.js';
import { formatDigest } from '../../sim/explore/run-result.js';
import type { RunPlan } from '../../sim/explore/profile.js';
import type { CampaignResult } from '../campaign/campaign-result.js';
import type { Expectation, Outcome } from '../campaign/outcome.js';
import type { RecordedFinding } from './recorded-findings.js';
import type { RunRequest } from './run-request.js';

const MILLISECONDS_AN_HOUR = 3_600_000;

export function runJson(
  request: RunRequest, result: CampaignResult, expectation: Expectation, outcome: Outcome,
  findings: readonly RecordedFinding[], drawn: RunPlan | null,
): object {
  const { spec } = request;
  const { tally } = result;
  return {
    verdict: outcome.verdict,
    scenario: spec.scenario,
    policy: spec.policy,
    runs: tally.runs,
    events: tally.events,
    eventsPerSecond: result.seconds > 0 ? Math.round(tally.events / result.seconds) : 0,
    seconds: rounded(result.seconds, 1000),
    simulatedHours: rounded(tally.virtualMilliseconds / MILLISECONDS_AN_HOUR, 100),
    violations: findings.map(({ distinct, capsule }) => ({
      invariant: distinct.subject, seed: distinct.example.seed, steps: distinct.example.steps, faults: distinct.example.faults,
      fingerprint: distinct.fingerprint, capsule, runs: distinct.count, evidence: distinct.example.evidence,
    })),
    invariants: expectation.invariants.map((name) => ({
      name, tested: tally.invariants[name]?.tested ?? 0, violated: tally.invariants[name]?.violated ?? 0,
    })),
    reached: [...new Set([...Object.keys(tally.reached), ...expectation.goals])].sort()
      .map((name) => ({ name, count: tally.reached[name]?.runs ?? 0 })),
    hash: formatDigest(tally.hash),
    exitCode: outcome.exitCode,
    reason: outcome.reason,
    expected: expectation.violated,
    bound: outcome.bound,
    seeds: { seed: request.campaignSeed, single: request.single, count: result.seedsCovered },
    profile: spec.profile,
    faults: spec.faults,
    strategy: spec.strategy ?? DEFAULT_STRATEGY,
    settings: spec.settings,
    drawn,
    modelFaults: tally.modelFaults.map(({ subject, count, example }) => ({
      handler: subject, seed: example.seed, steps: example.steps, message: example.evidence, runs: count,
    })),
    stuck: result.stuck.map(({ seed, handler, how }) => ({ seed, handler, how })),
    canary: result.canary,
    audited: result.audited,
    divergence: result.divergence,
    interrupted: result.interrupted,
    workers: result.workers,
  };
}

function rounded(value: number, scale: number): number {
  return Math.round(value * scale) / scale;
}

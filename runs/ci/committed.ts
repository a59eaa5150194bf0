/**
 * What `whatif ci` runs: the committed list. A line more is all that it takes to have another scenario, policy, profile or
 * bounded search checked on every commit.
 */
import type { StrategyName } from '../../sim/explore/strategies/strategy.js';
import type { CheckFlags } from '../check/check-request.js';

export interface CommittedCampaign {
  readonly scenario: string;
  readonly policy: string;
  readonly profile: string;
  /** How its runs differ from one another; left out: the default. */
  readonly strategy?: StrategyName;
  /** Its part of the time that all campaigns have together. */
  readonly weight: number;
}

export interface CommittedCheck {
  readonly subject: string;
  /** As on the command line of `whatif check`. The search must end within it: a budget of states, never of seconds. */
  readonly flags: CheckFlags;
}

export const CAMPAIGNS: readonly CommittedCampaign[] = [
  { scenario: 'omicron-4226', policy: '2023-10', profile: 'mixed', weight: 4 },
  { scenario: 'omicron-4226', policy: 'never-failed', profile: 'mixed', weight: 4 },
  { scenario: 'omicron-4226', policy: '2023-10', profile: 'crashy', weight: 1 },
  { scenario: 'omicron-4226', policy: 'never-failed', profile: 'lossy', weight: 1 },
  { scenario: 'example-counter', policy: 'count-requests', profile: 'lossy', weight: 0.2 },
  { scenario: 'example-counter', policy: 'count-orders-once', profile: 'lossy', weight: 0.2 },
];

const RUNNING_INSTANCE = { timing: 'ranges', sleds: '1', maxFaults: '1', faults: 'lost-request,lost-reply,reset,injected-500' };

export const CHECKS: readonly CommittedCheck[] = [
  { subject: 'running-instance', flags: { policy: '2023-10', ...RUNNING_INSTANCE } },
  { subject: 'running-instance', flags: { policy: 'never-failed', ...RUNNING_INSTANCE } },
  { subject: 'classics/two-phase-commit', flags: { rms: '5' } },
  { subject: 'classics/increment-lock', flags: { threads: '4' } },
  { subject: 'classics/paxos-tla', flags: {} },
  { subject: 'classics/abd-register', flags: {} },
  { subject: 'classics/single-copy-register', flags: { servers: '2' } },
  { subject: 'classics/ordered-reliable-link', flags: {} },
];

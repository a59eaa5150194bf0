/** What tables that stand cost, measured in seeded runs of the whole scenario, and which of them no other one beats. */
import { Engine } from '../../sim/explore/engine.js';
import { RunObserver } from '../compare/observe/run-observer.js';
import type { RunRecord } from '../compare/observe/run-record.js';
import { observation } from '../compare/observe/sight.js';
import { DEATH_NOTICED, MISSED_DEATHS, PRICES, STOPS_LOST, WRONGLY_FAILED, type Price } from '../compare/prices.js';
import { timedOptions } from '../campaign/run-spec.js';
import { buildOmicron } from '../scenarios/omicron-4226.js';
import type { Candidate } from './candidates.js';

export interface PricedCandidate extends Candidate {
  /** In the order of `TOLD_PRICES`; null where no run gave one. */
  readonly prices: readonly (number | null)[];
  /** No other candidate is as good in every price, and better in one. */
  readonly isOnFront: boolean;
}

/** Those that a choice among such tables turns on. */
export const TOLD_PRICES: readonly Price[] = PRICES.filter(({ name }) =>
  [WRONGLY_FAILED, DEATH_NOTICED, MISSED_DEATHS, STOPS_LOST, 'out of control', 'an operator is needed', 'calls to sled agents'].includes(name));

export interface PricingWatcher {
  pricing(candidate: Candidate): void;
  pause(): Promise<boolean>;
}

const SEEDS_BETWEEN_PAUSES = 20;

/** All candidates meet the same seeds; fewer when it is stopped. */
export async function priceCandidates(candidates: readonly Candidate[], seeds: number, profile: string, watcher: PricingWatcher): Promise<PricedCandidate[]> {
  const priced: { candidate: Candidate; prices: readonly (number | null)[] }[] = [];
  for (const candidate of candidates) {
    watcher.pricing(candidate);
    const records = await recordsOf(candidate, seeds, profile, watcher);
    if (records === null) break;
    priced.push({ candidate, prices: TOLD_PRICES.map(({ total }) => total(records)) });
  }
  return priced.map(({ candidate, prices }) => ({ ...candidate, prices, isOnFront: !priced.some((other) => dominates(other.prices, prices)) }));
}

async function recordsOf({ policy }: Candidate, seeds: number, profile: string, { pause }: PricingWatcher): Promise<RunRecord[] | null> {
  const { model, invariants } = buildOmicron(policy, {});
  const engine = new Engine({ model, invariants: [...invariants, observation] }, timedOptions({ profile, faults: null }));
  const observer = new RunObserver();
  const records: RunRecord[] = [];
  for (let seed = 0; seed < seeds; seed += 1) {
    if (seed % SEEDS_BETWEEN_PAUSES === 0 && (await pause())) return null;
    records.push(observer.run(engine, `price-${seed}`, new Map()));
  }
  return records;
}

/** Less is better. What no run gave is neither. */
export function dominates(one: readonly (number | null)[], other: readonly (number | null)[]): boolean {
  let better = false;
  for (const [nth, price] of one.entries()) {
    const theirs = other[nth] ?? null;
    if (price === null || theirs === null) continue;
    if (price > theirs) return false;
    if (price < theirs) better = true;
  }
  return better;
}

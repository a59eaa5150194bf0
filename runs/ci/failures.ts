/**
 * The failures in results, each distinct one once with the run that shows it most cheaply: violations of campaigns, faults of
 * the model, runs that brought their worker down, saved capsules that fail still, and what the bounded search found.
 */
import type { StrategyName } from '../../sim/explore/strategies/strategy.js';
import { clopperPearson, type Interval } from '../statistics/binomial.js';
import { knownAs, type KnownFailure } from './known-failures.js';
import type { CampaignResults, ResultsBody } from './results/results-schema.js';

export interface JudgedFailure {
  readonly fingerprint: string;
  /** What is broken: an invariant, the model, a property of a check. */
  readonly subject: string;
  readonly scenario: string;
  readonly policy: string;
  /** The entry that it falls under; null for a new failure. */
  readonly known: KnownFailure | null;
  /** The runs that show it, of how many, with the interval of their share; null where no runs are counted. */
  readonly rate: { readonly runs: number; readonly of: number; readonly interval: Interval } | null;
  readonly evidence: string;
  /** The cheapest run that shows it; null for a check or a capsule. */
  readonly cheapest: CheapestRun | null;
  /** The saved capsule that shows it, if one does. */
  readonly capsule: string | null;
}

export interface CheapestRun {
  readonly seed: string;
  readonly steps: number;
  readonly faults: number;
  readonly profile: string;
  readonly settings: Readonly<Record<string, number>>;
  readonly faultKinds: readonly string[] | null;
  readonly strategy: StrategyName;
}

export const MODEL_FAULT = 'the model is at fault';
export const WORKER_LOST = 'a run brought its worker down';

/** Sorted: new ones first, then the cheapest of each kind. */
export function failuresOf({ campaigns, regressions, checks }: ResultsBody, known: readonly KnownFailure[]): JudgedFailure[] {
  const found = new Map<string, JudgedFailure>();
  for (const campaign of campaigns) for (const failure of ofCampaign(campaign)) add(found, failure);
  for (const { capsule, scenario, policy, fails, detail } of regressions) {
    if (fails === null) continue;
    const subject = fails.split(' / ')[0] as string;
    add(found, { fingerprint: fails, subject, scenario, policy, known: null, rate: null, evidence: detail, cheapest: null, capsule });
  }
  for (const { subject: scenario, policy, properties, surprises } of checks) {
    for (const name of surprises) {
      const evidence = properties.find((property) => property.name === name)?.finding ?? '';
      add(found, { fingerprint: `${name} / whatif check`, subject: name, scenario, policy, known: null, rate: null, evidence, cheapest: null, capsule: null });
    }
  }
  return [...found.values()]
    .map((failure) => ({ ...failure, known: knownAs(known, failure.fingerprint, failure.scenario, failure.policy) ?? null }))
    .sort((left, right) => Number(left.known !== null) - Number(right.known !== null) || cost(left) - cost(right) ||
      (left.fingerprint < right.fingerprint ? -1 : 1));
}

function ofCampaign(campaign: CampaignResults): JudgedFailure[] {
  const { scenario, policy, profile, settings, faults: faultKinds, tally, stuck } = campaign;
  const { strategy } = campaign;
  const distinct = (prefix: string) => ({ subject, fingerprint, runs, seed, steps, faults, evidence }: (typeof tally.violations)[number]): JudgedFailure => ({
    fingerprint: prefix === '' ? fingerprint : `${prefix} / ${fingerprint}`, subject: prefix === '' ? subject : prefix, scenario, policy,
    known: null, rate: rateOf(runs, tally.runs), evidence,
    cheapest: { seed, steps, faults, profile, settings, faultKinds, strategy }, capsule: null,
  });
  return [
    ...tally.violations.map(distinct('')), ...tally.modelFaults.map(distinct(MODEL_FAULT)),
    ...stuck.map(({ seed, handler, how }): JudgedFailure => ({
      fingerprint: `${WORKER_LOST} / ${handler === '' ? 'no handler' : handler}`, subject: WORKER_LOST, scenario, policy, known: null,
      rate: rateOf(1, Math.max(1, tally.runs + stuck.length)), evidence: `it ${how}`,
      cheapest: { seed, steps: Infinity, faults: 0, profile, settings, faultKinds, strategy }, capsule: null,
    })),
  ];
}

/** The same failure under several profiles is one: its rates are added, and the cheapest run is kept. */
function add(found: Map<string, JudgedFailure>, news: JudgedFailure): void {
  const key = JSON.stringify([news.scenario, news.policy, news.fingerprint]);
  const old = found.get(key);
  if (old === undefined) {
    found.set(key, news);
    return;
  }
  const [better, other] = cost(news) < cost(old) ? [news, old] : [old, news];
  const rate = old.rate === null || news.rate === null ? (old.rate ?? news.rate) : rateOf(old.rate.runs + news.rate.runs, old.rate.of + news.rate.of);
  found.set(key, { ...better, rate, cheapest: better.cheapest ?? other.cheapest, capsule: better.capsule ?? other.capsule });
}

function cost({ cheapest }: JudgedFailure): number {
  return cheapest === null ? Infinity : cheapest.steps * 1000 + Math.min(999, cheapest.faults);
}

function rateOf(runs: number, of: number): NonNullable<JudgedFailure['rate']> {
  return { runs, of, interval: clopperPearson(runs, of) };
}

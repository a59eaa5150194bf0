/** The figures of a comparison: rates with intervals, prices, curves, pairs. Sums over runs, and nothing else. */
import { clopperPearson } from '../statistics/binomial.js';
import { conclusionOf, confidenceOfEach, shareBetter, signTest, type Pairs } from '../statistics/paired.js';
import type { Comparison, Curve, PairRow, PartingCount, PriceRow, RateCell } from './comparison.js';
import type { DoneRuns } from './done-runs.js';
import type { RunRecord } from './observe/run-record.js';
import { PRICES, shareWithin, type Price } from './prices.js';

export interface Names {
  readonly policies: readonly string[];
  readonly invariants: readonly string[];
  /** The command that runs this seed alone. */
  replay(policy: string, profile: string, seed: number): string;
}

export const VIOLATIONS = 'violations';
export const ALL_PROFILES = 'all';
const CURVE_SECONDS = [0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 45, 60, 90, 120, 180, 300, 600, 900, 1500];

export function ratesOf(runs: readonly DoneRuns[], { policies, invariants, replay }: Names, confidence: number): RateCell[] {
  return policies.flatMap((policy, nth) => runs.flatMap(({ profile, records, seeds }) => invariants.map((invariant, bit): RateCell => {
    const own = records[nth]!;
    const violated = own.filter((run) => (run.violated & (1 << bit)) !== 0).length;
    const first = own.findIndex((run) => (run.violated & (1 << bit)) !== 0);
    return {
      policy, profile, invariant, runs: own.length, tested: own.filter((run) => (run.tested & (1 << bit)) !== 0).length, violated,
      interval: clopperPearson(violated, own.length, confidence), replay: first < 0 ? null : replay(policy, profile, seeds[first]!),
    };
  })));
}

/** With the runs of all profiles together at the end. */
export function withAll(runs: readonly DoneRuns[], policies: number): DoneRuns[] {
  const together = <T>(of: (each: DoneRuns) => readonly (readonly T[])[]): T[][] => Array.from({ length: policies }, (_, nth) => runs.flatMap((each) => of(each)[nth]!));
  return [...runs, { profile: ALL_PROFILES, seeds: runs.flatMap(({ seeds }) => seeds), records: together(({ records }) => records), partings: together(({ partings }) => partings) }];
}

export function pricesOf(runs: readonly DoneRuns[], { policies }: Names): PriceRow[] {
  return policies.flatMap((policy, nth) => runs.flatMap(({ profile, records }) => PRICES.map((price): PriceRow =>
    ({ policy, profile, price: price.name, unit: price.unit, value: price.total(records[nth]!) }))));
}

export function curvesOf(runs: readonly DoneRuns[], { policies }: Names): Curve[] {
  return policies.flatMap((policy, nth) => runs.flatMap(({ profile, records }) => [
    curve(policy, profile, 'dead VMs noticed', records[nth]!.flatMap(({ deathsNoticed }) => deathsNoticed)),
    curve(policy, profile, 'stops done', records[nth]!.flatMap(({ stops }) => stops)),
  ]));
}

function curve(policy: string, profile: string, what: Curve['what'], times: readonly number[]): Curve {
  return { policy, profile, what, count: times.length, points: CURVE_SECONDS.map((seconds) => ({ seconds, share: shareWithin(times, seconds) })) };
}

export function partingsOf(runs: readonly DoneRuns[], { policies }: Names): PartingCount[] {
  return policies.slice(1).flatMap((policy, nth) => runs.map(({ profile, partings }) => {
    const own = partings[nth + 1]!;
    const parted = own.filter((step) => step >= 0).sort((left, right) => left - right);
    return { policy, profile, runs: own.length, parted: parted.length, medianStep: parted[Math.floor((parted.length - 1) / 2)] ?? null };
  }));
}

/** How many bits are set. */
export function countBits(mask: number): number {
  let count = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}

/** What pairs are compared by: how many invariants a run breaks, and each price. */
export const COMPARED: readonly Pick<Price, 'name' | 'of'>[] = [{ name: VIOLATIONS, of: ({ violated }) => countBits(violated) }, ...PRICES];

export function pairsOf(runs: readonly DoneRuns[], { policies }: Names): PairRow[] {
  const rows = policies.slice(1).flatMap((policy, nth) => runs.flatMap(({ profile, records }) =>
    COMPARED.map(({ name, of }) => ({ policy, profile, what: name, ...compare(records[0]!, records[nth + 1]!, of) }))));
  const confidence = confidenceOfEach(rows.length);
  return rows.map((row) => ({
    ...row, interval: shareBetter(row, confidence), probability: signTest(row), conclusion: conclusionOf(row, confidence),
  }));
}

/** The second one beside the first, seed by seed. */
export function compare(first: readonly RunRecord[], second: readonly RunRecord[], of: (run: RunRecord) => number): Pairs {
  let [better, worse, equal] = [0, 0, 0];
  second.forEach((run, nth) => {
    const difference = of(run) - of(first[nth]!);
    if (difference < 0) better += 1;
    else if (difference > 0) worse += 1;
    else equal += 1;
  });
  return { better, worse, equal };
}

export const SAMPLE_SEEDS = 20;

/** The sums of the digests of all runs, and of a sample: the same again, whoever ran them and in whichever order. */
export function digestsOf(runs: readonly DoneRuns[]): Pick<Comparison, 'runs' | 'digest' | 'sample'> {
  const all = runs.flatMap(({ records, seeds }) => records.flatMap((own) => own.map(({ digest }, nth) => ({ digest, seed: seeds[nth]! }))));
  const sample = all.filter(({ seed }) => seed < SAMPLE_SEEDS);
  return { runs: all.length, digest: sumOf(all), sample: { seeds: SAMPLE_SEEDS, digest: sumOf(sample) } };
}

function sumOf(digests: readonly { readonly digest: string }[]): string {
  let [first, second] = [0, 0];
  for (const { digest } of digests) {
    first = (first + Number.parseInt(digest.slice(0, 8), 16)) >>> 0;
    second = (second + Number.parseInt(digest.slice(8), 16)) >>> 0;
  }
  return [first, second].map((word) => word.toString(16).padStart(8, '0')).join('');
}

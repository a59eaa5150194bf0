/**
 * Which conclusions survive other assumptions. A conclusion is drawn from pairs of the same seeds, as pooled over the profiles:
 * better, worse, or undecided. It is drawn again for each assumed rate and duration, halved and doubled, from fewer seeds: it is the
 * same when these alone say so at 95 %, and reversed only when they say the contrary at the confidence that holds for all at once.
 */
import { CONFIDENCE } from '../statistics/binomial.js';
import { conclusionOf, confidenceOfEach } from '../statistics/paired.js';
import type { RobustConclusion, Robustness, TradeOffPoint } from './comparison.js';
import { pooled, doneRuns, type DoneJob, type DoneRuns } from './done-runs.js';
import { compare, COMPARED, VIOLATIONS, type Names } from './figures.js';
import type { RunRecord } from './observe/run-record.js';
import { DEATH_NOTICED, MISSED_DEATHS, PRICES, STOPS_LOST, TWO_GUESTS, UNREFERENCED, WRONGLY_FAILED, type Price } from './prices.js';
import type { Variation } from './variation.js';

/** What a design review would draw conclusions about. */
const HEADLINES: readonly string[] = [VIOLATIONS, WRONGLY_FAILED, DEATH_NOTICED, MISSED_DEATHS, STOPS_LOST, TWO_GUESTS, UNREFERENCED];

interface Varied {
  readonly label: string;
  readonly records: readonly (readonly RunRecord[])[];
  /** The same seeds of the same profiles with nothing varied. */
  readonly base: readonly (readonly RunRecord[])[];
}

export function robustnessOf(done: readonly DoneJob[], base: readonly DoneRuns[], { policies }: Names, profiles: readonly string[], seeds: number): Robustness | null {
  const varied = variedRuns(done, base, policies.length, profiles);
  if (varied.length === 0) return null;
  const whole = pooled(base, policies.length);
  const measures = COMPARED.filter(({ name }) => HEADLINES.includes(name));
  const confidence = confidenceOfEach(measures.length * Math.max(1, policies.length - 1) * (varied.length + 1));
  const conclusions = policies.slice(1).flatMap((policy, nth) => measures.map(({ name, of }): RobustConclusion => {
    const conclusion = conclusionOf(compare(whole[0]!, whole[nth + 1]!, of), confidence);
    const again = varied.map(({ label, records }) => {
      const pairs = compare(records[0]!, records[nth + 1]!, of);
      return { label, alone: conclusionOf(pairs, CONFIDENCE), sure: conclusionOf(pairs, confidence) };
    });
    const contrary = conclusion === 'better' ? 'worse' : conclusion === 'worse' ? 'better' : null;
    const same = again.filter(({ alone }) => alone === conclusion).length;
    const reversed = again.filter(({ sure }) => sure === contrary).map(({ label }) => label);
    return {
      policy, what: name, conclusion, same, reversed,
      undecided: conclusion === 'undecided' ? 0 : again.length - same - reversed.length,
      reordered: varied.filter(({ records, base: before }) => flips(before, records, nth + 1, name, of)).map(({ label }) => label),
    };
  }));
  return { seeds, variations: varied.length, conclusions };
}

/** Whether the mean of a policy lies on the other side of that of the first one than with the same seeds and nothing varied. */
function flips(before: Varied['base'], after: Varied['records'], policy: number, name: string, of: (run: RunRecord) => number): boolean {
  const price = PRICES.find((candidate) => candidate.name === name);
  const sides = [before, after].map((records) => Math.sign(figure(records[policy]!, price, of) - figure(records[0]!, price, of)));
  return sides[0] !== 0 && sides[1] !== 0 && sides[0] !== sides[1];
}

function figure(runs: readonly RunRecord[], price: Price | undefined, of: (run: RunRecord) => number): number {
  return price === undefined ? runs.reduce((sum, run) => sum + of(run), 0) : (price.total(runs) ?? 0);
}

function variedRuns(done: readonly DoneJob[], base: readonly DoneRuns[], policies: number, profiles: readonly string[]): Varied[] {
  const byLabel = new Map<string, DoneJob[]>();
  for (const each of done) {
    const { variation } = each.planned;
    if (variation !== undefined) byLabel.set(labelOf(variation), [...(byLabel.get(labelOf(variation)) ?? []), each]);
  }
  return [...byLabel].map(([label, jobs]) => {
    const runs = doneRuns(jobs, profiles, policies).filter(({ seeds }) => seeds.length > 0);
    const same = runs.map(({ profile, seeds }): DoneRuns => {
      const whole = base.find((other) => other.profile === profile) as DoneRuns;
      const places = seeds.map((seed) => whole.seeds.indexOf(seed)).filter((place) => place >= 0);
      return { ...whole, seeds, records: whole.records.map((records) => places.map((place) => records[place]!)) };
    });
    return { label, records: pooled(runs, policies), base: pooled(same, policies) };
  });
}

function labelOf({ kind, name, factor }: Variation): string {
  return `${kind} of ${name} ${factor < 1 ? 'halved' : 'doubled'}`;
}

/** A point a policy, dial and factor. */
export function tradeOffOf(done: readonly DoneJob[], { policies }: Names): TradeOffPoint[] {
  const price = (name: string): Price => PRICES.find((candidate) => candidate.name === name) as Price;
  const points = new Map<string, DoneJob[]>();
  for (const each of done) {
    const { dial, factor } = each.planned;
    if (dial !== undefined) points.set(`${dial} ${factor}`, [...(points.get(`${dial} ${factor}`) ?? []), each]);
  }
  return policies.flatMap((policy, nth) => [...points.values()].map((jobs): TradeOffPoint => {
    const { dial, factor } = jobs[0]!.planned;
    const runs = jobs.flatMap(({ answer }) => (answer.kind === 'runs' ? answer.records[nth]! : []));
    return {
      policy, dial: dial!, factor: factor!, wronglyFailedPerThousand: price(WRONGLY_FAILED).total(runs), secondsToNotice: price(DEATH_NOTICED).total(runs),
      failedCalls: runs.reduce((sum, { failedCalls }) => sum + failedCalls, 0), deaths: runs.reduce((sum, { deathsNoticed }) => sum + deathsNoticed.length, 0),
    };
  }));
}

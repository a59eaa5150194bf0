/** A tally as files hold it, and back: lists sorted by name instead of records, so that equal tallies are equal texts. */
import { z } from 'zod';
import { noCoverage, type Coverage } from '../../sim/explore/coverage.js';
import { formatDigest, type Digest } from '../../sim/explore/run-result.js';
import { emptyTally, type Distinct, type Tally } from '../../sim/explore/tally.js';

const count = z.int().min(0);
const text = z.string().min(1);
const hash = z.string().regex(/^[0-9a-f]{16}$/, '16 hexadecimal digits are expected');
const namedRuns = z.array(z.strictObject({ name: text, runs: z.int().min(1) }));

/** A distinct violation or fault of the model, and the run that shows it best (see sim/explore/tally.ts). */
const distinct = z.strictObject({
  /** The invariant, or the handler at fault. */
  subject: text, fingerprint: text, runs: z.int().min(1),
  seed: text, index: count, steps: count, faults: count, evidence: z.string(),
});

export const tallySchema = z.strictObject({
  runs: count, steps: count, events: count, faults: count, virtualMilliseconds: count, runsViolated: count, runsNotAtRest: count,
  invariants: z.array(z.strictObject({ name: text, tested: count, violated: count })),
  /** How many runs reached a mark, and the seed that did so after the fewest steps. */
  reached: z.array(z.strictObject({ name: text, runs: z.int().min(1), seed: text, index: count, steps: count })),
  violations: z.array(distinct), modelFaults: z.array(distinct),
  /** There were more distinct findings than are kept. */
  overflowed: z.boolean(),
  coverage: z.strictObject({ rules: namedRuns, handlers: namedRuns, faultKinds: namedRuns }),
  /** The sum of the digests of all runs. */
  hash,
});

export type TallyRecord = z.infer<typeof tallySchema>;

type Named = { readonly name: string };

export function recordOf(tally: Tally): TallyRecord {
  const { runs, steps, events, faults, virtualMilliseconds, runsViolated, runsNotAtRest, overflowed } = tally;
  return {
    runs, steps, events, faults, virtualMilliseconds, runsViolated, runsNotAtRest,
    invariants: sorted(Object.entries(tally.invariants).map(([name, { tested, violated }]) => ({ name, tested, violated }))),
    reached: sorted(Object.entries(tally.reached).map(([name, reached]) => {
      const { seed, index, steps: after } = reached.cheapest;
      return { name, runs: reached.runs, seed, index, steps: after };
    })),
    violations: tally.violations.map(flat), modelFaults: tally.modelFaults.map(flat), overflowed,
    coverage: { rules: listed(tally.coverage.rules), handlers: listed(tally.coverage.handlers), faultKinds: listed(tally.coverage.faultKinds) },
    hash: formatDigest(tally.hash),
  };
}

export function tallyOf(record: TallyRecord): Tally {
  const { invariants, reached, violations, modelFaults, coverage, hash, ...sums } = record;
  return {
    ...emptyTally(), ...sums,
    invariants: Object.fromEntries(invariants.map(({ name, tested, violated }) => [name, { tested, violated }])),
    reached: Object.fromEntries(reached.map(({ name, runs, seed, index, steps }) => [name, { runs, cheapest: { seed, index, steps } }])),
    violations: violations.map(nested), modelFaults: modelFaults.map(nested), coverage: coverageOf(coverage),
    hash: [0, 8].map((from) => Number.parseInt(hash.slice(from, from + 8), 16)) as unknown as Digest,
  };
}

function flat({ subject, fingerprint, count, example }: Distinct): TallyRecord['violations'][number] {
  const { seed, index, steps, faults, evidence } = example;
  return { subject, fingerprint, runs: count, seed, index, steps, faults, evidence };
}

function nested({ subject, fingerprint, runs, ...example }: TallyRecord['violations'][number]): Distinct {
  return { subject, fingerprint, count: runs, example };
}

function coverageOf({ rules, handlers, faultKinds }: TallyRecord['coverage']): Coverage {
  const records = (list: readonly { readonly name: string; readonly runs: number }[]): Record<string, number> =>
    Object.fromEntries(list.map(({ name, runs }) => [name, runs]));
  return { ...noCoverage(), rules: records(rules), handlers: records(handlers), faultKinds: records(faultKinds) };
}

function listed(record: Readonly<Record<string, number>>): { name: string; runs: number }[] {
  return sorted(Object.entries(record).map(([name, runs]) => ({ name, runs })));
}

/** By code unit: the same in every locale. */
function sorted<T extends Named>(list: T[]): T[] {
  return list.sort((left, right) => (left.name < right.name ? -1 : left.name > right.name ? 1 : 0));
}

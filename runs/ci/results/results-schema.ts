/**
 * The results file: what a shard of a campaign came to, as sums that can be merged in any order. Its size depends on the names
 * and the distinct findings, never on the number of runs; it holds no times, so that the same seeds of the same model give the
 * same file to the last byte.
 *
 * Lists of named counts are sorted by name. What it leaves out: the runs (their seeds give them back), and the capsules, which
 * lie beside it.
 */
import { z } from 'zod';
import { STRATEGIES, type StrategyName } from '../../../sim/explore/strategies/strategy.js';
import { tallySchema } from '../../campaign/tally-record.js';

export const RESULTS_FORMAT = 'whatif results';
/** Changes when the same results would be written otherwise. */
export const RESULTS_VERSION = 1;

const count = z.int().min(0);
const text = z.string().min(1);
const hash = z.string().regex(/^[0-9a-f]{16}$/, '16 hexadecimal digits are expected');
/** Seeds number `shard` - 1, `shard` - 1 + `of`, ...: so many of them were run. */
const shard = z.strictObject({ shard: z.int().min(1), of: z.int().min(1), seeds: count })
  .refine(({ shard: number, of }) => number <= of, 'a shard is one of as many as there are');

const campaign = z.strictObject({
  scenario: text, policy: text, profile: text, strategy: z.enum(Object.keys(STRATEGIES) as [StrategyName, ...StrategyName[]]),
  settings: z.record(z.string(), z.int()), faults: z.array(text).nullable(),
  /** The campaign's seed: its runs are SEED-0, SEED-1, ... */
  seed: text,
  /** How many seeds all shards were to run together; null where time decides. */
  seedsPlanned: z.int().min(1).nullable(),
  shards: z.array(shard).min(1),
  /** What was checked, what had to be entered, and what could be. */
  invariants: z.array(text), goals: z.array(text), handlers: z.array(text), faultKinds: z.array(text),
  /** Violations that the rules are known to show, about one run in so many; null where that is not known. */
  expected: z.array(z.strictObject({ invariant: text, oneIn: z.int().min(1).nullable() })),
  /** Shards that looked for the planted bug, and those of them that found it. */
  canary: z.strictObject({ looked: count, found: count }),
  /** Runs that were run again and compared. */
  audited: count,
  /** Why nothing may be concluded, a sentence each. */
  broken: z.array(text),
  /** Runs that brought their worker down. */
  stuck: z.array(z.strictObject({ seed: text, handler: z.string(), how: text })),
  tally: tallySchema,
});

const regression = z.strictObject({
  capsule: text, scenario: text, policy: text, fingerprint: text.nullable(), verdict: text, detail: z.string(),
  /** The fingerprint that it fails with now; null when it passes, or when nothing can be said. */
  fails: text.nullable(),
});

const check = z.strictObject({
  subject: text, policy: z.string(), workload: text, verdict: z.enum(['holds', 'violated', 'unknown']),
  /** The most faults of executions that were all searched; null with `complete`, or when not even those without faults were. */
  faults: count.nullable(), complete: z.boolean(), distinct: count,
  properties: z.array(z.strictObject({ name: text, verdict: text, finding: text })),
  /** Properties that came out otherwise than they should. */
  surprises: z.array(text),
});

export const resultsSchema = z.strictObject({
  format: z.literal(RESULTS_FORMAT), version: z.literal(RESULTS_VERSION),
  /** The sources of the engine, the models and the invariants. */
  modelHash: z.string().regex(/^[0-9a-f]{64}$/, '64 hexadecimal digits are expected'),
  campaigns: z.array(campaign), regressions: z.array(regression), checks: z.array(check),
  /** Over everything else. Finds damage, not forgery. */
  checksum: hash,
});

export type Results = z.infer<typeof resultsSchema>;
export type ResultsBody = Omit<Results, 'format' | 'version' | 'checksum'>;
export type CampaignResults = z.infer<typeof campaign>;
export type RegressionResult = z.infer<typeof regression>;
export type CheckResult = z.infer<typeof check>;
export type Shard = z.infer<typeof shard>;

/** The shape of a capsule's file, as zod sees it. What a replay makes of its content is for the replay to say. */
import { z } from 'zod';
import { CAPSULE_FORMAT, CAPSULE_VERSION } from '../../sim/reproduce/capsule.js';
import type { AnyCapsule } from '../../sim/reproduce/untimed-capsule.js';

const count = z.int().min(0);
const fingerprint = z.string().regex(/^[0-9a-f]{16}$/, '16 hexadecimal digits are expected');
const text = z.string().min(1);

const options = z.array(z.tuple([z.string(), z.string()])).min(1).optional();

const draws = {
  options,
  takes: z.array(z.union([z.tuple([z.string(), count]), z.tuple([z.string(), count, z.literal('late')])])).min(1).optional(),
};

const timedStep = z.strictObject({
  at: count,
  event: fingerprint,
  key: z.array(z.string()).min(1),
  by: count.optional(),
  // Which event it is is checked where it fires: here it may be any value.
  content: z.record(z.string(), z.unknown()).optional(),
  ...draws,
});

const untimedStep = z.strictObject({ event: z.record(z.string(), z.unknown()), spontaneous: z.literal(true).optional(), late: z.int().min(1).optional(), options });

/** What both modes have. */
const frame = {
  format: z.literal(CAPSULE_FORMAT),
  version: z.literal(CAPSULE_VERSION),
  modelHash: z.string().regex(/^[0-9a-f]{64}$/, '64 hexadecimal digits are expected'),
  scenario: text,
  faults: z.array(text).nullable(),
  also: z.array(text),
  hash: fingerprint,
  counts: z.strictObject({ steps: count, events: count, faults: count }),
  checksum: fingerprint,
};

const expected = z.strictObject({ invariant: text, fingerprint: text, step: count });

const timed = z.strictObject({
  ...frame,
  mode: z.literal('timed'),
  policy: text,
  profile: text,
  settings: z.record(z.string(), z.int()),
  seed: z.string(),
  begin: z.strictObject(draws),
  steps: z.array(timedStep),
  expected: expected.nullable(),
  ending: z.enum(['at rest', 'given up', 'violated']),
});

const untimed = z.strictObject({
  ...frame,
  mode: z.literal('untimed'),
  // Empty where the subject has no policies.
  policy: z.string(),
  timing: z.enum(['free', 'ranges']),
  settings: z.record(z.string(), z.union([z.int(), z.string()])),
  begin: z.strictObject({ options }),
  steps: z.array(untimedStep),
  expected,
  ending: z.enum(['violated', 'at rest', 'for ever']),
  lasso: z.strictObject({ subject: text, owedAfter: count, stem: count }).optional(),
});

export const capsuleSchema = z.discriminatedUnion('mode', [timed, untimed]) as unknown as z.ZodType<AnyCapsule>;

/** The shape of a capsule's file, as zod sees it. What a replay makes of its content is for the replay to say. */
import { z } from 'zod';
import { CAPSULE_FORMAT, CAPSULE_VERSION, type Capsule } from '../../sim/reproduce/capsule.js';

const count = z.int().min(0);
const fingerprint = z.string().regex(/^[0-9a-f]{16}$/, '16 hexadecimal digits are expected');
const text = z.string().min(1);

const draws = {
  options: z.array(z.tuple([z.string(), z.string()])).min(1).optional(),
  takes: z.array(z.union([z.tuple([z.string(), count]), z.tuple([z.string(), count, z.literal('late')])])).min(1).optional(),
};

const step = z.strictObject({
  at: count,
  event: fingerprint,
  key: z.array(z.string()).min(1),
  // Which event it is is checked where it fires: here it may be any value.
  content: z.record(z.string(), z.unknown()).optional(),
  ...draws,
});

/** What every version of the format has: enough to say which version it is. */
export const headSchema = z.looseObject({ format: z.literal(CAPSULE_FORMAT), version: z.int().min(1) });

export const capsuleSchema: z.ZodType<Capsule> = z.strictObject({
  format: z.literal(CAPSULE_FORMAT),
  version: z.literal(CAPSULE_VERSION),
  modelHash: z.string().regex(/^[0-9a-f]{64}$/, '64 hexadecimal digits are expected'),
  scenario: text,
  policy: text,
  profile: text,
  settings: z.record(z.string(), z.int()),
  faults: z.array(text).nullable(),
  seed: z.string(),
  begin: z.strictObject(draws),
  steps: z.array(step),
  expected: z.strictObject({ invariant: text, fingerprint: text, step: count }).nullable(),
  also: z.array(text),
  ending: z.enum(['at rest', 'given up', 'violated']),
  hash: fingerprint,
  counts: z.strictObject({ steps: count, events: count, faults: count }),
  checksum: fingerprint,
}) as unknown as z.ZodType<Capsule>;

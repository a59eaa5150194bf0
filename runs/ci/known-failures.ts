/**
 * Known failures (`runs/known-failures.json`): a known one does not fail the build, and does not hide a new one. TigerBeetle
 * switched its simulator off in CI for want of such a list (tigerbeetle#406): known failures drowned the new ones.
 */
import { z } from 'zod';
import { readJsonFile, type FileKind } from '../files/json-file.js';
import { FileError } from '../files/file-error.js';

const text = z.string().trim().min(1, 'it is empty');

const knownFailure = z.strictObject({
  /** The fingerprint of the violation. A `*` stands for any text: for a rule that is wrong whatever error it acts on. */
  fingerprint: text,
  reason: text,
  /** An issue, or a page that describes it. */
  link: text,
  since: z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'a date such as 2025-11-25 is expected'),
  /** Only there; everywhere when they are left out. */
  scenario: text.optional(),
  policy: text.optional(),
  /** About one run in so many shows it: whether it is gone can only be said after some times as many. */
  oneIn: z.int().min(1).optional(),
});

export type KnownFailure = z.infer<typeof knownFailure>;

const schema = z.strictObject({
  format: z.literal('whatif known failures'), version: z.literal(1), failures: z.array(knownFailure),
});

const KNOWN_FAILURES_FILE: FileKind<z.infer<typeof schema>> = {
  noun: 'known-failures file', format: 'whatif known failures', version: 1, schema, bytesMax: 16 * 2 ** 20,
  origin: 'Mend it there, or name another file with --known. runs/ci/README.md shows what an entry looks like.',
};

/** @throws FileError that says where the fault is. */
export function readKnownFailures(file: string): readonly KnownFailure[] {
  const { failures } = readJsonFile(file, KNOWN_FAILURES_FILE).value;
  failures.forEach((failure, index) => {
    const earlier = failures.findIndex((other) => scopeOf(other) === scopeOf(failure));
    if (earlier === index) return;
    throw new FileError('malformed', {
      what: `${file} lists the same failure twice, at $.failures[${earlier}] and $.failures[${index}].`,
      why: `It is '${failure.fingerprint}'.`, next: 'Remove one of the two.',
    });
  });
  return failures;
}

/** The first entry that a failure falls under, or undefined. */
export function knownAs(
  known: readonly KnownFailure[], fingerprint: string, scenario: string, policy: string,
): KnownFailure | undefined {
  return known.find((entry) => appliesTo(entry, scenario, policy) && matches(entry.fingerprint, fingerprint));
}

export function appliesTo(entry: KnownFailure, scenario: string, policy: string): boolean {
  return (entry.scenario ?? scenario) === scenario && (entry.policy ?? policy) === policy;
}

/** An entry to paste into the file. */
export function entryFor(fingerprint: string, scenario: string, policy: string, today: string): string {
  return JSON.stringify({ fingerprint, reason: 'WHY', link: 'ISSUE', since: today, scenario, policy });
}

function matches(pattern: string, fingerprint: string): boolean {
  const [head = '', ...parts] = pattern.split('*');
  if (parts.length === 0) return pattern === fingerprint;
  if (!fingerprint.startsWith(head)) return false;
  const tail = parts.pop() ?? '';
  let at = head.length;
  for (const part of parts) {
    const found = fingerprint.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return fingerprint.length - tail.length >= at && fingerprint.endsWith(tail);
}

function scopeOf({ fingerprint, scenario, policy }: KnownFailure): string {
  return JSON.stringify([fingerprint, scenario ?? null, policy ?? null]);
}

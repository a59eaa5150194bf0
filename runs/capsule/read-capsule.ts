/**
 * Reads a capsule's file. Whatever is wrong with it is a `CapsuleError` that says what and where.
 *
 * Whether the file was edited by hand is not decided here: an edited capsule is replayed all the same, to find where it
 * diverges (see replay-failure.ts).
 */
import { readFileSync, statSync } from 'node:fs';
import type { z } from 'zod';
import { CAPSULE_FORMAT, CAPSULE_VERSION } from '../../sim/reproduce/capsule.js';
import type { AnyCapsule } from '../../sim/reproduce/untimed-capsule.js';
import { canonical, ValueError } from '../../sim/world/value.js';
import { CapsuleError } from './capsule-error.js';
import { capsuleSchema, headSchema } from './capsule-schema.js';
import { jsonFault } from './json-fault.js';
import { lineOfStep } from './line-of-step.js';
import { editedToo, otherModel } from './other-model.js';

/** No capsule is larger: the longest run has 200,000 steps of some 150 bytes. */
const BYTES_MAX = 64 * 1024 * 1024;

export interface ReadOptions {
  /** The hash of the sources that would replay it: see `runs/build/model-hash.ts`. */
  readonly modelHash: string;
  /** A timed run of another model is read too, for a lenient replay. */
  readonly lenient?: boolean;
}

/** @throws CapsuleError (a UsageError: exit code 2). */
export function readCapsule(file: string, { modelHash, lenient = false }: ReadOptions): AnyCapsule {
  const text = readText(file);
  const parsed = parse(file, text);
  checkHead(file, parsed);
  const capsule = checkBody(file, text, parsed);
  if (capsule.modelHash !== modelHash && !(lenient && capsule.mode === 'timed')) throw otherModel(file, capsule, modelHash);
  return capsule;
}

function readText(file: string): string {
  try {
    if (statSync(file).size > BYTES_MAX) {
      throw new CapsuleError('not a capsule', { what: `${file} is no capsule.`, why: 'It is larger than 64 MB.' });
    }
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
  } catch (error) {
    if (error instanceof CapsuleError) throw error;
    if (error instanceof TypeError) {
      throw new CapsuleError('not a capsule', { what: `${file} is no capsule.`, why: 'It is no UTF-8 text.' });
    }
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    const why = { ENOENT: 'There is no such file.', EISDIR: 'It is a folder.', EACCES: 'Reading it is not permitted.' }[code];
    throw new CapsuleError('unreadable', {
      what: `${file} cannot be read.`, why: why ?? `The system says ${code}.`,
      next: 'Capsules lie where `whatif run` and `whatif check` wrote them (--out), and are named `*.capsule.json`.',
    });
  }
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const fault = jsonFault(text) ?? { line: 1, column: 1, truncated: false };
    const where = `line ${fault.line}, column ${fault.column}`;
    if (fault.truncated) {
      throw new CapsuleError('truncated', {
        what: `${file} is truncated: it ends at ${where}, in the middle of its content.`,
        why: 'A capsule is written whole or not at all, so this happened on its way here.',
        next: 'Copy it again, or run its seed or its check again: that makes the same capsule.',
      });
    }
    throw new CapsuleError('not JSON', {
      what: `${file} is not JSON: ${where} is where it stops being so.`,
      next: 'Give a file that `whatif run` or `whatif check` wrote: `*.capsule.json`.',
    });
  }
}

function checkHead(file: string, parsed: unknown): void {
  const head = headSchema.safeParse(parsed);
  if (!head.success) {
    const where = pathOf(head.error.issues[0]?.path ?? []);
    throw new CapsuleError('not a capsule', {
      what: `${file} is no capsule.`,
      why: `It is JSON, but ${where === '$' ? 'no object' : `${where} is not that of a capsule`}: a capsule has ` +
        `"format": "${CAPSULE_FORMAT}" and a "version".`,
      next: 'Give a file that `whatif run` or `whatif check` wrote: `*.capsule.json`.',
    });
  }
  const { version } = head.data;
  if (version === CAPSULE_VERSION) return;
  throw new CapsuleError('other version', {
    what: `${file} is a capsule of format version ${version}; this whatif reads version ${CAPSULE_VERSION}.`,
    next: 'Use the whatif that wrote it: its commit is in the history of the file, or of the CI run.',
  });
}

function checkBody(file: string, text: string, parsed: unknown): AnyCapsule {
  const body = capsuleSchema.safeParse(parsed);
  if (!body.success) {
    throw malformed(file, text, body.error.issues[0]?.path ?? [], reasonOf(body.error.issues));
  }
  // As it was parsed, so that the checksum sees what zod leaves out.
  const capsule = parsed as AnyCapsule;
  // A timed step names its event by a fingerprint, and gives its content where no step armed it.
  const field = capsule.mode === 'timed' ? 'content' : 'event';
  capsule.steps.forEach((step, index) => {
    const content = (step as unknown as Record<string, unknown>)[field];
    if (content === undefined) return;
    try {
      canonical(content);
    } catch (error) {
      if (!(error instanceof ValueError)) throw error;
      throw malformed(file, text, ['steps', index, field, ...error.path.split('.').slice(1)], error.reason);
    }
  });
  if (capsule.counts.steps !== capsule.steps.length) {
    throw malformed(file, text, ['counts', 'steps'],
      `it says ${capsule.counts.steps}, and there are ${capsule.steps.length} steps` + editedToo(capsule));
  }
  return capsule;
}

function malformed(file: string, text: string, path: readonly PropertyKey[], reason: string): CapsuleError {
  const step = path[0] === 'steps' && typeof path[1] === 'number' ? path[1] + 1 : null;
  const line = step === null ? null : lineOfStep(text, step);
  const where = [pathOf(path), step === null ? '' : `, step ${step}`, line === null ? '' : `, line ${line}`].join('');
  return new CapsuleError('malformed', {
    what: `${file} is a damaged capsule, at ${where}.`,
    why: `${reason}.`.replace(/\.\.$/, '.'),
    next: 'It was changed after it was written. Take the original, or run its seed or its check again.',
  });
}

/** What zod found first, and the fields that no capsule has: a misspelt one shows as both. */
function reasonOf(issues: readonly z.core.$ZodIssue[]): string {
  const [first] = issues;
  const unknown = issues.flatMap((issue) => (issue.code === 'unrecognized_keys' ? issue.keys : []));
  const named = unknown.map((key) => JSON.stringify(key)).join(', ');
  const stray = unknown.length === 0 ? '' : `no capsule has ${named} there`;
  if (first === undefined || first.code === 'unrecognized_keys') return stray;
  const reason = first.message.endsWith('received undefined')
    ? 'it is missing' : first.message.replace('Invalid input: expected ', 'it should be ').replace(', received', ', and is');
  return stray === '' ? reason : `${reason}; and ${stray}`;
}

/** A JSON path: `$.steps[41].at`. */
function pathOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => (typeof part === 'number' ? `${text}[${part}]` : `${text}.${String(part)}`), '$');
}

/**
 * Reads a capsule's file. Whatever is wrong with it is a `CapsuleError` that says what and where.
 *
 * Whether the file was edited by hand is not decided here: an edited capsule is replayed all the same, to find where it
 * diverges (see replay-failure.ts).
 */
import { CAPSULE_FORMAT, CAPSULE_VERSION } from '../../sim/reproduce/capsule.js';
import type { AnyCapsule } from '../../sim/reproduce/untimed-capsule.js';
import { canonical, ValueError } from '../../sim/world/value.js';
import { CapsuleError } from './capsule-error.js';
import { FileError } from '../files/file-error.js';
import { pathOf, readHeadedJson, reasonOf, type FileKind } from '../files/json-file.js';
import { capsuleSchema } from './capsule-schema.js';
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

const CAPSULE_FILE: FileKind<AnyCapsule> = {
  noun: 'capsule', format: CAPSULE_FORMAT, version: CAPSULE_VERSION, schema: capsuleSchema, bytesMax: BYTES_MAX,
  origin: 'Capsules lie where `whatif run` and `whatif check` wrote them (--out), and are named `*.capsule.json`.',
};

/** @throws CapsuleError (a UsageError: exit code 2). */
export function readCapsule(file: string, { modelHash, lenient = false }: ReadOptions): AnyCapsule {
  const { text, json } = readHead(file);
  const capsule = checkBody(file, text, json);
  if (capsule.modelHash !== modelHash && !(lenient && capsule.mode === 'timed')) throw otherModel(file, capsule, modelHash);
  return capsule;
}

function readHead(file: string): ReturnType<typeof readHeadedJson> {
  try {
    return readHeadedJson(file, CAPSULE_FILE);
  } catch (error) {
    if (error instanceof FileError) throw new CapsuleError(error.problem, error);
    throw error;
  }
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

/**
 * Reads JSON files that others may have cut, edited or mistaken for another: whatever is wrong is a `FileError` that says what
 * and where.
 */
import { readFileSync, statSync } from 'node:fs';
import { z } from 'zod';
import { jsonFault } from './json-fault.js';
import { FileError } from './file-error.js';

/** A kind of file. Each has a `format` and a `version` at its top. */
export interface FileKind<T> {
  /** `results file`: with "a" before it, in messages. */
  readonly noun: string;
  readonly format: string;
  readonly version: number;
  readonly schema: z.ZodType<T>;
  readonly bytesMax: number;
  /** Where such files come from, in a sentence. */
  readonly origin: string;
}

/** What every version of a format has: enough to say which one it is. */
const headSchema = z.looseObject({ format: z.string(), version: z.int().min(1) });

/** Reads a file up to its content: its text, as JSON of this format and version. @throws FileError */
export function readHeadedJson(file: string, kind: FileKind<unknown>): { readonly text: string; readonly json: unknown } {
  const text = readText(file, kind);
  const json = parseJson(file, text, kind);
  checkHead(file, json, kind);
  return { text, json };
}

/** Reads and checks a file. @returns What the schema makes of it, and the JSON as it stands there. @throws FileError */
export function readJsonFile<T>(file: string, kind: FileKind<T>): { readonly value: T; readonly json: unknown } {
  const { json } = readHeadedJson(file, kind);
  const parsed = kind.schema.safeParse(json);
  if (parsed.success) return { value: parsed.data, json };
  throw malformed(file, pathOf(parsed.error.issues[0]?.path ?? []), reasonOf(parsed.error.issues), kind);
}

export function malformed(file: string, where: string, reason: string, { noun, origin }: FileKind<unknown>): FileError {
  return new FileError('malformed', { what: `${file} is a ${noun} with a fault, at ${where}.`, why: `${reason}.`, next: origin });
}

function readText(file: string, { noun, bytesMax, origin }: FileKind<unknown>): string {
  try {
    if (statSync(file).size > bytesMax) {
      throw new FileError('foreign', { what: `${file} is no ${noun}.`, why: `It is larger than ${Math.round(bytesMax / 2 ** 20)} MB.`, next: origin });
    }
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
  } catch (error) {
    if (error instanceof FileError) throw error;
    if (error instanceof TypeError) throw new FileError('foreign', { what: `${file} is no ${noun}.`, why: 'It is no UTF-8 text.', next: origin });
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    const why = { ENOENT: 'There is no such file.', EISDIR: 'It is a folder.', EACCES: 'Reading it is not permitted.' }[code];
    throw new FileError('unreadable', { what: `${file} cannot be read.`, why: why ?? `The system says ${code}.`, next: origin });
  }
}

function parseJson(file: string, text: string, { noun, origin }: FileKind<unknown>): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const { line, column, truncated } = jsonFault(text) ?? { line: 1, column: 1, truncated: false };
    if (text.trim() === '' || truncated) {
      throw new FileError('truncated', {
        what: `${file} is truncated: it ends at line ${line}, column ${column}, in the middle of its content.`,
        why: `A ${noun} is written whole or not at all, so this happened on its way here.`, next: 'Copy it again from where it was written.',
      });
    }
    throw new FileError('not JSON', { what: `${file} is not JSON: line ${line}, column ${column} is where it stops being so.`, next: origin });
  }
}

function checkHead(file: string, json: unknown, { noun, format, version, origin }: FileKind<unknown>): void {
  const head = headSchema.safeParse(json);
  if (!head.success || head.data.format !== format) {
    const given = head.success ? `Its format is ${JSON.stringify(head.data.format)}` : 'It has no "format" and "version"';
    throw new FileError('foreign', { what: `${file} is no ${noun}.`, why: `${given}; that of a ${noun} is "${format}".`, next: origin });
  }
  if (head.data.version === version) return;
  throw new FileError('other version', {
    what: `${file} is a ${noun} of format version ${head.data.version}; this whatif reads version ${version}.`,
    next: 'Use the whatif that wrote it, or write it anew with this one.',
  });
}

/** What zod found first, and the fields that nothing has there: a misspelt one shows as both. */
export function reasonOf(issues: readonly z.core.$ZodIssue[]): string {
  const [first] = issues;
  const unknown = issues.flatMap((issue) => (issue.code === 'unrecognized_keys' ? issue.keys : []));
  const stray = unknown.length === 0 ? '' : `there is no field ${unknown.map((key) => JSON.stringify(key)).join(', ')} there`;
  if (first === undefined || first.code === 'unrecognized_keys') return stray;
  const reason = first.message.endsWith('received undefined')
    ? 'it is missing' : first.message.replace('Invalid input: expected ', 'it should be ').replace(', received', ', and is');
  return stray === '' ? reason : `${reason}; and ${stray}`;
}

/** A JSON path: `$.campaigns[1].tally.runs`. */
export function pathOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => (typeof part === 'number' ? `${text}[${part}]` : `${text}.${String(part)}`), '$');
}

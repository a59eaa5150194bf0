/**
 * The file of a search that ended early: a line that says what it is, then the search as JSON, then its states as they
 * stand in the store. Written whole or not at all; a checksum covers everything after the first line.
 *
 * States are little-endian, as on every machine that this runs on.
 */
import { createHash, type Hash } from 'node:crypto';
import { closeSync, fstatSync, fsyncSync, mkdirSync, openSync, readSync, renameSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { SavedSearch } from '../../sim/explore/exhaustive/saved-search.js';
import { FileError, whyUnwritable } from '../files/file-error.js';
import type { CheckValues } from '../scenarios/check-subject.js';

/** What is needed to build the same search again, and the search itself without its states. */
export interface SavedCheck {
  readonly scenario: string;
  readonly values: CheckValues;
  readonly invariant: string | null;
  readonly faultKinds: readonly string[] | null;
  readonly timing: 'free' | 'ranges';
  readonly symmetry: boolean;
  /** Null for any number. */
  readonly faultsMax: number | null;
  /** How long it took so far. */
  readonly seconds: number;
  readonly search: SavedSearch;
}

interface Head {
  readonly format: typeof FORMAT;
  readonly version: number;
  readonly modelHash: string;
  /** Bytes of the JSON text and of the states. */
  readonly text: number;
  readonly states: number;
  readonly checksum: string;
}

const FORMAT = 'whatif search';
const VERSION = 1;
const HEAD_MAX = 1024;
const CHUNK = 1 << 24;

/** Writes a search; returns how many bytes. @throws FileError */
export function writeSearchFile(file: string, modelHash: string, saved: SavedCheck, states: Int32Array): number {
  const text = Buffer.from(JSON.stringify(saved));
  const bytes = bytesOf(states);
  const checksum = createHash('sha256').update(text);
  for (const chunk of chunksOf(bytes)) checksum.update(chunk);
  const head: Head = { format: FORMAT, version: VERSION, modelHash, text: text.length, states: bytes.length, checksum: checksum.digest('hex') };
  const line = Buffer.from(`${JSON.stringify(head)}\n`);
  const unfinished = `${file}.${process.pid}.tmp`;
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    const handle = openSync(unfinished, 'w');
    try {
      for (const part of [line, text, bytes]) for (const chunk of chunksOf(part)) writeAll(handle, chunk);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(unfinished, file);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw new FileError('unwritable', { what: `The search cannot be saved to ${file}.`, why: whyUnwritable(error), next: 'Name another folder with --out.' });
  }
  return line.length + text.length + bytes.length;
}

export interface ReadCheck {
  readonly saved: SavedCheck;
  /** Writes the states where they belong. */
  fill(states: Int32Array): void;
}

/** Reads a search, and makes sure that nothing of it is missing or changed. @throws FileError */
export function readSearchFile(file: string, modelHash: string): ReadCheck {
  const handle = open(file);
  try {
    const { head, start } = readHead(file, handle);
    if (head.modelHash !== modelHash) {
      throw new FileError('malformed', {
        what: `${file} is a search of another model: ${head.modelHash.slice(0, 12)}, and this is ${modelHash.slice(0, 12)}.`,
        why: 'The sources of sim/, models/, invariants/ or the lock file differ, so its states need not be those of today.',
        next: 'Check out the commit that it was made with, or begin the search anew.',
      });
    }
    const size = start + head.text + head.states;
    if (fstatSync(handle).size !== size) {
      throw new FileError('truncated', {
        what: `${file} is truncated: it has ${fstatSync(handle).size} bytes of ${size}.`, next: 'Copy it again, or begin the search anew.',
      });
    }
    const checksum = createHash('sha256');
    const text = Buffer.alloc(head.text);
    readInto(handle, text, start, checksum);
    const chunk = Buffer.alloc(Math.min(CHUNK, head.states));
    for (let at = 0; at < head.states; at += chunk.length) readInto(handle, chunk.subarray(0, Math.min(chunk.length, head.states - at)), start + head.text + at, checksum);
    if (checksum.digest('hex') !== head.checksum) {
      throw new FileError('edited', { what: `${file} was changed after it was written: its checksum does not fit.`, next: 'Take the original, or begin the search anew.' });
    }
    const fill = (states: Int32Array): void => {
      const again = open(file);
      try {
        readInto(again, bytesOf(states), start + head.text, null);
      } finally {
        closeSync(again);
      }
    };
    return { saved: JSON.parse(text.toString('utf8')) as SavedCheck, fill };
  } finally {
    closeSync(handle);
  }
}

function readHead(file: string, handle: number): { head: Head; start: number } {
  const buffer = Buffer.alloc(HEAD_MAX);
  const length = read(handle, buffer, 0);
  const end = buffer.subarray(0, length).indexOf('\n');
  const foreign = (): FileError => new FileError('foreign', {
    what: `${file} is no search that \`whatif check\` saved.`, next: 'Give the file that a check named when it stopped: `*.search`.',
  });
  let head: Partial<Head> | null = null;
  try {
    head = JSON.parse(buffer.subarray(0, Math.max(0, end)).toString('utf8')) as Partial<Head> | null;
  } catch {
    throw foreign();
  }
  if (head?.format !== FORMAT) throw foreign();
  if (head.version !== VERSION) {
    throw new FileError('other version', { what: `${file} has format version ${head.version ?? '?'}; this whatif reads version ${VERSION}.`, next: 'Begin the search anew.' });
  }
  if (![head.text, head.states].every((size) => Number.isSafeInteger(size) && size! >= 0) || typeof head.modelHash !== 'string') throw foreign();
  return { head: head as Head, start: end + 1 };
}

function open(file: string): number {
  try {
    const handle = openSync(file, 'r');
    if (fstatSync(handle).isFile()) return handle;
    closeSync(handle);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new FileError('unreadable', { what: `${file} cannot be read.`, why: code === 'ENOENT' ? 'There is no such file.' : `The system says ${code}.` });
  }
  throw new FileError('unreadable', { what: `${file} cannot be read.`, why: 'It is no file.' });
}

function readInto(handle: number, into: Buffer, position: number, checksum: Hash | null): void {
  for (let at = 0; at < into.length; at += CHUNK) {
    const chunk = into.subarray(at, Math.min(into.length, at + CHUNK));
    read(handle, chunk, position + at);
    checksum?.update(chunk);
  }
}

/** Reads until the buffer is full or the file ends. */
function read(handle: number, into: Buffer, position: number): number {
  let at = 0;
  while (at < into.length) {
    const count = readSync(handle, into, at, into.length - at, position + at);
    if (count === 0) break;
    at += count;
  }
  return at;
}

function writeAll(handle: number, chunk: Buffer): void {
  for (let at = 0; at < chunk.length;) at += writeSync(handle, chunk, at, chunk.length - at);
}

function* chunksOf(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += CHUNK) yield bytes.subarray(at, Math.min(bytes.length, at + CHUNK));
}

function bytesOf(states: Int32Array): Buffer {
  return Buffer.from(states.buffer, states.byteOffset, states.byteLength);
}

/** Writes capsules: whole or not at all, under a name that says which violation it is. */
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { capsuleText } from '../../sim/reproduce/capsule-text.js';
import { textFingerprint } from '../../sim/reproduce/content-fingerprint.js';
import type { AnyCapsule } from '../../sim/reproduce/untimed-capsule.js';
import { slugOf } from '../terminal/slug.js';

const SLUG_LENGTH_MAX = 60;

/**
 * Writes a capsule into a folder, which is made when it does not exist. One that is there for the same violation is
 * replaced. Returns the path of the file.
 */
export function writeCapsule(directory: string, capsule: AnyCapsule): string {
  return write(directory, capsuleName(capsule), capsule);
}

/** The same for a shrunk run: `.shrunk` is in its name, so that it takes nothing's place but that of another shrunk one. */
export function writeShrunkCapsule(directory: string, capsule: AnyCapsule): string {
  return write(directory, capsuleName(capsule).replace(/\.capsule\.json$/, '.shrunk.capsule.json'), capsule);
}

function write(directory: string, name: string, capsule: AnyCapsule): string {
  const file = path.join(directory, name);
  const unfinished = `${file}.${process.pid}.tmp`;
  mkdirSync(directory, { recursive: true });
  try {
    writeFileSync(unfinished, capsuleText(capsule));
    renameSync(unfinished, file);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
  return file;
}

/**
 * `<invariant>-<hash of the fingerprint>.capsule.json`: the same for every run with the same fingerprint. What a check
 * found has `-untimed` before the dot, for it takes no seed's place.
 */
export function capsuleName(capsule: AnyCapsule): string {
  const { expected, mode } = capsule;
  const slug = slugOf(expected?.invariant ?? 'passes');
  const hash = textFingerprint(expected?.fingerprint ?? (mode === 'timed' ? capsule.seed : '')).slice(0, 8);
  return `${slug.slice(0, SLUG_LENGTH_MAX)}-${hash}${mode === 'timed' ? '' : '-untimed'}.capsule.json`;
}

/**
 * Files that are whole or not there at all, whatever happens while they are written: a kill, a full disk, a power cut. Written
 * beside their place, forced to the disk, and renamed into it.
 */
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { FileError, whyUnwritable } from './file-error.js';

/**
 * Writes a file, and its folder where there is none. What was there before stays until the new one is complete.
 *
 * @param noun What it is, for the error: `the results`.
 * @throws FileError ('unwritable')
 */
export function writeDurably(file: string, text: string, noun: string): void {
  const unfinished = unfinishedName(file);
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    const handle = openSync(unfinished, 'w');
    try {
      writeFileSync(handle, text);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(unfinished, file);
    syncFolder(path.dirname(file));
  } catch (error) {
    removeQuietly(unfinished);
    throw new FileError('unwritable', {
      what: `${capital(noun)} cannot be written to ${file}.`, why: whyUnwritable(error),
      next: 'What was there before is as it was. Make room, or name another place, and run the same command again.',
    });
  }
}

/** What is in the way of writing is in the way of removing, too. */
function removeQuietly(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // It was never there.
  }
}

/** Where a file is written before it takes its name. */
export function unfinishedName(file: string): string {
  return `${file}.${process.pid}.tmp`;
}

/** Forces a folder's entries to the disk: a renamed file is in its place after a power cut, too. */
export function syncFolder(folder: string): void {
  // Windows cannot open folders; its file systems keep renames in order.
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

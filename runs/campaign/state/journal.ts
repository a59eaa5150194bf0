/**
 * A journal: records are appended before they count, a line each, with a checksum. What was appended outlives a kill at once, and
 * a power cut once it is forced to the disk, which happens in the background, many records at a time.
 *
 * A line that was cut off, or damaged, ends what is read: what it told is done again.
 */
import { closeSync, fdatasync, openSync, readFileSync, statSync, truncateSync, writeSync } from 'node:fs';
import { textFingerprint } from '../../../sim/reproduce/content-fingerprint.js';
import { FileError, whyUnwritable } from '../../files/file-error.js';

export class Journal {
  /** Bytes appended since it was opened. */
  bytes = 0;
  private readonly file: string;
  private readonly handle: number;
  private syncing = false;
  private dirty = false;
  private failure: Error | null = null;
  private waiting: { readonly resolve: () => void; readonly reject: (error: Error) => void }[] = [];

  /** @throws FileError when it cannot be written. */
  constructor(file: string) {
    this.file = file;
    try {
      this.handle = openSync(file, 'a');
    } catch (error) {
      throw this.unwritable(error);
    }
  }

  /** @throws FileError when it cannot be written, now or in the background since the last call. */
  append(record: object): void {
    if (this.failure !== null) throw this.failure;
    const text = JSON.stringify(record);
    const line = Buffer.from(`${textFingerprint(text)} ${text}\n`);
    try {
      for (let at = 0; at < line.length;) at += writeSync(this.handle, line, at);
    } catch (error) {
      throw (this.failure = this.unwritable(error));
    }
    this.bytes += line.length;
    this.dirty = true;
    if (!this.syncing) this.sync();
  }

  /** Resolves when everything that was appended is on the disk. */
  flush(): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.failure !== null) reject(this.failure);
      else if (!this.syncing && !this.dirty) resolve();
      else this.waiting.push({ resolve, reject });
    });
  }

  /** Once all is on the disk, or cannot be. */
  async close(): Promise<void> {
    await this.flush().catch(() => undefined);
    closeSync(this.handle);
  }

  private sync(): void {
    this.syncing = true;
    this.dirty = false;
    fdatasync(this.handle, (error) => {
      this.syncing = false;
      if (error !== null) this.failure ??= this.unwritable(error);
      else if (this.dirty) return this.sync();
      const waiting = this.waiting;
      this.waiting = [];
      for (const { resolve, reject } of waiting) if (this.failure === null) resolve(); else reject(this.failure);
    });
  }

  private unwritable(error: unknown): FileError {
    return new FileError('unwritable', {
      what: `The campaign's state cannot be written to ${this.file}.`, why: whyUnwritable(error),
      next: 'What was done until then is kept. Make room, and run the same command again: it goes on from there.',
    });
  }
}

/** The records of a journal, up to the first line that is not whole, which is cut off; none when there is no such file. */
export function recoverJournal(file: string): { readonly records: readonly unknown[]; readonly damaged: boolean } {
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) return { records: [], damaged: false };
  const text = readFileSync(file, 'utf8');
  const lines = text.split('\n');
  // After the last line end there is nothing, or a line that was being written when the process ended.
  const unfinished = lines.pop();
  const records: unknown[] = [];
  let bytes = 0;
  for (const line of lines) {
    const json = line.slice(17);
    if (textFingerprint(json) !== line.slice(0, 16)) break;
    records.push(JSON.parse(json));
    bytes += Buffer.byteLength(line) + 1;
  }
  const damaged = records.length < lines.length || unfinished !== '';
  // What is appended from now on must not follow half a line.
  if (damaged) truncateSync(file, bytes);
  return { records, damaged };
}

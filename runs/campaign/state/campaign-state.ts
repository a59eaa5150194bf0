/**
 * A campaign's state in a directory: a snapshot (`state.json`, replaced as a whole) and a journal of what was done since
 * (`journal-N.ndjson`, N being the snapshot's number). Killed at any moment, the campaign goes on from the last record: no seed
 * is lost, and none counted twice.
 *
 * What stands there depends on nothing but the seeds that were covered: the directory may be moved to another machine.
 */
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { textFingerprint } from '../../../sim/reproduce/content-fingerprint.js';
import { syncFolder, writeDurably } from '../../files/durable-file.js';
import { FileError, whyUnwritable } from '../../files/file-error.js';
import { readJsonFile, type FileKind } from '../../files/json-file.js';
import { counted } from '../../terminal/count.js';
import { UsageError } from '../../terminal/failure.js';
import type { RunSpec, SeedNaming } from '../run-spec.js';
import { Journal, recoverJournal } from './journal.js';
import { StateLock } from './state-lock.js';
import type { WorkJournal, WorkRecord, WorkSnapshot } from './work-record.js';

/** Everything that determines what a campaign's seeds come to. */
export interface CampaignIdentity {
  readonly modelHash: string;
  readonly spec: RunSpec;
  readonly seeds: SeedNaming;
  readonly untilFirst: boolean;
  readonly auditOneIn: number;
}

const FORMAT = 'whatif campaign state';
const VERSION = 1;
/** A journal of this size is replaced by a snapshot: reading it would take a second. */
const JOURNAL_BYTES_MAX = 16 * 2 ** 20;
const SNAPSHOT = 'state.json';

const schema = z.strictObject({
  format: z.literal(FORMAT), version: z.literal(VERSION), generation: z.int().min(0),
  campaign: z.looseObject({}), work: z.looseObject({}).nullable(), checksum: z.string(),
});

const STATE_FILE: FileKind<z.infer<typeof schema>> = {
  noun: 'campaign state', format: FORMAT, version: VERSION, schema, bytesMax: 256 * 2 ** 20,
  origin: 'Name an empty folder with --state, or delete this one to start anew.',
};

export class CampaignState implements WorkJournal {
  /** What the last session left: a snapshot, and what it did since. */
  readonly snapshot: WorkSnapshot | null;
  readonly records: readonly WorkRecord[];
  /** What a person should know of how the last session ended. */
  readonly notes: readonly string[];
  private readonly folder: string;
  private readonly identity: CampaignIdentity;
  private readonly lock: StateLock;
  private generation: number;
  private journal: Journal;

  /** Opens a folder, which is made when there is none. @throws UsageError when it is in use, or holds another campaign. */
  static open(folder: string, identity: CampaignIdentity): CampaignState {
    let lock: StateLock;
    try {
      mkdirSync(folder, { recursive: true });
      lock = StateLock.take(folder);
    } catch (error) {
      if (error instanceof UsageError) throw error;
      throw new FileError('unwritable', { what: `The campaign's state cannot be kept in ${folder}.`, why: whyUnwritable(error), next: 'Name another folder with --state.' });
    }
    try {
      return new CampaignState(folder, identity, lock);
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  private constructor(folder: string, identity: CampaignIdentity, lock: StateLock) {
    this.folder = folder;
    this.identity = identity;
    this.lock = lock;
    const file = path.join(folder, SNAPSHOT);
    const known = existsSync(file) ? readSnapshot(file, identity) : null;
    const { records, damaged } = known === null ? { records: [], damaged: false } : recoverJournal(this.journalFile(known.generation));
    this.snapshot = known?.work ?? null;
    this.records = records as readonly WorkRecord[];
    this.notes = notesOn(this.records, damaged);
    this.generation = known?.generation ?? 0;
    if (known === null) this.writeSnapshot(null);
    this.journal = this.openJournal();
  }

  append(record: WorkRecord): void {
    this.journal.append(record);
  }

  /** Resolves when all of it is on the disk. */
  flush(): Promise<void> {
    return this.journal.flush();
  }

  /** A snapshot in place of a journal that has become long, or (`now`) at once. What it holds must have been appended. */
  async compact(snapshot: () => WorkSnapshot, now = false): Promise<void> {
    if (!now && this.journal.bytes < JOURNAL_BYTES_MAX) return;
    const old = this.journal;
    this.generation += 1;
    this.writeSnapshot(snapshot());
    this.journal = this.openJournal();
    await old.close();
    this.removeOldJournals();
  }

  async close(): Promise<void> {
    await this.journal.close();
    this.lock.release();
  }

  private openJournal(): Journal {
    const journal = new Journal(this.journalFile(this.generation));
    syncFolder(this.folder);
    return journal;
  }

  private writeSnapshot(work: WorkSnapshot | null): void {
    const body = { format: FORMAT, version: VERSION, generation: this.generation, campaign: this.identity, work };
    writeDurably(path.join(this.folder, SNAPSHOT), `${JSON.stringify({ ...body, checksum: textFingerprint(JSON.stringify(body)) })}\n`, "the campaign's state");
  }

  private journalFile(generation: number): string {
    return path.join(this.folder, `journal-${generation}.ndjson`);
  }

  private removeOldJournals(): void {
    const current = path.basename(this.journalFile(this.generation));
    for (const name of readdirSync(this.folder)) {
      if (/^journal-\d+\.ndjson$/.test(name) && name !== current) rmSync(path.join(this.folder, name), { force: true });
    }
  }
}

function readSnapshot(file: string, identity: CampaignIdentity): { readonly generation: number; readonly work: WorkSnapshot | null } {
  const { json } = readJsonFile(file, STATE_FILE);
  const { checksum, ...body } = json as z.infer<typeof schema>;
  if (textFingerprint(JSON.stringify(body)) !== checksum) {
    throw new FileError('edited', { what: `${file} was changed after it was written: its checksum does not fit its content.`, next: STATE_FILE.origin });
  }
  const other = differences(body.campaign as unknown as CampaignIdentity, identity);
  if (other.length > 0) {
    throw new UsageError({
      what: `${path.dirname(file)} holds the state of another campaign.`, why: `It differs in ${other.join(', ')}.`,
      next: 'Start it with the same options, name another folder with --state, or delete this one to start anew.',
    });
  }
  return { generation: body.generation, work: body.work as unknown as WorkSnapshot | null };
}

function differences(kept: CampaignIdentity, asked: CampaignIdentity): string[] {
  const { spec: keptSpec, ...keptRest } = kept;
  const { spec: askedSpec, ...askedRest } = asked;
  const flat = [{ ...keptRest, ...keptSpec }, { ...askedRest, ...askedSpec }] as const;
  const names: Readonly<Record<string, string>> = { modelHash: 'the model', seeds: 'its seeds', untilFirst: '--until-first', auditOneIn: 'how many runs are run again' };
  return Object.keys(flat[1]).filter((key) => same(flat[0], key) !== same(flat[1], key)).map((key) => names[key] ?? `the ${key}`);
}

function same(campaign: object, key: string): string {
  return JSON.stringify((campaign as Readonly<Record<string, unknown>>)[key] ?? null);
}

/** How the last session ended, where it did not end by itself. */
function notesOn(records: readonly WorkRecord[], damaged: boolean): string[] {
  const running = new Map<number, number>();
  for (const record of records) {
    if (record.kind === 'out') running.set(record.from, record.count);
    if (record.kind === 'seeds') running.delete(record.result.from);
  }
  const notes: string[] = [];
  if (damaged) notes.push('The journal of the last session ends in the middle of a record. What that told is done again.');
  if (running.size > 0) {
    const ranges = [...running].sort(([left], [right]) => left - right).map(([from, count]) => `${from} to ${from + count - 1}`);
    notes.push(`The last session ended while ${counted(running.size, 'range')} of seeds ran (number ${ranges.join(', ')}). They are run again.`);
  }
  return notes;
}

import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { ensureCompiled } from '../../build/compiled.js';
import { transcript } from '../../cli/test-surroundings.js';
import { unfinishedName } from '../../files/durable-file.js';
import { runCampaign } from '../campaign.js';
import type { CampaignOptions, CampaignWatcher } from '../campaign-options.js';
import type { CampaignResult } from '../campaign-result.js';
import type { RunSpec } from '../run-spec.js';
import { startInline } from '../workers.js';
import { CampaignState, type CampaignIdentity } from './campaign-state.js';
import { killTrial } from './kill-trial.js';
import { StateLock } from './state-lock.js';

const spec: RunSpec = {
  scenario: 'example-counter', policy: 'count-requests', settings: {}, profile: 'lossy', faults: null, invariant: null,
  scenariosModule: null, budget: null,
};
const identity: CampaignIdentity = { modelHash: 'm', spec, seeds: { campaignSeed: 's', single: false }, untilFirst: false, auditOneIn: 10 };
const folder = (): string => mkdtempSync(path.join(os.tmpdir(), 'whatif-state-'));

function campaign(
  state: string | null, options: Partial<CampaignOptions> = {}, watcher: CampaignWatcher = {}, signal?: AbortSignal,
): Promise<CampaignResult> {
  return runCampaign({
    spec, seeds: identity.seeds, seedsMax: 200, milliseconds: null, untilFirst: false, workers: 2, startWorker: startInline, rangeSize: 7,
    auditOneIn: identity.auditOneIn, ...(state === null ? {} : { state: CampaignState.open(state, identity) }), ...options,
  }, watcher, signal);
}

const counted = ({ tally, seedsCovered, audited, canary, divergence, stuck }: CampaignResult): object =>
  ({ tally, seedsCovered, audited, canary, divergence, stuck });

/** What a kill at this moment would leave: the files, and the lock of a process that is dead. */
function asKilled(state: string): string {
  const copy = folder();
  for (const name of readdirSync(state)) if (!name.startsWith('lock')) cpSync(path.join(state, name), path.join(copy, name));
  writeFileSync(path.join(copy, 'lock.3'), JSON.stringify({ process: 2 ** 30, machine: os.hostname(), started: null, released: false }));
  return copy;
}

describe('a campaign that was killed', () => {
  it('goes on where it was, at whatever moment, and whatever a power cut took from the end of the journal', async () => {
    const whole = counted(await campaign(null));
    await fc.assert(fc.asyncProperty(fc.array(fc.nat(30), { minLength: 1, maxLength: 3 }), fc.nat(400), async (moments, bytesLost) => {
      let state = folder();
      for (const moment of moments) {
        let reports = 0;
        let copy: string | null = null;
        await campaign(state, {}, { progress: () => {
          if (reports === moment) copy = asKilled(state);
          reports += 1;
        } });
        state = copy ?? state;
        const journal = readdirSync(state).find((name) => name.startsWith('journal'))!;
        const size = readFileSync(path.join(state, journal)).length;
        truncateSync(path.join(state, journal), Math.max(0, size - bytesLost));
      }
      expect(counted(await campaign(state))).toEqual(whole);
    }), { numRuns: 6 });
  });

  it('was covered up to the end: the same command reports it again, and more seeds add to it', async () => {
    const state = folder();
    const first = await campaign(state);
    let reports = 0;
    const again = await campaign(state, {}, { progress: () => void (reports += 1) });
    expect(counted(again)).toEqual(counted(first));
    expect(reports).toBe(0);
    expect(counted(await campaign(state, { seedsMax: 250 }))).toEqual(counted(await campaign(null, { seedsMax: 250 })));
    await expect(campaign(state, { seedsMax: 100 })).rejects.toThrow(/covers 250 seeds already, more than the 100/);
  });

  it('stopped by Ctrl-C goes on, too', async () => {
    const state = folder();
    const controller = new AbortController();
    const stopped = await campaign(state, {}, { progress: ({ runs }) => void (runs > 60 && controller.abort()) }, controller.signal);
    expect(stopped.interrupted).toBe(true);
    expect(counted(await campaign(state))).toEqual(counted(await campaign(null)));
  });

  it('names the seeds that ran when its process ended', async () => {
    const state = folder();
    let copy = '';
    await campaign(state, {}, { progress: ({ runs }) => void (copy === '' && runs > 60 && (copy = asKilled(state))) });
    const { notes, ...opened } = CampaignState.open(copy, identity);
    expect(notes.join()).toMatch(/ended while \d ranges? of seeds ran \(number \d+ to \d+/);
    expect(opened.records.length).toBeGreaterThan(5);
  });
});

describe('a journal', () => {
  it('that was cut goes on after its last whole record', async () => {
    const state = folder();
    let copy = '';
    await campaign(state, {}, { progress: ({ runs }) => void (copy === '' && runs > 60 && (copy = asKilled(state))) });
    const file = path.join(copy, 'journal-0.ndjson');
    truncateSync(file, readFileSync(file).length - 5);
    let opened = CampaignState.open(copy, identity);
    expect(opened.notes[0]).toContain('ends in the middle of a record');
    opened.append({ kind: 'out', from: 1000, count: 7 });
    await opened.close();
    const before = opened.records.length;
    opened = CampaignState.open(copy, identity);
    expect(opened.records).toHaveLength(before + 1);
    await opened.close();
  });

  it('gives way to a snapshot, which holds the same', async () => {
    const state = folder();
    await campaign(state);
    expect(readdirSync(state).filter((name) => name.startsWith('journal'))).toEqual(['journal-1.ndjson']);
    expect(readFileSync(path.join(state, 'journal-1.ndjson'), 'utf8')).toBe('');
  });

  it.skipIf(process.platform !== 'linux')('that meets a full disk ends the campaign with what to do, and loses nothing', async () => {
    const state = folder();
    let reports = 0;
    // A snapshot first, and a journal that meets a full disk from then on.
    await campaign(state, { seedsMax: 100 });
    rmSync(path.join(state, 'journal-1.ndjson'));
    symlinkSync('/dev/full', path.join(state, 'journal-1.ndjson'));
    await expect(campaign(state, {}, { progress: () => void (reports += 1) })).rejects.toThrow(/cannot be written to .*journal-1.ndjson\. The disk is full\. What was done until then is kept\./);
    expect(reports).toBe(0);
    rmSync(path.join(state, 'journal-1.ndjson'));
    expect(counted(await campaign(state))).toEqual(counted(await campaign(null)));
  });

  it.skipIf(process.platform !== 'linux')('that cannot be replaced, since the disk is full, stays', async () => {
    const state = folder();
    mkdirSync(state, { recursive: true });
    await campaign(state, { seedsMax: 100 });
    const full = unfinishedName(path.join(state, 'state.json'));
    symlinkSync('/dev/full', full);
    await expect(campaign(state)).rejects.toThrow(/The campaign's state cannot be written .* The disk is full\./);
    rmSync(full, { force: true });
    expect(counted(await campaign(state))).toEqual(counted(await campaign(null)));
  });
});

describe('a folder is refused', () => {
  it('that another process uses, and taken once that is dead', async () => {
    const state = folder();
    const other = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)']);
    const held = (holder: object): void => writeFileSync(path.join(state, 'lock.7'), JSON.stringify(holder));
    const holder = { process: other.pid, machine: os.hostname(), started: null, released: false };
    held(holder);
    expect(() => CampaignState.open(state, identity)).toThrow(`is in use by process ${other.pid}`);
    held({ ...holder, machine: 'elsewhere' });
    expect(() => CampaignState.open(state, identity)).toThrow(/in use by process \d+ on elsewhere.*delete lock\.7/s);
    held(holder);
    const ended = new Promise((resolve) => other.on('exit', resolve));
    other.kill('SIGKILL');
    await ended;
    await CampaignState.open(state, identity).close();
    expect(readdirSync(state).filter((name) => name.startsWith('lock'))).toEqual(['lock.8']);
  });

  it.skipIf(process.platform !== 'linux')('not because the number of a dead process is that of another one now', async () => {
    const state = folder();
    writeFileSync(path.join(state, 'lock.1'), JSON.stringify({ process: process.pid, machine: os.hostname(), started: 'long ago', released: false }));
    await CampaignState.open(state, identity).close();
  });

  it('that this very process uses', async () => {
    const state = folder();
    const lock = StateLock.take(state);
    expect(() => StateLock.take(state)).toThrow(`in use by process ${process.pid}`);
    lock.release();
    StateLock.take(state).release();
  });

  it('that holds another campaign, saying in what it differs', async () => {
    const state = folder();
    await campaign(state, { seedsMax: 5 });
    expect(() => CampaignState.open(state, { ...identity, modelHash: 'n', spec: { ...spec, profile: 'calm' } }))
      .toThrow(/holds the state of another campaign\. It differs in the model, the profile\./);
    expect(() => CampaignState.open(state, { ...identity, seeds: { campaignSeed: 't', single: false } })).toThrow(/differs in its seeds/);
  });

  it('whose snapshot was changed or cut, or that holds something else', async () => {
    const state = folder();
    await campaign(state, { seedsMax: 5 });
    const file = path.join(state, 'state.json');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('"covered":5', '"covered":4'));
    expect(() => CampaignState.open(state, identity)).toThrow(/was changed after it was written/);
    writeFileSync(file, text.slice(0, 100));
    expect(() => CampaignState.open(state, identity)).toThrow(/is truncated/);
    writeFileSync(file, '{"format":"whatif results","version":1}');
    expect(() => CampaignState.open(state, identity)).toThrow(/is no campaign state/);
    writeFileSync(file, text);
    await CampaignState.open(state, identity).close();
  });

  it('that cannot be made', async () => {
    const directory = folder();
    expect(await transcript('run --seeds 5 --state /dev/null/state', directory))
      .toMatchObject({ exitCode: 2, errors: expect.stringMatching(/The campaign's state cannot be kept in \/dev\/null\/state\.\nA part of the path is no folder\./) });
  });
});

describe('whatif run --state', () => {
  beforeAll(ensureCompiled, 180_000);

  it('survives kill -9 at random moments', async () => {
    // More by hand: `npm run trial -- kill`.
    const { kills, equal } = await killTrial({ scenario: 'example-counter', seeds: 1_500, kills: 2, seed: 'test', note: () => undefined });
    expect(kills).toBe(2);
    expect(equal).toBe(true);
  }, 60_000);
});

/**
 * Lists what a long run of CI finds as known failures, for a person to look at in the diff: after a change of the model, or when CI
 * begins to be used.
 *
 * A rule that is wrong whatever error it acts on becomes one entry with a star: of such a family, each new member would
 * otherwise be a new failure.
 */
import { readFileSync } from 'node:fs';
import os from 'node:os';
import { modelHash } from '../../build/model-hash.js';
import { startThread } from '../../campaign/workers.js';
import { writeDurably } from '../../files/durable-file.js';
import { publicIssue } from '../../findings/public-issues.js';
import { scenarios } from '../../scenarios/index.js';
import { CAMPAIGNS } from '../committed.js';
import { MODEL_FAULT, WORKER_LOST, type JudgedFailure } from '../failures.js';
import { judgeResults } from '../judge.js';
import { readKnownFailures, type KnownFailure } from '../known-failures.js';
import { runCampaigns } from '../run-campaigns.js';

/** What members of a family have in common, by the end of their fingerprints. */
const FAMILIES: readonly { readonly member: RegExp; readonly family: string }[] = [
  { member: / \/ put-result: Failed after .*$/, family: ' / put-result: Failed after *' },
  { member: / \/ [^/]* left$/, family: ' / * left' },
];

/** Adds what `seeds` seeds of each campaign show to the file; returns how many entries are new. */
export async function surveyFailures(file: string, seeds: number, seed: string, note: (text: string) => void): Promise<number> {
  const known = readKnownFailures(file);
  const campaigns = await runCampaigns({
    campaigns: CAMPAIGNS, scenarios, scenariosModule: null, seed, shard: { shard: 1, of: 1 }, seedsPlanned: seeds, endsMs: null,
    workers: os.availableParallelism(), startWorker: startThread, signal: new AbortController().signal, openState: () => null,
  }, { begun: (name) => note(`${seeds} seeds of ${name}\n`), progress: () => undefined, ended: () => undefined, warn: (message) => note(`${message}\n`) });
  const { failures } = judgeResults({ modelHash: modelHash(), campaigns, regressions: [], checks: [] }, { known, strict: false, oneShard: false });
  const entries = new Map<string, KnownFailure>();
  for (const failure of failures) {
    // A fault of the model is to be mended, whatever it would be called.
    if (failure.known === null && failure.subject !== MODEL_FAULT && failure.subject !== WORKER_LOST) addEntry(entries, failure);
  }
  const { format, version } = JSON.parse(readFileSync(file, 'utf8')) as { format: string; version: number };
  const all = [...known, ...entries.values()].sort((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1));
  const lines = all.map((entry) => `    ${JSON.stringify(entry)}`);
  writeDurably(file, `{\n  "format": ${JSON.stringify(format)},\n  "version": ${version},\n  "failures": [\n${lines.join(',\n')}\n  ]\n}\n`, 'the known failures');
  return entries.size;
}

function addEntry(entries: Map<string, KnownFailure>, { fingerprint, scenario, policy, rate }: JudgedFailure): void {
  const family = FAMILIES.find(({ member }) => member.test(fingerprint));
  const listed = family === undefined ? fingerprint : fingerprint.replace(family.member, family.family);
  const key = JSON.stringify([scenario, policy, listed]);
  const oneIn = rate === null ? Infinity : Math.ceil(rate.of / rate.runs);
  const rarity = Math.min(oneIn, entries.get(key)?.oneIn ?? Infinity);
  entries.set(key, {
    fingerprint: listed, reason: `the rules of ${policy} do so: models/omicron/FINDINGS.md tells how`,
    link: publicIssue(fingerprint) ?? 'models/omicron/FINDINGS.md', since: new Date().toISOString().slice(0, 10), scenario, policy,
    ...(Number.isFinite(rarity) ? { oneIn: rarity } : {}),
  });
}

function keyOf({ scenario = '', policy = '', fingerprint }: KnownFailure): string {
  return JSON.stringify([scenario, policy, fingerprint]);
}

/**
 * How small shrinking makes random failing runs, and whether they could have fewer faults: `whatif check --goal` searches what the
 * users and guests of each shrunk run asked for, on its own topology, for the same fingerprint with fewer faults.
 */
import { replay } from '../../../sim/reproduce/replay.js';
import { tellStory } from '../../../sim/show/story.js';
import { modelHash } from '../../build/model-hash.js';
import { engineFor } from '../../campaign/run-spec.js';
import { judgeCheck } from '../../check/check-report.js';
import { checkRequest } from '../../check/check-request.js';
import { stimuliOf } from '../../check/goal-request.js';
import { runSearch } from '../../check/run-search.js';
import { checkSubjects } from '../../scenarios/check-subjects.js';
import { knownViolations } from '../../scenarios/known-violations.js';
import { omicron4226 } from '../../scenarios/omicron-4226.js';
import { medianInterval } from '../../statistics/median.js';
import { shrinkCapsule, type Shrunk } from '../shrink-capsule.js';
import { failingRuns, TRIAL_SPEC } from './failing-runs.js';

/** `no fault`: there cannot be fewer; `minimal`: proved; `beaten`: there is an execution with fewer faults; `undecided`: the search was given up. */
type Proof = 'no fault' | 'minimal' | 'beaten' | 'undecided';

export interface ShrinkRow {
  readonly invariant: string;
  readonly runs: number;
  readonly proofs: Readonly<Record<Proof, number>>;
  /** Medians. */
  readonly faults: { readonly before: number; readonly after: number };
  readonly requests: number;
  readonly steps: number;
  readonly seconds: number;
  /** The most lines that the story of one has, but for those that say how many steps were left out. */
  readonly storyMax: number;
  /** Those on one sled with one Nexus. */
  readonly smallest: number;
}

/** @param statesMax A proof is given up after so many states. */
export async function shrinkTrial(runs: number, statesMax: number, note: (text: string) => void): Promise<ShrinkRow[]> {
  const rows: ShrinkRow[] = [];
  const proofs = new Map<string, Proof>();
  for (const { invariant } of knownViolations[TRIAL_SPEC.policy] ?? []) {
    const shrunk: Shrunk[] = [];
    const before: number[] = [];
    const counts: Record<Proof, number> = { 'no fault': 0, minimal: 0, beaten: 0, undecided: 0 };
    for (const capsule of failingRuns('shrink-trial', (names) => names.indexOf(invariant))) {
      const small = shrinkCapsule(capsule, omicron4226, TRIAL_SPEC, modelHash());
      if ('verdict' in small) throw new Error(small.verdict);
      if (!replay(engineFor(small.built, small.spec).simulation, small.capsule).matches) throw new Error('a shrunk run does not replay');
      shrunk.push(small);
      before.push(capsule.counts.faults);
      const proof = await prove(small, statesMax, proofs);
      counts[proof] += 1;
      note(`${invariant}: ${shrunk.length} of ${runs}, ${small.requests} requests, ${small.capsule.counts.faults} faults: ${proof}\n`);
      if (shrunk.length === runs) break;
    }
    rows.push(rowOf(invariant, before, shrunk, counts));
  }
  return rows;
}

function rowOf(invariant: string, before: readonly number[], shrunk: readonly Shrunk[], proofs: ShrinkRow['proofs']): ShrinkRow {
  const median = (of: (run: Shrunk) => number): number => medianInterval(shrunk.map(of)).median;
  return {
    invariant, runs: shrunk.length, proofs, faults: { before: medianInterval(before).median, after: median(({ capsule }) => capsule.counts.faults) },
    requests: median(({ requests }) => requests), steps: median(({ violation }) => violation.step), seconds: median(({ seconds }) => seconds),
    storyMax: Math.max(...shrunk.map(({ trace, violation, built }) =>
      tellStory(trace, built.narrator, { violation }).entries.filter((entry) => !('omitted' in entry)).length)),
    smallest: shrunk.filter(({ spec: { settings } }) => settings['sleds'] === 1 && settings['nexuses'] === 1).length,
  };
}

/** Whether no execution of the same requests on the same rack has fewer faults. Equal questions are asked once. */
async function prove({ capsule }: Shrunk, statesMax: number, known: Map<string, Proof>): Promise<Proof> {
  const { counts: { faults }, settings, expected } = capsule;
  if (faults === 0) return 'no fault';
  const asked = stimuliOf(capsule).map((event) => JSON.stringify(event)).sort();
  const key = JSON.stringify([expected?.fingerprint, faults, settings, asked]);
  const found = known.get(key);
  if (found !== undefined) return found;
  const request = checkRequest(undefined, { timing: 'ranges', maxStates: String(statesMax) }, checkSubjects, null, { text: 'the shrunk run', file: 'the shrunk run', capsule });
  const finished = await runSearch(request, { progress: () => undefined, signal: new AbortController().signal });
  const { verdict } = judgeCheck(request, finished);
  const proof = verdict === 'holds' ? 'minimal' : verdict === 'violated' ? 'beaten' : 'undecided';
  known.set(key, proof);
  return proof;
}

/** The rows as a table in Markdown. */
export function shrinkTable(rows: readonly ShrinkRow[]): string {
  const sum = (of: (row: ShrinkRow) => number): number => rows.reduce((total, row) => total + of(row), 0);
  const lines = rows.map(({ invariant, runs, proofs, faults, requests, steps, seconds, storyMax, smallest }) =>
    `| ${invariant} | ${runs} | ${proofs['no fault']} | ${proofs.minimal} | ${proofs.beaten} | ${proofs.undecided} | ${faults.before} to ${faults.after} | ${requests} | ${smallest} | ` +
    `${steps} | ${storyMax} | ${seconds.toFixed(2)} |`);
  return [
    '| invariant | runs | without a fault | proved minimal | beaten | undecided | faults (median) | requests (median) | on 1 sled, 1 Nexus | steps (median) | longest story, lines | seconds (median) |',
    '|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|',
    ...lines,
    `| all | ${sum(({ runs }) => runs)} | ${sum(({ proofs }) => proofs['no fault'])} | ${sum(({ proofs }) => proofs.minimal)} | ${sum(({ proofs }) => proofs.beaten)} | ${sum(({ proofs }) => proofs.undecided)} | | | ` +
    `${sum(({ smallest }) => smallest)} | | | |`,
  ].join('\n');
}

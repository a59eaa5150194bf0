/**
 * What must come in the end, each with its planted bug: a changed rule of the model. The search finds the execution that never pays,
 * which the plain interpreter confirms; without the bug it holds, and is put to the test, in every execution without a fault.
 */
import { describe, expect, test } from 'vitest';
import { omicronLeadsTo } from '../../invariants/index.js';
import type { PlantedBug } from '../../models/omicron/planted-bugs.js';
import { LeadsToCheck, type LivenessDecision } from '../../sim/explore/exhaustive/liveness/leads-to-check.js';
import { initialOptionsOf } from '../../sim/explore/exhaustive/path.js';
import { Search } from '../../sim/explore/exhaustive/search.js';
import { flawOf } from '../../sim/interpreter/plain-lasso.js';
import { buildExisting } from './existing-instance.js';

interface Workload {
  readonly instance: 'running' | 'stopped';
  readonly requests: number;
  readonly guestEvents: number;
}

function decided(name: string, { instance, requests, guestEvents }: Workload, planted: PlantedBug | null): { decision: LivenessDecision; flaw: string | null } {
  const counts = { requests, 'guest-events': guestEvents, sleds: 1, nexus: 1 };
  const { model, properties } = buildExisting({ counts, words: { instance }, policy: 'never-failed' }, planted);
  const leadsTo = properties.leadsTo!.filter((property) => property.name === name);
  const search = new Search(model, { invariants: [], leadsTo }, { faultsMax: 0, timing: 'ranges', bytesMax: 1 << 26 }).run();
  const check = new LeadsToCheck(search).run();
  expect([search.ending, check.ending]).toEqual(['fault bound', 'complete']);
  const [decision] = check.decisions as [LivenessDecision];
  const { broken, property } = decision;
  return { decision, flaw: broken === null ? null : flawOf(model, property, { ...broken, initialOptions: initialOptionsOf(search, broken.start) }, false) };
}

const CASES: readonly (readonly [string, PlantedBug, Workload])[] = [
  ['an accepted stop is completed', 'stop unsent', { instance: 'running', requests: 1, guestEvents: 0 }],
  ["a dead VMM's resources are released", 'reservation kept', { instance: 'running', requests: 1, guestEvents: 0 }],
  ['the database comes to agree with the sleds', 'monitoring ends', { instance: 'running', requests: 0, guestEvents: 1 }],
  ['no saga runs for ever', 'delete goes round', { instance: 'stopped', requests: 1, guestEvents: 0 }],
];

describe('what must come in the end', () => {
  test('each has a planted bug', () => {
    expect(CASES.map(([name]) => name)).toEqual(omicronLeadsTo.map(({ name }) => name));
  });

  test.each(CASES)('"%s" is broken by "%s", and holds without it', (name, bug, workload) => {
    const { decision, flaw } = decided(name, workload, bug);
    expect(decision.broken).not.toBeNull();
    expect(flaw).toBeNull();
    expect(decided(name, workload, null).decision).toMatchObject({ broken: null, tested: true });
  });
});

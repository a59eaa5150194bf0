import { expect, test } from 'vitest';
import { omicron4226 } from '../scenarios/omicron-4226.js';
import { recordSeed } from './recorded-findings.js';
import { waitingJson, waitingText } from './story-text.js';
import type { Trace } from '../../sim/reproduce/trace.js';
import type { RunSpec } from '../campaign/run-spec.js';
import type { Terminal } from '../terminal/terminal.js';

const SEEDS = 60;
const spec = {
  scenario: omicron4226.name, policy: '2023-10', settings: {}, profile: 'mixed', faults: null, invariant: null, scenariosModule: null, budget: null,
} as unknown as RunSpec;
const terminal: Terminal = { isTty: false, columns: Infinity, hasColor: false };

test('a call without a time-out that waits for ever counts as rest, and is listed with what keeps it waiting', () => {
  const built = omicron4226.build(spec.policy, spec.settings);
  const traces: Trace[] = [];
  for (let index = 0; index < SEEDS; index += 1) traces.push(recordSeed(`w-${index}`, built, spec));
  const listed = traces.filter((trace) => waitingText(trace, terminal).length > 0);
  expect(listed.length).toBeGreaterThan(0);
  for (const trace of traces) {
    const open = new Set<string>();
    for (const { writes } of trace.steps) {
      for (const { cell, after } of writes) if (cell[0] === 'call') open[after === null ? 'delete' : 'add'](JSON.stringify(cell.slice(1, 4)));
    }
    const told = waitingJson(trace) as { from: string; to: string; endpoint: string; because: { words: string }[] }[];
    for (const { from, to, endpoint } of told) expect(open).toContain(JSON.stringify([from, to, endpoint]));
    // Whatever is open at rest is told, but for what another call's chain tells.
    if (trace.atRest && open.size > 0) expect(told.length).toBeGreaterThan(0);
    expect(waitingText({ ...trace, atRest: false }, terminal)).toEqual([]);
  }
  const lost = listed.find((trace) => JSON.stringify(waitingJson(trace)).includes('the answer was lost'))!;
  expect(waitingText(lost, terminal).join('\n')).toMatch(/waits for nexus-\d to answer cpapi_instances_put, the answer was lost/);
});

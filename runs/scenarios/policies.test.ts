/** The policies, as runs and searches use them. */
import { describe, expect, it } from 'vitest';
import { CELLS } from '../../models/omicron/policies/cells.js';
import { consultationOf } from '../../models/omicron/policies/consult.js';
import { Engine } from '../../sim/explore/engine.js';
import { TraceRecorder } from '../../sim/reproduce/trace-recorder.js';
import { PROFILES } from '../profiles/profiles.js';
import { buildOmicron } from './omicron-4226.js';

describe('consultations of a policy', () => {
  it('are in the record of the steps that made them, and no corners that a run reached', () => {
    const engine = new Engine(buildOmicron('2023-10', {}), { profile: PROFILES.get('storm')!, faults: null });
    const seen = [];
    for (let seed = 0; seed < 20; seed += 1) {
      const recorder = new TraceRecorder(engine.simulation);
      const { reached } = engine.run(`consulted-${seed}`, 0, recorder, false);
      expect(reached.filter(({ name }) => consultationOf(name) !== null)).toEqual([]);
      const { steps } = recorder.trace({ seed: null, atRest: true, plan: null, modelFault: null });
      for (const { marks } of steps) {
        const consulted = marks.flatMap((mark) => consultationOf(mark) ?? []);
        expect(consulted.length).toBe(marks.filter((mark) => mark.startsWith('a sled call failed')).length);
        seen.push(...consulted);
      }
    }
    expect(seen.length).toBeGreaterThan(10);
    for (const { cell, policy } of seen) expect([CELLS.includes(cell), policy]).toEqual([true, '2023-10']);
  });
});

/** Every timed run is an execution that the check admits. `npm run refinement` tries 10,000 runs; here are a few. */
import { expect, test } from 'vitest';
import { Engine } from '../../sim/explore/engine.js';
import { RefinementWatch } from '../../sim/interpreter/refinement-watch.js';
import { PROFILES } from '../profiles/profiles.js';
import { omicron4226 } from '../scenarios/omicron-4226.js';
import { refinementTrial } from './refinement-trial.js';

const RUNS = Number(process.env['WHATIF_REFINEMENT'] ?? 21);

test('timed runs of all profiles are executions that the check admits in the order of ranges, with no more faults and within the declared burst', () => {
  const { runs, faults, steps, burst, burstDeclared, exceptions } = refinementTrial(RUNS);
  expect(exceptions).toEqual([]);
  expect(runs).toBeGreaterThanOrEqual(RUNS);
  expect(steps).toBeGreaterThan(runs * 20);
  expect(faults).toBeGreaterThan(0);
  expect(burst).toBeGreaterThan(0);
  expect(burst).toBeLessThan(burstDeclared);
});

test('a run in which something takes less than its range says is found', () => {
  const engine = new Engine(omicron4226.build('2023-10', {}), {
    profile: PROFILES.get('mixed')!, faults: [], durations: { 'sled client time-out': { min: 1_000, max: 2_000, shape: 'uniform', mayBeLate: false } },
  });
  const watch = new RefinementWatch(engine.simulation);
  for (let nth = 0; nth < 10; nth += 1) engine.run(`quick-${nth}`, 0, watch, false);
  expect(watch.exceptions.some((exception) => exception.includes('late events') || exception.includes('overtook'))).toBe(true);
});

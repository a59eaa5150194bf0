import { describe, expect, test } from 'vitest';
import type { Model } from '../../process/model.js';
import { markUp } from '../../process/crash.js';
import { proposeFaults } from '../../network/faults.js';
import type { Invariant } from '../invariant.js';
import { withRestartsAtMost } from './bounded-restarts.js';
import { Search } from './search.js';

/** A process that counts its starts, in a place that a crash leaves alone. */
const model: Model = {
  name: 'starter', statements: {}, actions: {}, stimuli: [], transport: () => 'reliable',
  durations: { 'restart starter': { min: 1, max: 1, shape: 'fixed', mayBeLate: false } },
  kinds: { starter: {
    kind: 'starter', handlers: [], restartAfter: 'restart starter', serve: () => undefined, handle: () => undefined,
    start: (step, process) => step.set(['durable', process, 'starts'], Math.min(9, ((step.get(['durable', process, 'starts']) ?? 0) as number) + 1)),
  } },
  faults: (world) => proposeFaults(world, ['it'], []),
  begin(step) {
    markUp(step, 'it', 'starter');
    step.set(['durable', 'it', 'starts'], 1);
  },
};
const few = (starts: number): Invariant => ({
  name: 'few starts', sentence: '', source: '', antecedent: '', when: 'always',
  check: (world) => ({ tested: true, broken: (world.get(['durable', 'it', 'starts']) as number) > starts ? { evidence: 'more', blame: ['durable', 'it', 'starts'] } : null }),
});

describe('a bound on restarts', () => {
  const broken = (restarts: number, starts: number): boolean => {
    const bounded = withRestartsAtMost(restarts, model, { invariants: [few(starts)] });
    const search = new Search(bounded.model, bounded.properties, { faultsMax: 4, faultKinds: ['crash'], bytesMax: 1 << 20 }).run();
    return search.decisions[0] !== null;
  };

  test.each([0, 1, 2])('of %i cuts off what comes after that many, and nothing before', (restarts) => {
    expect([broken(restarts, restarts), broken(restarts, restarts + 1)]).toEqual([true, false]);
  });
});

import { describe, expect, test } from 'vitest';
import { actor } from '../process/actor.js';
import type { Model } from '../process/model.js';
import { COMES_TO_REST } from './convergence.js';
import { Engine, type Subject } from './engine.js';
import type { Profile } from './profile.js';
import { digestOf } from './run-result.js';

const profile: Profile = {
  name: 'test', sentence: '', perMillion: {}, lasting: { crash: 4 }, eventsBetweenLasting: 20, latePerMillion: 4_000,
  slackPercent: 100,
};
const range = { min: 0, max: 1_000_000, shape: 'uniform', mayBeLate: true } as const;

/** A token goes round among three; each counts how often it had it. `faulty` says what the count may not reach. */
function roundabout(faulty: number, rests: boolean): Subject {
  const place = actor<{ count: number }>({
    kind: 'place', restartAfter: 'restart place', initial: () => ({ count: 0 }), transport: () => 'datagram',
    onStart: (_self, context) => context.after('tick', null),
    on: {
      tick(self, _body, context) {
        self.count += 1;
        if (self.count === faulty) throw new Error('too often');
        if (!rests || self.count < 9) context.after('tick', null);
      },
    },
  });
  const places = ['place-1', 'place-2', 'place-3'];
  const model: Model = {
    name: 'roundabout', kinds: { place }, statements: {}, actions: {}, stimuli: [], transport: () => 'datagram',
    durations: { tick: range, message: range, 'restart place': range },
    faults: () => places.map((subject) => ({ kind: 'crash', event: { kind: 'fault', fault: 'crash', subject } })),
    begin: (step) => {
      for (const name of places) {
        step.set(['process', name], { kind: 'place', status: 'up' });
        place.start(step, name);
      }
    },
  };
  return { model, invariants: [] };
}

const seeds = Array.from({ length: 30 }, (_, index) => `engine-${index}`);

describe('an engine that forgets what it learned', () => {
  test('gives every run the hash that it has without forgetting', () => {
    const keeps = new Engine(roundabout(0, true), { profile, faults: null });
    const forgets = new Engine(roundabout(0, true), { profile, faults: null }, { integersMax: 40, valuesMax: 1e9 });
    const forgetsValues = new Engine(roundabout(0, true), { profile, faults: null }, { integersMax: 1e9, valuesMax: 10 });
    for (const seed of seeds) {
      const digest = digestOf(keeps.run(seed));
      expect(digestOf(forgets.run(seed))).toEqual(digest);
      expect(digestOf(forgetsValues.run(seed))).toEqual(digest);
    }
    expect([keeps.evictions, forgets.evictions, forgetsValues.evictions]).toEqual([0, 29, 29]);
    expect(forgets.handlerRuns).toBeGreaterThan(keeps.handlerRuns);
  });

  test('gives the same digests when each step is audited', () => {
    const plain = new Engine(roundabout(0, true), { profile, faults: null });
    const audited = new Engine(roundabout(0, true), { profile, faults: null });
    for (const seed of seeds) expect(digestOf(audited.run(seed, 1))).toEqual(digestOf(plain.run(seed)));
  });
});

test('a handler that throws ends its run and no other', () => {
  const engine = new Engine(roundabout(3, true), { profile, faults: null });
  const first = engine.run('engine-0');
  expect(first.modelFault).toEqual({ handler: expect.stringMatching(/^place-\d tick$/), message: expect.stringContaining('too often') });
  expect(engine.run('engine-0')).toEqual(first);
  expect(engine.run('engine-1').seed).toBe('engine-1');
});

test('a world that does not come to rest violates that it does, and says what is pending', () => {
  const result = new Engine(roundabout(0, false), { profile, faults: [] }).run('engine-0');
  expect(result.atRest).toBe(false);
  expect(result.violations).toEqual([{
    invariant: COMES_TO_REST.name, fingerprint: 'the world comes to rest / timer tick', step: result.steps, faults: 0,
    evidence: 'still pending when the run was given up: timer tick',
  }]);
});

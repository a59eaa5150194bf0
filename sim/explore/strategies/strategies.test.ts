import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actor } from '../../process/actor.js';
import type { Model } from '../../process/model.js';
import { Transitions } from '../../step/transitions.js';
import type { Value } from '../../world/value.js';
import { Engine, type Subject } from '../engine.js';
import type { Invariant } from '../invariant.js';
import type { Profile } from '../profile.js';
import { drawPlan, RunRandom } from '../run-draws.js';
import { digestOf, type RunResult } from '../run-result.js';
import type { TimedOptions } from '../timed-run.js';
import { GuidedRuns } from './guided-runs.js';
import { extended, lineageOf, TAILS_MAX } from './lineage.js';
import { Priorities } from './priorities.js';

const profile: Profile = {
  name: 'test', sentence: '', perMillion: { 'lost-message': 40_000, duplicate: 20_000 }, lasting: { crash: 4 }, eventsBetweenLasting: 20,
  latePerMillion: 4_000, slackPercent: 100,
};
const places = ['place-1', 'place-2', 'place-3'];
const range = { min: 0, max: 1_000_000, shape: 'uniform', mayBeLate: true } as const;

/** Each place counts ticks and tells the next one, which remembers what it heard last. */
function gossip(): Subject {
  const place = actor<{ count: number; heard: number }>({
    kind: 'place', restartAfter: 'restart place', initial: () => ({ count: 0, heard: 0 }), transport: () => 'datagram',
    onStart: (_self, context) => context.after('tick', null),
    on: {
      tick(self, _body, context) {
        self.count += 1;
        if (self.count < 9) context.after('tick', null);
        context.send(places[(places.indexOf(context.process) + 1) % 3] as string, 'tell', self.count);
      },
      tell(self, count: number) {
        self.heard = count;
      },
    },
  });
  const model: Model = {
    name: 'gossip', kinds: { place }, statements: {}, actions: {}, stimuli: [], transport: () => 'datagram',
    durations: { tick: range, message: range, 'restart place': range },
    faults: () => places.map((subject) => ({ kind: 'crash', event: { kind: 'fault', fault: 'crash', subject } })),
    begin: (step) => {
      for (const name of places) {
        step.set(['process', name], { kind: 'place', status: 'up' });
        place.start(step, name);
      }
    },
  };
  const ordered: Invariant = {
    name: 'told in order', sentence: '', source: '', antecedent: '', when: 'always',
    check: (world) => ({ tested: world.get(['memory', 'place-1', 'heard']) !== null, broken: null }),
  };
  return { model, invariants: [ordered] };
}

const engine = (options: Partial<TimedOptions> = {}): Engine => new Engine(gossip(), { profile, faults: null, ...options });

/** The steps of a run, in words. */
function stepsOf(on: Engine, seed: string): string[] {
  const steps: string[] = [];
  on.run(seed, 0, {
    step: (content) => steps.push(`${on.simulation.now} ${on.simulation.transitions.contents.text(content)} ${on.simulation.transitions.taken.join()}`),
  });
  return steps;
}

describe('a lineage', () => {
  const seed = fc.stringMatching(/^[a-z]{1,5}-\d{1,4}$/);

  it('is read as it is written, and keeps of its parent what lies before', () => {
    fc.assert(fc.property(seed, fc.array(fc.tuple(fc.integer({ min: 1, max: 300 }), seed), { maxLength: 5 }), (first, tails) => {
      let name = first;
      let expected: { steps: number; seed: string }[] = [];
      for (const [steps, tail] of tails) {
        const longer = extended(name, steps, tail);
        const kept = expected.filter((one) => one.steps < steps);
        expect(longer === null).toBe(kept.length >= TAILS_MAX);
        if (longer === null) continue;
        name = longer;
        expected = [...kept, { steps, seed: tail }];
      }
      expect(lineageOf(name)).toEqual({ first, tails: expected });
    }));
  });

  it.each(['a', '@3:b', 'a@b', 'a@3', 'a@3:', 'a@7:b@3:c', 'a@3:b@', 'someone@example.org'])('%s is a seed like any other', (name) => {
    expect(lineageOf(name)).toEqual({ first: name, tails: [] });
  });

  it('is its first seed\'s run up to its steps, and another one from there', () => {
    const on = engine();
    let parted = 0;
    for (let steps = 1; steps <= 40; steps += 3) {
      const [parent, child] = [stepsOf(on, 'a-1'), stepsOf(on, `a-1@${steps}:b-1`)];
      expect(child.slice(0, steps)).toEqual(parent.slice(0, steps));
      if (child.join() !== parent.join()) parted += 1;
    }
    expect(parted).toBeGreaterThan(10);
    expect(stepsOf(on, 'a-1@90000:b-1')).toEqual(stepsOf(on, 'a-1'));
  });
});

describe('the strategy', () => {
  it('plain has every kind of fault at the rate of the profile in each run, and swarm some of them', () => {
    const random = new RunRandom();
    const kindsOf = (seed: string, swarm: boolean): unknown => {
      random.reseed(seed);
      return drawPlan(random, gossip().model, profile, null, swarm).kinds;
    };
    const all = [{ kind: 'crash', rate: 4 }, { kind: 'duplicate', rate: 20_000 }, { kind: 'late', rate: 4_000 }, { kind: 'lost-message', rate: 40_000 }];
    const seeds = Array.from({ length: 30 }, (_, nth) => `s-${nth}`);
    for (const seed of seeds) expect(kindsOf(seed, false)).toEqual(all);
    expect(new Set(seeds.map((seed) => JSON.stringify(kindsOf(seed, true)))).size).toBeGreaterThan(15);
  });

  it('pct keeps durations within their ranges, the same for all that a process does, until its priority changes', () => {
    const random = new RunRandom();
    const { contents } = new Transitions(gossip().model);
    const timers = places.map((process) => contents.id({ kind: 'timer', process, name: 'tick', subject: null } as unknown as Value));
    const other = contents.id({ kind: 'message', from: 'x', to: 'place-1', name: 'tell', body: 1 } as unknown as Value);
    const priorities = new Priorities(contents, random);
    fc.assert(fc.property(fc.string(), fc.nat(1e6), fc.nat(1e6), (seed, min, width) => {
      random.reseed(seed);
      priorities.begin();
      const wide = { min, max: min + width, shape: 'uniform', mayBeLate: false } as const;
      const before = timers.map((timer) => priorities.duration(timer, wide));
      for (const duration of before) expect(duration).toBeGreaterThanOrEqual(min);
      for (const duration of before) expect(duration).toBeLessThanOrEqual(min + width);
      expect(priorities.duration(other, wide)).toBe(before[0]);
      for (let step = 1; step <= 200; step += 1) priorities.stepped(timers[0]!, step);
      expect([before[0], min + width]).toContain(priorities.duration(timers[0]!, wide));
      expect(priorities.duration(timers[1]!, wide)).toBe(before[1]);
    }));
  });

  it.each(['plain', 'pct'] as const)('%s gives runs that are functions of their seeds', (strategy) => {
    const [warm, fresh] = [engine({ strategy }), engine({ strategy })];
    for (let nth = 0; nth < 20; nth += 1) warm.run(`other-${nth}`);
    for (const seed of ['a', 'b', 'c']) expect(digestOf(warm.run(seed))).toEqual(digestOf(fresh.run(seed)));
    expect(stepsOf(warm, 'a')).not.toEqual(stepsOf(engine(), 'a'));
  });
});

describe('guided runs', () => {
  const episode = (on: Engine, name = 'e'): RunResult[] => {
    const runs = new GuidedRuns(on, name);
    return Array.from({ length: 60 }, (_, nth) => runs.run(`${name}-${nth}`));
  };

  it('of an episode are the same, whatever the engine learned before', () => {
    const warm = engine();
    const first = episode(warm).map(digestOf);
    expect(episode(warm).map(digestOf)).toEqual(first);
    expect(episode(engine()).map(digestOf)).toEqual(first);
  });

  it('are about half fresh, half extensions of runs that met something new', () => {
    const extensions = episode(engine()).filter(({ seed }) => seed.includes('@'));
    expect(extensions.length).toBeGreaterThan(10);
    expect(extensions.length).toBeLessThan(50);
  });

  it('are runs of plain seeds: each can be run alone, by its name', () => {
    const alone = engine();
    for (const run of episode(engine())) expect(digestOf(alone.run(run.seed))).toEqual(digestOf(run));
  });
});

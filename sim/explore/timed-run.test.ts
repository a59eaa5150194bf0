import { describe, expect, test } from 'vitest';
import { proposeFaults } from '../network/faults.js';
import { markUp } from '../process/crash.js';
import { again, call, sleep, type Effect } from '../process/effect.js';
import type { DurationRange, Model } from '../process/model.js';
import { service } from '../process/service.js';
import { Transitions } from '../step/transitions.js';
import type { Value } from '../world/value.js';
import { InvariantChecker } from './invariant.js';
import type { Profile } from './profile.js';
import { Simulation } from './simulation.js';
import { TimedRun, type Ending } from './timed-run.js';

type Body = Generator<Effect, Value, Value>;

const SECOND = 1_000_000;
const range = (min: number, max: number, more: Partial<DurationRange> = {}): DurationRange =>
  ({ min, max, shape: 'uniform', mayBeLate: false, ...more });

const pinging: Model = {
  name: 'pinging',
  kinds: {
    node: service({
      kind: 'node', restartAfter: 'restart', transport: () => 'connection', onStart: 'ping',
      endpoints: {
        *pong(): Body {
          return { ok: null };
        },
      },
      programs: {
        *ping(process: string): Body {
          yield* call(process === 'a' ? 'b' : 'a', 'pong', null, 'time-out');
          yield* sleep('period');
          return yield* again('ping', process);
        },
      },
    }),
  },
  statements: {}, actions: {}, stimuli: [],
  durations: {
    message: range(100, 2_000, { mayBeLate: true }), 'time-out': range(SECOND, SECOND),
    period: range(5 * SECOND, 10 * SECOND, { recurring: true }), restart: range(SECOND, 5 * SECOND),
    'hang length': range(SECOND, 600 * SECOND), 'cut length': range(SECOND, 600 * SECOND),
    'clogged length': range(SECOND, 600 * SECOND), 'outage length': range(SECOND, 600 * SECOND),
  },
  faults: (world) => proposeFaults(world, ['a', 'b'], [['a', 'b']]),
  transport: () => 'connection',
  begin(step) {
    for (const process of ['a', 'b']) {
      markUp(step, process, 'node');
      this.kinds['node']?.start(step, process);
    }
  },
};

const stormy: Profile = {
  name: 'stormy', sentence: '', perMillion: { 'lost-request': 50_000, reset: 50_000 },
  lasting: { crash: 1, hang: 1, partition: 1, clog: 1, 'one-way-partition': 1, 'database-outage': 1 },
  eventsBetweenLasting: 20, latePerMillion: 20_000, slackPercent: 100,
};

function runsOf(profile: Profile, faults: readonly string[] | null, count: number): { simulation: Simulation; endings: Ending[]; hashes: number[] } {
  const transitions = new Transitions(pinging);
  const simulation = new Simulation(transitions, new InvariantChecker(transitions, []));
  const run = new TimedRun(simulation, { profile, faults });
  const hashes: number[] = [];
  const endings = Array.from({ length: count }, (_, seed) => {
    const ending = run.run(`ping-${seed}`);
    hashes.push(simulation.hash);
    for (const [cell, name] of transitions.cells.names.entries()) {
      const value = transitions.interner.value(simulation.world[cell] ?? 0) as { status?: string } | null;
      if (name[0] === 'link' || name[1] === 'database') expect(value).toBe(null);
      if (name[0] === 'process') expect(value?.status ?? 'up').toBe('up');
    }
    return ending;
  });
  return { simulation, endings, hashes };
}

describe('a timed run', () => {
  test('heals: in the end every link is open, every process is up, and the world is at rest', () => {
    const { endings } = runsOf(stormy, null, 40);
    expect(endings.every(({ atRest }) => atRest)).toBe(true);
    expect(endings.some(({ faults }) => faults > 5)).toBe(true);
  });

  test('is a function of its seed: an engine that ran others before gives the same', () => {
    const many = runsOf(stormy, null, 20).hashes;
    const fresh = Array.from({ length: 20 }, () => runsOf(stormy, null, 20).hashes);
    expect(new Set(fresh.map((hashes) => hashes.join()))).toEqual(new Set([many.join()]));
    expect(new Set(many).size).toBe(20);
  });

  test('without kinds of fault has none', () => {
    expect(runsOf(stormy, [], 10).endings.map(({ faults }) => faults)).toEqual(Array(10).fill(0));
  });

  test('strikes with what was asked for alone', () => {
    const { endings, simulation } = runsOf(stormy, ['crash'], 10);
    expect(endings.some(({ faults }) => faults > 0)).toBe(true);
    const { marks, transitions: { names } } = simulation;
    expect(names.names.filter((_, id) => (marks[id] ?? 0) > 0)).toEqual(['a node crashed', 'a request was executed, and its client had given up']);
  });
});

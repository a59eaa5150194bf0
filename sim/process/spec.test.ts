import { describe, expect, test } from 'vitest';
import { InvariantChecker, type Invariant } from '../explore/invariant.js';
import { Simulation } from '../explore/simulation.js';
import { TimedRun } from '../explore/timed-run.js';
import { Transitions } from '../step/transitions.js';
import type { Event } from './event.js';
import type { Model } from './model.js';
import { ModelFault } from './model-fault.js';
import { keyed, spec } from './spec.js';

const CALM = { name: 'calm', sentence: '', perMillion: {}, lasting: {}, eventsBetweenLasting: 0, latePerMillion: 0, slackPercent: 100 };

function simulate(model: Model, invariants: readonly Invariant[] = []): { simulation: Simulation; run: TimedRun } {
  const transitions = new Transitions(model);
  const simulation = new Simulation(transitions, new InvariantChecker(transitions, invariants));
  return { simulation, run: new TimedRun(simulation, { profile: CALM, faults: null }) };
}

/** Die Hard's jugs (TLA+ examples): measure four gallons with a jug of three and a jug of five. */
const dieHard = spec({
  name: 'Die Hard',
  variables: { small: 0, big: 0 },
  actions: {
    'fill small': (jugs) => { jugs.small = 3; },
    'fill big': (jugs) => { jugs.big = 5; },
    'empty small': (jugs) => { jugs.small = 0; },
    'empty big': (jugs) => { jugs.big = 0; },
    'small to big': (jugs) => {
      const poured = Math.min(jugs.small, 5 - jugs.big);
      jugs.small -= poured;
      jugs.big += poured;
    },
    'big to small': (jugs) => {
      const poured = Math.min(jugs.big, 3 - jugs.small);
      jugs.small += poured;
      jugs.big -= poured;
    },
  },
});

const MANAGERS = ['rm-1', 'rm-2', 'rm-3'];

/** Two-phase commit, as in Lamport's TCommit and TwoPhase, with the messages as sets. */
const twoPhase = spec({
  name: 'two-phase commit',
  variables: {
    managers: keyed(Object.fromEntries(MANAGERS.map((manager) => [manager, 'working'])) as Record<string, string>),
    decision: 'none',
  },
  actions: (each) => ({
    prepare: each(MANAGERS, (v, manager) => {
      if (v.managers[manager] !== 'working') return false;
      v.managers[manager] = 'prepared';
      return true;
    }),
    'decide to commit': (v, context) => {
      if (v.decision !== 'none' || MANAGERS.some((manager) => v.managers[manager] !== 'prepared')) return false;
      v.decision = 'commit';
      context.mark('decided');
      return true;
    },
    commit: each(MANAGERS, (v, manager) => {
      if (v.decision !== 'commit' || v.managers[manager] === 'committed') return false;
      v.managers[manager] = 'committed';
      return true;
    }),
  }),
});

const bigIsNotFour: Invariant = {
  name: 'big-is-not-four', sentence: '', source: '', antecedent: '', when: 'always',
  check: (world) => {
    const { big } = dieHard.view(world);
    return { tested: true, broken: big === 4 ? { evidence: 'four gallons', blame: ['variable', 'big'] } : null };
  },
};

describe('a spec', () => {
  test('an action that fired is pending again, so Die Hard goes on until it finds its four gallons', () => {
    const { simulation, run } = simulate(dieHard, [bigIsNotFour]);
    const found = Array.from({ length: 20 }, (_, seed) => {
      run.run(`die-hard-${seed}`);
      return simulation.violations.map(({ evidence }) => evidence);
    });
    expect(found.some(([evidence]) => evidence === 'four gallons')).toBe(true);
  });

  test('a disabled action is parked and released by what it read, so two-phase commit commits and then rests', () => {
    const { simulation, run } = simulate(twoPhase);
    const { atRest } = run.run('a');
    expect(atRest).toBe(true);
    expect(simulation.steps).toBe(7);
    expect(simulation.agenda.pending).toBe(7);
    const world = twoPhase.view({
      get: (cell) => simulation.transitions.read(simulation.world, cell),
      has: (cell) => simulation.transitions.has(simulation.world, cell),
    });
    expect({ ...world.managers }).toEqual({ 'rm-1': 'committed', 'rm-2': 'committed', 'rm-3': 'committed' });
    expect(world.decision).toBe('commit');
  });

  test('an action depends on the variables that it looked at, and a keyed variable is a cell for each key', () => {
    const transitions = new Transitions(twoPhase);
    const simulation = new Simulation(transitions, new InvariantChecker(transitions, []));
    const armed: number[] = [];
    const driver = { choose: (): number => 0, arm: (content: number): void => void armed.push(content) };
    simulation.reset();
    simulation.begin(driver);
    const ofManager = (event: Event): boolean => event.kind === 'action' && event.parameter === 'rm-2';
    const prepare = armed.find((content) => ofManager(transitions.contents.events[content] as Event)) as number;
    expect(simulation.fire(prepare, driver)).toBe(true);
    const runs = transitions.handlerRuns;
    // Another manager's change does not concern rm-2: its learned step serves again.
    expect(simulation.fire(prepare, driver)).toBe(false);
    expect(transitions.handlerRuns).toBe(runs + 1);
    expect(transitions.read(simulation.world, ['variable', 'managers', 'rm-1'])).toBe('working');
    expect(transitions.read(simulation.world, ['variable', 'managers', 'rm-2'])).toBe('prepared');
  });

  test('what a disabled action changed before it found its guard false never happened', () => {
    const model = spec({
      name: 'clumsy', variables: { count: 0 },
      actions: {
        clumsy: (v, context) => {
          v.count += 1;
          context.mark('clumsy');
          return false;
        },
      },
    });
    const { simulation, run } = simulate(model);
    expect(run.run('a').atRest).toBe(true);
    expect([simulation.steps, simulation.transitions.read(simulation.world, ['variable', 'count'])]).toEqual([0, 0]);
    expect(simulation.marks.every((count) => count === 0)).toBe(true);
  });

  test('an action that draws before its guard is false is told so by name', () => {
    const model = spec({
      name: 'hasty', variables: { count: 0 },
      actions: { hasty: (_, context) => context.among('which', [1, 2]) > 2 },
    });
    expect(() => simulate(model).run.run('a')).toThrow(ModelFault);
    expect(() => simulate(model).run.run('a')).toThrow('action hasty drew before its guard was false');
  });

  test('the first values may be drawn, and the draw belongs to the seed', () => {
    const model = spec({
      name: 'coin', variables: { side: 'none' }, actions: {},
      initially: (v, context) => { v.side = context.among('side', ['heads', 'tails']); },
    });
    const { simulation, run } = simulate(model);
    const sides = Array.from({ length: 30 }, (_, seed) => {
      run.run(`coin-${seed}`);
      return simulation.transitions.read(simulation.world, ['variable', 'side']);
    });
    expect(new Set(sides)).toEqual(new Set(['heads', 'tails']));
  });
});

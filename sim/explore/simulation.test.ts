import { describe, expect, test } from 'vitest';
import type { GuardedAction, Model } from '../process/model.js';
import type { CellName } from '../world/cell.js';
import type { Value } from '../world/value.js';
import { ByHand } from './by-hand.js';
import type { Invariant } from './invariant.js';

const variable = (name: string): CellName => ['variable', name];

function modelOf(actions: Record<string, GuardedAction>, armed = Object.keys(actions)): Model {
  return {
    name: 'actions', kinds: {}, statements: {}, actions, stimuli: [], durations: {}, faults: () => [],
    transport: () => 'reliable',
    begin(step) {
      for (const action of armed) step.arm({ kind: 'action', action, parameter: null }, 'action');
    },
  };
}

const setter = (name: string, value: Value): GuardedAction => (step) => {
  step.because(`set ${name}`);
  step.set(variable(name), value);
  return true;
};

const waitingFor = (name: string, andThen: GuardedAction = () => true): GuardedAction => (step, parameter) =>
  step.get(variable(name)) === 1 && andThen(step, parameter);

const fire = (hand: ByHand, action: string): boolean => hand.fire({ action });

describe('a blocked event', () => {
  test('waits until a cell changes that its step read, and not for others', () => {
    const hand = new ByHand(modelOf({ wait: waitingFor('x'), other: setter('y', 1), same: setter('x', null), set: setter('x', 1) }));
    expect(fire(hand, 'wait')).toBe(false);
    fire(hand, 'other');
    expect(hand.isParked({ action: 'wait' })).toBe(true);
    fire(hand, 'same');
    expect(hand.isParked({ action: 'wait' })).toBe(false);
    expect(fire(hand, 'wait')).toBe(false);
    fire(hand, 'set');
    expect(hand.isParked({ action: 'wait' })).toBe(false);
    expect(fire(hand, 'wait')).toBe(true);
  });

  test('waits for what it read when it was tried last, no longer for what it read before', () => {
    const wait: GuardedAction = (step) => {
      if (step.get(variable('x')) !== 1) return false;
      return step.get(variable('y')) === 1;
    };
    const hand = new ByHand(modelOf({ wait, 'x=1': setter('x', 1), 'y=1': setter('y', 1), 'z=1': setter('z', 1) }));
    fire(hand, 'wait');
    fire(hand, 'y=1');
    expect(hand.isParked({ action: 'wait' })).toBe(true);
    fire(hand, 'x=1');
    fire(hand, 'z=1');
    expect(fire(hand, 'wait')).toBe(true);
  });

  test('many that wait for one cell are all released', () => {
    const hand = new ByHand(modelOf({ a: waitingFor('x'), b: waitingFor('x'), c: waitingFor('x'), set: setter('x', 1) }));
    for (const action of ['a', 'b', 'c']) fire(hand, action);
    fire(hand, 'set');
    expect(['a', 'b', 'c'].map((action) => hand.isParked({ action }))).toEqual([false, false, false]);
  });

  test('is no step: it counts nothing, rolls no hash, and leaves the world alone', () => {
    const clumsy: GuardedAction = (step) => {
      step.set(variable('x'), 7);
      step.mark('clumsy');
      return false;
    };
    const hand = new ByHand(modelOf({ clumsy }));
    const { hash, secondHash } = hand.simulation;
    fire(hand, 'clumsy');
    expect([hand.simulation.steps, hand.simulation.hash, hand.simulation.secondHash]).toEqual([0, hash, secondHash]);
    expect([hand.cells('variable'), hand.marks()]).toEqual([[], []]);
  });

  test('that is cancelled while it is parked is gone', () => {
    const hand = new ByHand(modelOf({
      wait: waitingFor('x'), set: setter('x', 1),
      cancel: (step) => {
        step.cancel({ kind: 'action', action: 'wait', parameter: null });
        return true;
      },
    }));
    fire(hand, 'wait');
    fire(hand, 'cancel');
    fire(hand, 'set');
    expect(hand.pending().map((event) => (event as { action: string }).action).sort()).toEqual(['cancel', 'set']);
  });
});

describe('an action that fired', () => {
  test('is pending again', () => {
    const hand = new ByHand(modelOf({ set: setter('x', 1) }));
    for (let round = 0; round < 3; round += 1) fire(hand, 'set');
    expect(hand.pending().length).toBe(1);
  });
});

describe('an invariant', () => {
  const small: Invariant = {
    name: 'small', sentence: '', source: '', antecedent: '', when: 'always',
    check: (world) => ({
      tested: world.has(variable('x')),
      broken: (world.get(variable('x')) as number) > 1 ? { evidence: `x is ${world.get(variable('x')) as number}`, blame: variable('x') } : null,
    }),
  };
  const model = modelOf({ one: setter('x', 1), two: setter('x', 2), three: setter('x', 3), other: setter('y', 5) });

  test('is broken by the step that wrote what it blames, and the rule of that write is in the fingerprint', () => {
    const hand = new ByHand(model, [small]);
    fire(hand, 'one');
    expect(hand.simulation.violations).toEqual([]);
    fire(hand, 'two');
    fire(hand, 'other');
    expect(hand.simulation.violations).toEqual([{ invariant: 0, step: 2, evidence: 'x is 2', fingerprint: 'small / set x' }]);
  });

  test('never blames a write of an earlier run', () => {
    const blamesY: Invariant = { ...small, check: (world) => {
      const { tested, broken } = small.check(world);
      return { tested, broken: broken === null ? null : { ...broken, blame: variable('y') } };
    } };
    const hand = new ByHand(model, [blamesY]);
    fire(hand, 'other');
    hand.simulation.reset();
    hand.simulation.begin(hand);
    fire(hand, 'two');
    expect(hand.simulation.violations.map(({ fingerprint }) => fingerprint)).toEqual(['small / no rule']);
  });

  test('is reported once in a run', () => {
    const hand = new ByHand(model, [small]);
    for (const action of ['two', 'three']) fire(hand, action);
    expect(hand.simulation.violations.length).toBe(1);
  });

  test('counts as tested only once its antecedent held', () => {
    const hand = new ByHand(model, [small]);
    fire(hand, 'other');
    expect(hand.simulation.tested).toBe(0);
    fire(hand, 'one');
    expect(hand.simulation.tested).toBe(1);
  });

  test('is not computed again while nothing that it reads changes', () => {
    let checks = 0;
    const counting: Invariant = { ...small, check: (world) => {
      checks += 1;
      return small.check(world);
    } };
    const hand = new ByHand(model, [counting]);
    for (let round = 0; round < 5; round += 1) fire(hand, 'other');
    expect(checks).toBe(1);
  });
});

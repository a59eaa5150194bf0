import { describe, expect, test } from 'vitest';
import { ByHand } from '../explore/by-hand.js';
import { markUp } from './crash.js';
import { abort, again, lock, mark, memory, pick, sleep, spawn, unlock, type AnyProgram, type Effect } from './effect.js';
import type { Model } from './model.js';
import { ModelFault } from './model-fault.js';
import { service } from './service.js';
import { ANSWERS_MAX } from './task.js';
import type { Value } from '../world/value.js';

type Body = Generator<Effect, Value, Value>;

function modelOf(programs: Record<string, AnyProgram>, restartAfter: string | null = 'restart'): Model {
  return {
    name: 'tasks',
    kinds: { app: service({ kind: 'app', endpoints: {}, programs, restartAfter, transport: () => 'reliable' }) },
    statements: {}, actions: {}, stimuli: [], durations: {}, faults: () => [], transport: () => 'reliable',
    begin: (step) => markUp(step, 'app', 'app'),
  };
}

function start(hand: ByHand, name: string, body: Value = null): void {
  hand.strike({ kind: 'stimulus', source: 'test', process: 'app', name, body });
}

function* note(key: string, value: Value): Generator<Effect, void, Value> {
  yield* memory((cells) => {
    cells.set([key], value);
    return null;
  });
}

function faultOf(run: () => void): ModelFault {
  try {
    run();
  } catch (error) {
    if (error instanceof ModelFault) return error;
    throw error;
  }
  throw new Error('no fault was found');
}

describe('a task', () => {
  test('is resumed where it waits, with what it learned before', () => {
    const hand = new ByHand(modelOf({
      *work(): Body {
        const chosen = yield* pick('which', 3);
        yield* sleep('short');
        yield* note('chosen', chosen);
        return null;
      },
    }));
    hand.strike({ kind: 'stimulus', source: 'test', process: 'app', name: 'work', body: null }, { which: '2 of 3' });
    expect(hand.cells('task')).toEqual(['["task","app","work",1]']);
    hand.fire('wake');
    expect(hand.get('memory', 'app', 'chosen')).toBe(1);
    expect(hand.cells('task')).toEqual([]);
  });

  test('sees the same answer before its first wait as when it is replayed: frozen, its keys sorted', () => {
    const hand = new ByHand(modelOf({
      *work(): Body {
        const answer = (yield* memory(() => ({ z: 1, a: { y: 1, b: 2 } }))) as { a: Value };
        yield* note('before', JSON.stringify(answer));
        yield* note('frozen', Object.isFrozen(answer.a));
        yield* sleep('short');
        yield* note('after', JSON.stringify(answer));
        return null;
      },
    }));
    start(hand, 'work');
    hand.settle();
    expect(hand.get('memory', 'app', 'before')).toBe('{"a":{"b":2,"y":1},"z":1}');
    expect(hand.get('memory', 'app', 'after')).toBe('{"a":{"b":2,"y":1},"z":1}');
    expect(hand.get('memory', 'app', 'frozen')).toBe(true);
  });

  test('that spawns its own program before it waits does not share an id with it', () => {
    const hand = new ByHand(modelOf({
      *work(depth: number): Body {
        if (depth > 0) yield* spawn('work', depth - 1);
        yield* sleep('short');
        yield* note(`done ${depth}`, true);
        return null;
      },
    }));
    start(hand, 'work', 1);
    hand.settle();
    expect(hand.cells('memory')).toEqual(['["memory","app","done 0"]', '["memory","app","done 1"]']);
    expect(hand.cells('task')).toEqual([]);
  });

  test('starts a fresh log with again, and goes on for ever without a longer one', () => {
    const hand = new ByHand(modelOf({
      *loop(round: number): Body {
        for (let nth = 0; nth < ANSWERS_MAX / 2; nth += 1) yield* pick('one', 1);
        yield* sleep('short');
        return yield* again('loop', (round + 1) % 3);
      },
    }));
    start(hand, 'loop', 0);
    for (let round = 0; round < 20; round += 1) hand.fire('wake');
    const task = hand.get('task', 'app', 'loop', 1) as { args: Value; answers: readonly Value[] };
    expect([task.args, task.answers.length]).toEqual([20 % 3, ANSWERS_MAX / 2]);
    // Three rounds were learned; the other ones cost no handler runs.
    expect(hand.simulation.transitions.handlerRuns).toBeLessThan(8);
  });

  test('that keeps more than 64 answers is at fault, by name', () => {
    const hand = new ByHand(modelOf({
      *hoard(): Body {
        for (;;) yield* sleep('short');
      },
    }));
    start(hand, 'hoard');
    const fault = faultOf(() => hand.settle());
    expect(fault.handler).toBe('hoard');
    expect(fault.message).toContain('app hoard keeps more than 64 answers: a loop must start a fresh log');
  });

  test('that never waits is at fault, by name', () => {
    const hand = new ByHand(modelOf({
      *spin(): Body {
        for (;;) yield* mark('round');
      },
      *circle(): Body {
        return yield* again('circle', null);
      },
    }));
    expect(faultOf(() => start(hand, 'spin')).message).toContain('app spin does not end');
    expect(faultOf(() => start(hand, 'circle')).message).toContain('app circle does not end');
  });
});

describe('a lock', () => {
  const locking = modelOf({
    *work(tag: string): Body {
      yield* lock('l');
      yield* note(tag, 'in');
      yield* sleep('short');
      yield* unlock('l');
      yield* note(tag, 'out');
      return null;
    },
    *loose(): Body {
      yield* unlock('l');
      return null;
    },
  });

  test.each([['1 of 2', 'b'], ['2 of 2', 'c']])('is granted in no particular order: waiter %s', (grant, winner) => {
    const hand = new ByHand(locking);
    for (const tag of ['a', 'b', 'c']) start(hand, 'work', tag);
    const inside = (): Value[] => ['a', 'b', 'c'].filter((tag) => hand.get('memory', 'app', tag) === 'in');
    expect(inside()).toEqual(['a']);
    hand.fire('wake', { 'lock grant': grant });
    expect(inside()).toEqual([]);
    hand.fire('wake');
    expect(inside()).toEqual([winner]);
    hand.settle();
    expect(['a', 'b', 'c'].map((tag) => hand.get('memory', 'app', tag))).toEqual(['out', 'out', 'out']);
    expect(hand.cells('lock')).toEqual([]);
  });

  test('is gone when its process crashes, with whoever waited for it', () => {
    const hand = new ByHand(locking);
    for (const tag of ['a', 'b']) start(hand, 'work', tag);
    hand.fault('crash', 'app');
    expect([...hand.cells('lock'), ...hand.cells('task')]).toEqual([]);
    hand.fire('healing');
    start(hand, 'work', 'c');
    expect(hand.get('memory', 'app', 'c')).toBe('in');
  });

  test('that is not held cannot be released', () => {
    expect(faultOf(() => start(new ByHand(locking), 'loose')).message).toContain('releases a lock that it does not hold');
  });
});

describe('an aborting task', () => {
  const aborting = {
    *work(): Body {
      yield* note('memory', 1);
      yield* memory(({ step, process }) => {
        step.set(['durable', process, 'd'], 1);
        return null;
      });
      yield* spawn('other', null);
      return yield* abort('an assertion');
    },
    *other(): Body {
      yield* sleep('short');
      return null;
    },
  };

  test('ends its process within the step: memory written just before is forgotten, what is durable stays', () => {
    const hand = new ByHand(modelOf(aborting));
    start(hand, 'work');
    expect(hand.get('process', 'app')).toEqual({ kind: 'app', status: 'down' });
    expect([...hand.cells('memory'), ...hand.cells('task')]).toEqual([]);
    expect(hand.get('durable', 'app', 'd')).toBe(1);
    expect(hand.pending().map(({ kind }) => kind)).toEqual(['healing']);
    expect(hand.durations('healing')).toEqual(['restart']);
    expect(hand.marks()).toContain('a app aborted');
  });

  test('leaves a process down for good when nobody restarts its kind', () => {
    const hand = new ByHand(modelOf(aborting, null));
    start(hand, 'work');
    expect(hand.pending()).toEqual([]);
  });
});

import { describe, expect, test } from 'vitest';
import { ByHand } from '../explore/by-hand.js';
import type { Value } from '../world/value.js';
import { ProcessAbort } from './abort.js';
import { actor } from './actor.js';
import { markUp, removeProcess } from './crash.js';
import type { Model } from './model.js';

type State = { n: number; log: string[] };

function modelOf(onStart: (self: State) => void = () => undefined): Model {
  const worker = actor<State>({
    kind: 'worker', restartAfter: 'restart', initial: () => ({ n: 0, log: [] }), onStart,
    on: {
      bump: (self, _body, context) => {
        self.n += 1;
        context.after('tick', null);
        context.send('peer', 'hello', null);
        context.step.set(['durable', 'worker', 'd'], self.n);
      },
      tick: (self) => { self.log.push('tick'); },
      hello: (self) => { self.log.push('hello'); },
      break: (self, _body, context) => {
        self.n = 99;
        context.send('peer', 'hello', null);
        throw new ProcessAbort('it broke');
      },
      replace: (_self, _body, context) => {
        removeProcess(context.step, 'peer');
        markUp(context.step, 'peer', 'worker');
        worker.start(context.step, 'peer');
      },
    },
  });
  return {
    name: 'crashes', kinds: { worker }, statements: {}, actions: {}, stimuli: [], durations: {}, faults: () => [],
    transport: () => 'datagram',
    begin(step) {
      for (const process of ['worker', 'peer']) {
        markUp(step, process, 'worker');
        worker.start(step, process);
      }
    },
  };
}

function poke(hand: ByHand, name: string, process = 'worker'): boolean {
  return hand.strike({ kind: 'stimulus', source: 'test', process, name, body: null });
}

const state = (hand: ByHand, process: string): Value[] => ['n', 'log'].map((key) => hand.get('memory', process, key));

describe('a crash', () => {
  test('forgets what is volatile, keeps what is durable, and takes its timers; messages that it sent go on', () => {
    const hand = new ByHand(modelOf());
    poke(hand, 'bump');
    hand.fault('crash', 'worker');
    expect(state(hand, 'worker')).toEqual([null, null]);
    expect(hand.get('durable', 'worker', 'd')).toBe(1);
    expect(hand.pending().map(({ kind }) => kind)).toEqual(['message', 'healing']);
    hand.fire('message');
    expect(state(hand, 'peer')).toEqual([0, ['hello']]);
  });

  test('is over when the process is started again: it begins anew', () => {
    const hand = new ByHand(modelOf((self) => { self.log.push('started'); }));
    poke(hand, 'bump');
    hand.fault('crash', 'worker');
    expect(poke(hand, 'bump')).toBe(true);
    expect(state(hand, 'worker')).toEqual([null, null]);
    hand.fire('healing');
    expect(state(hand, 'worker')).toEqual([0, ['started']]);
  });

  test('of a process that is down already is nothing', () => {
    const hand = new ByHand(modelOf());
    hand.fault('crash', 'worker');
    hand.fault('crash', 'worker');
    expect(hand.pending().length).toBe(1);
  });
});

describe('an aborting handler', () => {
  test('ends its process; its draft is never written, and what it sent is sent', () => {
    const hand = new ByHand(modelOf());
    poke(hand, 'break');
    expect(hand.get('process', 'worker')).toEqual({ kind: 'worker', status: 'down' });
    expect(state(hand, 'worker')).toEqual([null, null]);
    expect(hand.pending().map(({ kind }) => kind)).toEqual(['message', 'healing']);
  });

  test('that aborts whenever its process starts makes it crash again and again, for ever', () => {
    const hand = new ByHand(modelOf((self) => {
      if (self.n === 0) throw new ProcessAbort('it cannot start');
    }));
    for (let round = 0; round < 3; round += 1) {
      expect(hand.get('process', 'worker')).toEqual({ kind: 'worker', status: 'down' });
      hand.fire({ healing: 'restart', subject: 'worker' });
    }
    expect(hand.pending().length).toBe(2);
  });
});

describe('a hang', () => {
  test('delays timers and messages, and resumes with memory as it was', () => {
    const hand = new ByHand(modelOf());
    poke(hand, 'bump');
    poke(hand, 'bump', 'peer');
    hand.fault('hang', 'worker');
    expect(hand.fire('timer')).toBe(false);
    expect(poke(hand, 'bump')).toBe(false);
    expect(hand.isParked('timer')).toBe(true);
    hand.fire('healing');
    expect(hand.isParked('timer')).toBe(false);
    hand.fire('timer');
    expect(state(hand, 'worker')).toEqual([1, ['tick']]);
  });

  test('ends with a crash: what waited for the process to resume is gone', () => {
    const hand = new ByHand(modelOf());
    poke(hand, 'bump');
    hand.fault('hang', 'worker');
    hand.fire('timer');
    hand.fault('crash', 'worker');
    expect(hand.pending().some(({ kind }) => kind === 'timer')).toBe(false);
  });
});

describe('a process that is replaced within one step', () => {
  test('begins anew, without the timers of the one before', () => {
    const hand = new ByHand(modelOf());
    poke(hand, 'bump', 'peer');
    expect(state(hand, 'peer')[0]).toBe(1);
    poke(hand, 'replace');
    expect(state(hand, 'peer')).toEqual([0, []]);
    expect(hand.pending().filter(({ kind }) => kind === 'timer')).toEqual([]);
  });
});

describe('a datagram', () => {
  test('may be lost, and may arrive twice', () => {
    const hand = new ByHand(modelOf());
    poke(hand, 'bump');
    hand.fire('message', { message: 'duplicated' });
    hand.fire('message');
    expect(state(hand, 'peer')).toEqual([0, ['hello', 'hello']]);
    poke(hand, 'bump');
    hand.fire('message', { message: 'lost' });
    expect(hand.pending().some(({ kind }) => kind === 'message')).toBe(false);
    expect(state(hand, 'peer')).toEqual([0, ['hello', 'hello']]);
  });
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ByHand } from '../explore/by-hand.js';
import { actor, type ActorContext } from '../process/actor.js';
import { markUp } from '../process/crash.js';
import type { Model } from '../process/model.js';
import { ModelFault } from '../process/model-fault.js';
import { forbidden } from './forbidden.js';
import { Transitions } from './transitions.js';

type Self = { n: number };

function modelOf(handler: (self: Self, context: ActorContext) => void): Model {
  const worker = actor<Self>({
    kind: 'worker', restartAfter: null, initial: () => ({ n: 0 }),
    on: { work: (self, _body, context) => handler(self, context) },
  });
  return {
    name: 'work', kinds: { worker }, statements: {}, actions: {}, stimuli: [], durations: {}, faults: () => [],
    transport: () => 'reliable',
    begin(step) {
      markUp(step, 'worker', 'worker');
      worker.start(step, 'worker');
    },
  };
}

const WORK = { kind: 'stimulus', source: 'test', process: 'worker', name: 'work', body: null } as const;

function faultOf(run: () => void): ModelFault {
  try {
    run();
  } catch (error) {
    if (error instanceof ModelFault) return error;
    throw error;
  }
  throw new Error('no fault was found');
}

describe('transitions', () => {
  test('run a handler once for each thing that it may find', () => {
    let runs = 0;
    const hand = new ByHand(modelOf((self) => {
      runs += 1;
      self.n = (self.n + 1) % 3;
    }));
    for (let round = 0; round < 30; round += 1) hand.strike(WORK);
    expect([runs, hand.get('memory', 'worker', 'n')]).toEqual([3, 0]);
  });

  test('serve many worlds at once', () => {
    const model = modelOf((self) => { self.n += 1; });
    const transitions = new Transitions(model);
    const hands = [0, 1].map(() => new ByHand(model, [], transitions));
    for (const hand of hands) for (let round = 0; round < 5; round += 1) hand.strike(WORK);
    expect(hands.map((hand) => hand.get('memory', 'worker', 'n'))).toEqual([5, 5]);
    expect(transitions.handlerRuns).toBe(6);
  });

  test('learn the first world too: a second run packs no leaf', () => {
    const transitions = new Transitions(modelOf(() => undefined));
    const sizes = [0, 1, 2].map(() => {
      new ByHand(transitions.model, [], transitions);
      return transitions.leaves.size;
    });
    expect(sizes[2]).toBe(sizes[0]);
  });

  test('a choice that was drawn on the way to what is unknown is not drawn again', () => {
    const hand = new ByHand(modelOf((self, context) => {
      self.n = context.pick('way', 2) * 10 + context.pick('turn', 2);
    }));
    hand.strike(WORK);
    hand.strike(WORK, { way: '2 of 2', turn: '2 of 2' });
    expect(hand.get('memory', 'worker', 'n')).toBe(11);
    expect([...hand.simulation.transitions.taken]).toEqual([1, 1]);
  });

  test('a handler that throws is reported by name, with what it threw', () => {
    const fault = faultOf(() => new ByHand(modelOf(() => {
      throw new TypeError('nonsense');
    })).strike(WORK));
    expect([fault.handler, fault.message]).toEqual(['worker work', 'worker work threw TypeError: nonsense']);
    expect(fault.cause).toBeInstanceOf(TypeError);
  });

  test('a handler that writes what is no plain data is reported by name, with the place', () => {
    const fault = faultOf(() => new ByHand(modelOf((self) => { self.n = NaN; })).strike(WORK));
    expect([fault.handler, fault.message.includes('$ is not a plain value: NaN')]).toEqual(['worker work', true]);
  });

  test('a first world that cannot be made is a finding about the model', () => {
    const model = { ...modelOf(() => undefined), begin: (): void => { throw new Error('no'); } };
    expect(faultOf(() => new ByHand(model)).message).toContain('the beginning of work threw');
  });

  test('cancelling what is not pending is a finding about the model', () => {
    const hand = new ByHand(modelOf((_, context) => context.cancel('tick', 1)));
    expect(faultOf(() => hand.strike(WORK)).message).toContain('cancels an event that is not pending');
  });

  test('a handler that asks for other cells after the same readings is not deterministic', () => {
    let round = 0;
    const hand = new ByHand(modelOf((_, { step }) => {
      round += 1;
      step.get(['durable', 'worker', 'first']);
      step.get(['durable', 'worker', round === 1 ? 'a' : 'b']);
      if (round > 1) step.get(['durable', 'worker', 'a']);
      step.set(['durable', 'worker', 'a'], round);
    }));
    hand.strike(WORK);
    expect(faultOf(() => hand.strike(WORK)).message).toContain('worker work is not deterministic');
  });
});

describe('the determinism audit', () => {
  test('names the handler that depends on a variable outside the world', () => {
    let outside = 0;
    const hand = new ByHand(modelOf((self) => {
      outside += 1;
      self.n = outside > 1 ? 7 : 5;
    }));
    hand.simulation.auditEvery = 1;
    expect(faultOf(() => hand.strike(WORK)).message).toContain('worker work is not a function of the cells it read');
  });

  test('is silent about a handler that is a function, and changes nothing', () => {
    const hands = [0, 1].map((auditEvery) => {
      const hand = new ByHand(modelOf((self) => { self.n = (self.n + 1) % 3; }));
      hand.simulation.auditEvery = auditEvery;
      for (let round = 0; round < 9; round += 1) hand.strike(WORK);
      return hand;
    });
    expect(hands[0]!.simulation.hash).toBe(hands[1]!.simulation.hash);
    expect(hands[0]!.simulation.transitions.leaves.size).toBe(hands[1]!.simulation.transitions.leaves.size);
    expect(hands[1]!.simulation.transitions.handlerRuns).toBeGreaterThan(9);
  });
});

describe('with the traps installed', () => {
  const originals = { Date: globalThis.Date, now: Date.now, random: Math.random, timer: globalThis.setTimeout };
  beforeAll(() => forbidden.install());
  afterAll(() => {
    // The traps let everything through outside handlers; this only spares other tests their cost.
    globalThis.Date = originals.Date;
    globalThis.Date.now = originals.now;
    Math.random = originals.random;
    globalThis.setTimeout = originals.timer;
  });

  test.each<[string, () => unknown]>([
    ['Math.random', () => Math.random()],
    ['Date', () => new Date()],
    ['Date', () => Date()],
    ['Date.now', () => Date.now()],
    ['performance.now', () => performance.now()],
    ['crypto.randomUUID', () => crypto.randomUUID()],
    ['setTimeout', () => setTimeout(() => undefined, 0)],
    ['queueMicrotask', () => queueMicrotask(() => undefined)],
    ['fetch', () => fetch('http://localhost')],
    ['process.hrtime', () => process.hrtime()],
  ])('a handler that uses %s is reported by name', (used, use) => {
    const fault = faultOf(() => new ByHand(modelOf(() => void use())).strike(WORK));
    expect(fault.handler).toBe('worker work');
    expect(fault.message).toContain(`worker work used ${used}: a handler may look at nothing but the cells`);
  });

  test('a handler that catches the trap is reported all the same', () => {
    const hand = new ByHand(modelOf((self) => {
      try {
        self.n = Math.floor(Math.random() * 10);
      } catch {
        self.n = 4;
      }
    }));
    expect(faultOf(() => hand.strike(WORK)).message).toContain('worker work used Math.random');
  });

  test('what is a function of its arguments is allowed, and so is everything outside handlers', () => {
    const hand = new ByHand(modelOf((self) => { self.n = new Date(86_400_000).getUTCDate(); }));
    hand.strike(WORK);
    expect(hand.get('memory', 'worker', 'n')).toBe(2);
    expect(Math.random()).toBeLessThan(1);
    expect(Date.now()).toBeGreaterThan(0);
    expect(new Date()).toBeInstanceOf(Date);
  });
});

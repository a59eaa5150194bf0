import { describe, expect, test } from 'vitest';
import { ByHand } from '../explore/by-hand.js';
import { ProcessAbort } from '../process/abort.js';
import { actor } from '../process/actor.js';
import { markUp } from '../process/crash.js';
import { abort, again, call, memory, sleep, spawn, type Effect } from '../process/effect.js';
import type { CallId } from '../process/event.js';
import type { Model } from '../process/model.js';
import { service } from '../process/service.js';
import type { Value } from '../world/value.js';

type Body = Generator<Effect, Value, Value>;

/** A client calls a server; what comes back is kept in the client's memory, one entry a call. */
function* client({ tag, endpoint, timeout }: { tag: string; endpoint: string; timeout: string | null }): Body {
  const answer = yield* call<Value>('server', endpoint, tag, timeout);
  yield* memory((cells) => {
    cells.set(['answer', tag], answer as unknown as Value);
    return null;
  });
  return null;
}

const model: Model = {
  name: 'calls',
  kinds: {
    client: service({
      kind: 'client', endpoints: {}, programs: { ask: client }, restartAfter: 'restart', transport: () => 'connection',
    }),
    server: service({
      kind: 'server',
      endpoints: {
        *work(tag: string): Body {
          yield* sleep('work');
          yield* memory(({ process, step }) => {
            step.set(['durable', process, tag], 'done');
            return null;
          });
          return { ok: `worked on ${tag}` };
        },
        *fail(): Body {
          return yield* abort('it was told to');
        },
        *assert(): Body {
          throw new ProcessAbort('it did not hold');
        },
        *refuse(): Body {
          return { status: 409, errorCode: 'conflict' };
        },
        *hand(tag: string): Body {
          yield* spawn('later', tag);
          return yield* again('later', tag);
        },
      },
      programs: {
        *later(tag: string): Body {
          yield* sleep('work');
          return { ok: tag };
        },
      },
      restartAfter: 'restart', transport: () => 'connection',
    }),
  },
  statements: {}, actions: {}, stimuli: [], durations: {}, faults: () => [],
  transport: () => 'connection',
  begin(step) {
    markUp(step, 'client', 'client');
    markUp(step, 'server', 'server');
  },
};

function world(): ByHand {
  return new ByHand(model);
}

function ask(hand: ByHand, tag: string, endpoint = 'work', timeout: string | null = null): void {
  hand.strike({ kind: 'stimulus', source: 'test', process: 'client', name: 'ask', body: { tag, endpoint, timeout } });
}

const answerOf = (hand: ByHand, tag = 'a'): Value => hand.get('memory', 'client', 'answer', tag);
const failure = (cause: string): Value => ({ failure: { kind: 'CommunicationError', cause } });
/** No call, task or event is left over. */
function expectNothingLeft(hand: ByHand): void {
  expect([...hand.cells('call'), ...hand.cells('task'), ...hand.pending()]).toEqual([]);
}

describe('a call', () => {
  test('comes back with what the server answered, and leaves nothing behind', () => {
    const hand = world();
    ask(hand, 'a');
    hand.settle();
    expect(answerOf(hand)).toEqual({ ok: 'worked on a' });
    expectNothingLeft(hand);
  });

  test('comes back with a documented error as an ErrorResponse', () => {
    const hand = world();
    ask(hand, 'a', 'refuse');
    hand.settle();
    expect(answerOf(hand)).toEqual({ failure: { kind: 'ErrorResponse', status: 409, errorCode: 'conflict' } });
  });

  test.each([
    ['refused', { kind: 'CommunicationError', cause: 'refused' }],
    ['answered 500 unexecuted', { kind: 'ErrorResponse', status: 500, errorCode: null }],
    ['answered 503 unexecuted', { kind: 'ErrorResponse', status: 503, errorCode: null }],
    ['answered 429 unexecuted', { kind: 'ErrorResponse', status: 429, errorCode: null }],
    ['answered 400 unexecuted', { kind: 'ErrorResponse', status: 400, errorCode: null }],
    ['not encodable', { kind: 'InvalidRequest' }],
  ])('whose request is %s fails, and the server does nothing', (name, expected) => {
    const hand = world();
    ask(hand, 'a');
    hand.fire('request', { request: name });
    hand.settle();
    expect(answerOf(hand)).toEqual({ failure: expected });
    expect(hand.cells('durable')).toEqual([]);
    expectNothingLeft(hand);
  });

  test.each([
    ['connection reset', { kind: 'CommunicationError', cause: 'reset' }],
    ['body truncated', { kind: 'InvalidResponsePayload' }],
    ['undocumented status', { kind: 'UnexpectedResponse', status: 302 }],
    ['replaced by 500', { kind: 'ErrorResponse', status: 500, errorCode: null }],
  ])('whose reply meets with "%s" fails, though the server did its work', (name, expected) => {
    const hand = world();
    ask(hand, 'a');
    hand.fire('request');
    hand.fire('wake');
    hand.fire('reply', { reply: name });
    expect(answerOf(hand)).toEqual({ failure: expected });
    expect(hand.get('durable', 'server', 'a')).toBe('done');
    expectNothingLeft(hand);
  });

  test('to a process that is down, or that does not exist, is refused', () => {
    const hand = world();
    hand.fault('crash', 'server');
    ask(hand, 'a');
    hand.fire('request');
    hand.fire('reply');
    expect(answerOf(hand)).toEqual(failure('refused'));
  });
});

describe('a client time-out', () => {
  test('does not stop the callee, and the late answer is dropped', () => {
    const hand = world();
    ask(hand, 'a', 'work', 'time-out');
    hand.fire('request');
    hand.fire('expire');
    expect(answerOf(hand)).toEqual(failure('timeout'));
    hand.settle();
    expect(hand.get('durable', 'server', 'a')).toBe('done');
    expect(answerOf(hand)).toEqual(failure('timeout'));
    expectNothingLeft(hand);
  });

  test('does not stop a request that is still under way: the server serves it', () => {
    const hand = world();
    ask(hand, 'a', 'work', 'time-out');
    hand.fire('expire');
    hand.settle();
    expect(hand.get('durable', 'server', 'a')).toBe('done');
    expectNothingLeft(hand);
  });

  test('is taken back when the answer comes first', () => {
    const hand = world();
    ask(hand, 'a', 'work', 'time-out');
    hand.fire('request');
    hand.fire('wake');
    hand.fire('reply');
    expect(answerOf(hand)).toEqual({ ok: 'worked on a' });
    expectNothingLeft(hand);
  });

  test('strikes after a lost request or a lost reply, and nothing is left', () => {
    for (const lost of ['request', 'reply']) {
      const hand = world();
      ask(hand, 'a', 'work', 'time-out');
      hand.fire('request', lost === 'request' ? { request: 'lost' } : {});
      if (lost === 'reply') {
        hand.fire('wake');
        hand.fire('reply', { reply: 'lost' });
      }
      expect(answerOf(hand)).toBe(null);
      hand.fire('expire');
      expect(answerOf(hand)).toEqual(failure('timeout'));
      expectNothingLeft(hand);
    }
  });
});

describe('a client without a time-out', () => {
  test('is told by its transport when its request was lost', () => {
    const hand = world();
    ask(hand, 'a');
    hand.fire('request', { request: 'lost' });
    expect(hand.durations('reply')).toEqual(['transport abort']);
    hand.fire('reply');
    expect(answerOf(hand)).toEqual(failure('timeout'));
    expectNothingLeft(hand);
  });

  test('waits for ever when the reply was lost: nothing of its own is unacknowledged', () => {
    const hand = world();
    ask(hand, 'a');
    hand.fire('request');
    hand.fire('wake');
    hand.fire('reply', { reply: 'lost' });
    expect(hand.pending()).toEqual([]);
    expect(answerOf(hand)).toBe(null);
    expect([hand.cells('call').length, hand.cells('task').length]).toEqual([1, 1]);
  });

  test('that dies while its transport still tries leaves a verdict that no later call gets', () => {
    const hand = world();
    ask(hand, 'a');
    hand.fire('request', { request: 'lost' });
    hand.fault('crash', 'client');
    hand.fire('healing');
    ask(hand, 'b');
    hand.fire((event) => event.kind === 'reply');
    expect(answerOf(hand, 'b')).toBe(null);
    hand.settle();
    expect(answerOf(hand, 'b')).toEqual({ ok: 'worked on b' });
    expectNothingLeft(hand);
  });
});

describe('two equal calls', () => {
  test('never close each other, whichever is answered first', () => {
    for (const first of [1, 2]) {
      const hand = world();
      ask(hand, 'a');
      ask(hand, 'b');
      hand.fire('request');
      hand.fire('request');
      hand.fire('wake');
      hand.fire('wake');
      hand.fire((event) => event.kind === 'reply' && event.call[3] === first);
      const [answered, other] = first === 1 ? ['a', 'b'] : ['b', 'a'];
      expect(answerOf(hand, answered)).toEqual({ ok: `worked on ${answered}` });
      expect(answerOf(hand, other)).toBe(null);
      hand.settle();
      expect(answerOf(hand, other)).toEqual({ ok: `worked on ${other}` });
      expectNothingLeft(hand);
    }
  });

  test('a call made after a time-out gets an id of its own: the late answer does not close it', () => {
    const hand = world();
    ask(hand, 'a', 'work', 'time-out');
    hand.fire('request');
    hand.fire('expire');
    ask(hand, 'b', 'work', 'time-out');
    hand.fire('wake');
    expect(answerOf(hand, 'b')).toBe(null);
    hand.fire('request');
    hand.fire('wake');
    hand.fire('reply');
    expect(answerOf(hand, 'b')).toEqual({ ok: 'worked on b' });
  });
});

describe('a crash', () => {
  test('of the server resets the calls that it served; its work is gone', () => {
    const hand = world();
    ask(hand, 'a');
    hand.fire('request');
    hand.fault('crash', 'server');
    hand.settle();
    expect(answerOf(hand)).toEqual(failure('reset'));
    expect(hand.cells('durable')).toEqual([]);
    expectNothingLeft(hand);
  });

  test('of the server does not reach a request that is still under way, nor a reply that it sent', () => {
    const hand = world();
    ask(hand, 'a');
    hand.fire('request');
    hand.fire('wake');
    ask(hand, 'b');
    hand.fault('crash', 'server');
    hand.fire('healing');
    hand.settle();
    expect(answerOf(hand, 'a')).toEqual({ ok: 'worked on a' });
    expect(answerOf(hand, 'b')).toEqual({ ok: 'worked on b' });
  });

  test('of the client abandons its calls: the server goes on, and its answer is dropped', () => {
    const hand = world();
    ask(hand, 'a', 'work', 'time-out');
    hand.fire('request');
    hand.fault('crash', 'client');
    expect(hand.pending().map(({ kind }) => kind)).toEqual(['wake', 'healing']);
    hand.settle();
    expect(hand.get('durable', 'server', 'a')).toBe('done');
    expect(hand.cells('memory')).toEqual([]);
    expectNothingLeft(hand);
  });

  test.each(['fail', 'assert'])('that a request causes at once ("%s") resets that very request', (endpoint) => {
    const hand = world();
    ask(hand, 'a', endpoint);
    hand.fire('request');
    expect(hand.get('process', 'server')).toEqual({ kind: 'server', status: 'down' });
    hand.fire('reply');
    expect(answerOf(hand)).toEqual(failure('reset'));
    hand.settle();
    expectNothingLeft(hand);
  });
});

describe('a partition', () => {
  test('swallows what crosses it while it lasts, each way on its own', () => {
    const hand = world();
    ask(hand, 'a', 'work', 'time-out');
    hand.fire('request');
    hand.fault('one-way-partition', { pairs: [['server', 'client']] });
    ask(hand, 'b', 'work', 'time-out');
    hand.fire('request');
    hand.fire('wake');
    hand.fire('wake');
    hand.fire('reply');
    hand.fire('healing');
    hand.fire('reply');
    expect([answerOf(hand, 'a'), answerOf(hand, 'b')]).toEqual([null, { ok: 'worked on b' }]);
    hand.fire('expire');
    expect(answerOf(hand, 'a')).toEqual(failure('timeout'));
    expectNothingLeft(hand);
  });

  test('does not keep a client from learning that its own connection was reset', () => {
    const hand = world();
    ask(hand, 'a');
    hand.fire('request');
    hand.fault('crash', 'server');
    hand.fault('partition', { pairs: [['client', 'server'], ['server', 'client']] });
    hand.fire('reply');
    expect(answerOf(hand)).toEqual(failure('reset'));
  });

  test('a clogged link holds back, and delivers when it is cleared', () => {
    const hand = world();
    hand.fault('clog', { pairs: [['client', 'server'], ['server', 'client']] });
    ask(hand, 'a');
    expect(hand.fire('request')).toBe(false);
    expect(hand.isParked('request')).toBe(true);
    hand.fire('healing');
    expect(hand.isParked('request')).toBe(false);
    hand.settle();
    expect(answerOf(hand)).toEqual({ ok: 'worked on a' });
  });
});

describe('a hang', () => {
  test('of the server delays a request, and its own work, until it resumes', () => {
    const hand = world();
    ask(hand, 'a');
    hand.fire('request');
    ask(hand, 'b');
    hand.fault('hang', 'server');
    expect(hand.fire('request')).toBe(false);
    expect(hand.fire('wake')).toBe(false);
    hand.fire('healing');
    hand.settle();
    expect([answerOf(hand, 'a'), answerOf(hand, 'b')]).toEqual([{ ok: 'worked on a' }, { ok: 'worked on b' }]);
  });

  test('of the client delays its time-out too; when it resumes, either may come first', () => {
    for (const first of ['reply', 'expire'] as const) {
      const hand = world();
      ask(hand, 'a', 'work', 'time-out');
      hand.fire('request');
      hand.fire('wake');
      hand.fault('hang', 'client');
      expect([hand.fire('expire'), hand.fire('reply')]).toEqual([false, false]);
      hand.fire('healing');
      hand.fire(first);
      hand.settle();
      expect(answerOf(hand)).toEqual(first === 'reply' ? { ok: 'worked on a' } : failure('timeout'));
      expectNothingLeft(hand);
    }
  });
});

describe('an actor', () => {
  const deferring = (twice: boolean): Model => ({
    ...model,
    kinds: {
      ...model.kinds,
      server: actor<{ held: CallId[] }>({
        kind: 'server', restartAfter: null, initial: () => ({ held: [] }),
        on: {
          work: (self, _body, context) => {
            if (context.call !== null) self.held.push(context.call);
            context.after('answer', null);
          },
          answer: (self, _body, context) => {
            for (const held of self.held) {
              context.answer(held, { ok: 'later' });
              if (twice) context.answer(held, { ok: 'again' });
            }
            self.held = [];
          },
        },
      }),
    },
    begin(step) {
      model.begin(step);
      this.kinds['server']?.start(step, 'server');
    },
  });

  test('may answer a request in a later step', () => {
    const hand = new ByHand(deferring(false));
    ask(hand, 'a');
    hand.settle();
    expect(answerOf(hand)).toEqual({ ok: 'later' });
    expectNothingLeft(hand);
  });

  test('that answers a request twice is told so by name', () => {
    const hand = new ByHand(deferring(true));
    ask(hand, 'a');
    expect(() => hand.settle()).toThrow('server answers work of client twice');
  });
});

describe('a task that began as one program and went on as another', () => {
  test('answers the request with which it began, and what it spawned answers nobody', () => {
    const hand = world();
    ask(hand, 'a', 'hand');
    hand.settle();
    expect(answerOf(hand)).toEqual({ ok: 'a' });
    expectNothingLeft(hand);
  });
});

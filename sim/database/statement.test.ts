import { describe, expect, test } from 'vitest';
import { ByHand } from '../explore/by-hand.js';
import { markUp } from '../process/crash.js';
import { memory, statement, type Effect } from '../process/effect.js';
import type { Model } from '../process/model.js';
import { service } from '../process/service.js';
import type { Value } from '../world/value.js';

type Body = Generator<Effect, Value, Value>;

/** A conditional update: it wins when the row has the generation that its sender saw. */
const update = statement<{ seen: number }, Value>('update', (database, { seen }) => {
  if (database.row('t', 'r') !== seen) return 'lost';
  database.because('update');
  database.put('t', 'r', seen + 1);
  return 'won';
});

const any = statement<null, Value>('any', (database) => {
  const keys = database.keys('t');
  return keys[database.pick('row', keys.length)] as string;
});

const insert = statement<string, null>('insert', (database, key) => {
  database.put('t', key, 0);
  return null;
});

const remove = statement<string, null>('remove', (database, key) => {
  database.delete('t', key);
  return null;
});

const model: Model = {
  name: 'rows',
  kinds: {
    app: service({
      kind: 'app', endpoints: {}, restartAfter: 'restart', transport: () => 'reliable',
      programs: {
        *update(tag: string): Body {
          const answer = yield* update({ seen: 0 });
          yield* memory((cells) => {
            cells.set([tag], answer as unknown as Value);
            return null;
          });
          return null;
        },
        *any(): Body {
          const answer = yield* any(null);
          yield* memory((cells) => {
            cells.set(['any'], answer as unknown as Value);
            return null;
          });
          return null;
        },
        *insert(key: string): Body {
          yield* insert(key);
          return null;
        },
        *remove(key: string): Body {
          yield* remove(key);
          return null;
        },
      },
    }),
  },
  statements: Object.fromEntries([update, any, insert, remove].map(({ definition }) => [definition.name, definition])),
  actions: {}, stimuli: [], durations: {}, faults: () => [], transport: () => 'reliable',
  begin(step) {
    markUp(step, 'app', 'app');
    step.set(['rows', 't'], ['r']);
    step.set(['row', 't', 'r'], 0);
  },
};

function start(hand: ByHand, name: string, body: Value): void {
  hand.strike({ kind: 'stimulus', source: 'test', process: 'app', name, body });
}

const heard = (hand: ByHand, tag = 'a'): Value => hand.get('memory', 'app', tag);

describe('a statement', () => {
  test.each([
    ['committed', { ok: 'won' }, 1, 'statement answer'],
    ['failed, not applied', { failed: 'error' }, 0, 'statement answer'],
    ['failed, applied', { failed: 'error' }, 1, 'statement answer'],
    ['unavailable', { failed: 'unavailable' }, 0, 'statement answer'],
    ['committed, slowly', { ok: 'won' }, 1, 'slow statement answer'],
  ])('that is %s', (outcome, answer, row, duration) => {
    const hand = new ByHand(model);
    start(hand, 'update', 'a');
    hand.fire('statement', { statement: outcome });
    expect(hand.get('row', 't', 'r')).toBe(row);
    expect(hand.durations('answer')).toEqual([duration]);
    expect(heard(hand)).toBe(null);
    hand.fire('answer');
    expect(heard(hand)).toEqual(answer);
    expect(hand.pending()).toEqual([]);
  });

  test('of two conditional updates, the one that executes first wins: the guard decides, no choice', () => {
    for (const first of [1, 2]) {
      const hand = new ByHand(model);
      start(hand, 'update', 'a');
      start(hand, 'update', 'b');
      hand.fire((event) => event.kind === 'statement' && event.task?.[2] === first);
      hand.settle();
      expect([heard(hand, 'a'), heard(hand, 'b')].map((answer) => (answer as { ok: string }).ok))
        .toEqual(first === 1 ? ['won', 'lost'] : ['lost', 'won']);
      expect(hand.get('row', 't', 'r')).toBe(1);
    }
  });

  test('of a crashed process still executes, and answers nobody', () => {
    const hand = new ByHand(model);
    start(hand, 'update', 'a');
    hand.fault('crash', 'app');
    hand.fire('healing');
    hand.fire('statement');
    expect(hand.get('row', 't', 'r')).toBe(1);
    expect(hand.pending()).toEqual([]);
    expect(hand.cells('task')).toEqual([]);
  });

  test('whose answer is under way when its process crashes answers nobody', () => {
    const hand = new ByHand(model);
    start(hand, 'update', 'a');
    hand.fire('statement');
    hand.fault('crash', 'app');
    hand.fire('healing');
    start(hand, 'update', 'b');
    expect(hand.pending().map(({ kind }) => kind)).toEqual(['statement']);
    expect(heard(hand, 'b')).toBe(null);
  });

  test('during an outage finds no connection, and changes nothing', () => {
    const hand = new ByHand(model);
    hand.fault('database-outage', null);
    start(hand, 'update', 'a');
    hand.fire('statement');
    hand.fire('answer');
    expect([heard(hand), hand.get('row', 't', 'r')]).toEqual([{ failed: 'unavailable' }, 0]);
    hand.fire('healing');
    start(hand, 'update', 'b');
    hand.settle();
    expect(heard(hand, 'b')).toEqual({ ok: 'won' });
  });
});

describe('rows', () => {
  test('come and go with their keys, sorted, and a drawn one is a choice', () => {
    const hand = new ByHand(model);
    for (const key of ['z', 'b']) start(hand, 'insert', key);
    hand.settle();
    expect(hand.get('rows', 't')).toEqual(['b', 'r', 'z']);
    start(hand, 'any', null);
    hand.fire('statement', { row: '3 of 3' });
    hand.settle();
    expect(heard(hand, 'any')).toEqual({ ok: 'z' });
    start(hand, 'remove', 'r');
    hand.settle();
    expect([hand.get('rows', 't'), hand.get('row', 't', 'r')]).toEqual([['b', 'z'], null]);
  });
});

/**
 * The smallest model that is worth checking: a shop sends each order to a counter, which counts it in a database. When no
 * answer comes the shop sends the order again. It serves as the example of how a model is written, and as the scenario
 * of the harness's own tests.
 *
 * What it leaves out: everything but the retry.
 */
import { statement, call, again, memory, sleep, mark } from '../../sim/process/effect.js';
import type { DurationRange, Model } from '../../sim/process/model.js';
import { service } from '../../sim/process/service.js';
import type { ServerAnswer } from '../../sim/network/call-failure.js';
import { proposeFaults } from '../../sim/network/faults.js';
import type { Reader } from '../../sim/step/step.js';
import type { Running } from '../../sim/step/step.js';
import type { Value } from '../../sim/world/value.js';

export const CUSTOMERS = ['ada', 'bob', 'eve'] as const;

/** How the counter treats an order that it has counted before. */
export type CountingRule = 'every request' | 'every order once';

export interface CounterSettings {
  readonly rule: CountingRule;
  /** The shop's time-out, in microseconds. */
  readonly clientTimeout: number;
}

type Order = { readonly customer: string };

const countRequest = statement<Order, null>('count request', (database) => {
  database.because('count every request');
  database.put('counter', 'total', total(database.row('counter', 'total')) + 1);
  return null;
});

const countOrderOnce = statement<Order, null>('count order once', (database, { customer }) => {
  database.because('count every order once');
  if (database.row('counted', customer) !== null) return null;
  database.put('counted', customer, true);
  database.put('counter', 'total', total(database.row('counter', 'total')) + 1);
  return null;
});

function total(row: Value): number {
  return (row as number | null) ?? 0;
}

const shop = service({
  kind: 'shop',
  restartAfter: 'restart shop',
  transport: () => 'connection',
  endpoints: {},
  onStart: 'open',
  programs: {
    *open(): Running {
      yield* memory((own) => {
        if (own.step.has(['history', 'opened'])) own.remember(['opened again'], true);
        own.remember(['opened'], true);
        return null;
      });
      return null;
    },
    *order(order: Order): Running {
      yield* memory((own) => {
        own.remember(['ordered', order.customer], true);
        return null;
      });
      return yield* again('send', order);
    },
    *send(order: Order): Running {
      const answer = yield* call('counter', 'count', order, 'client time-out');
      if ('ok' in answer) return null;
      yield* mark('an order was sent again');
      yield* memory((own) => {
        own.remember(['sent again'], true);
        return null;
      });
      yield* sleep('back-off');
      return yield* again('send', order);
    },
  },
});

function counterService(rule: CountingRule): ReturnType<typeof service> {
  const count = rule === 'every request' ? countRequest : countOrderOnce;
  return service({
    kind: 'counter',
    restartAfter: 'restart counter',
    transport: () => 'connection',
    endpoints: {
      *count(order: Order): Running {
        const answer = yield* count(order);
        const reply: ServerAnswer = 'ok' in answer ? { ok: null } : { status: 503, errorCode: null };
        return reply as unknown as Value;
      },
    },
  });
}

/** The orders that were made, whatever became of them. */
export function ordered(world: Reader): string[] {
  return CUSTOMERS.filter((customer) => world.has(['history', 'ordered', customer]));
}

export function counterModel({ rule, clientTimeout }: CounterSettings): Model {
  const definitions = [countRequest.definition, countOrderOnce.definition];
  return {
    name: 'counter',
    kinds: { shop, counter: counterService(rule) },
    statements: Object.fromEntries(definitions.map((definition) => [definition.name, definition])),
    actions: {},
    durations: durations(clientTimeout),
    stimuli: [{
      name: 'customer',
      max: CUSTOMERS.length,
      gap: 'between orders',
      propose: (world) => CUSTOMERS.filter((customer) => !world.has(['history', 'ordered', customer]))
        .map((customer) => ({ kind: 'stimulus', source: 'customer', process: 'shop', name: 'order', body: { customer } })),
    }],
    faults: (world) => proposeFaults(world, ['shop', 'counter'], [['shop', 'counter']]),
    transport: () => 'connection',
    begin(step): void {
      step.set(['process', 'shop'], { kind: 'shop', status: 'up' });
      step.set(['process', 'counter'], { kind: 'counter', status: 'up' });
      shop.start(step, 'shop');
    },
  };
}

const SECOND = 1_000_000;

function durations(clientTimeout: number): Readonly<Record<string, DurationRange>> {
  return {
    message: work(100, 20_000),
    statement: work(500, 30_000),
    'statement answer': work(100, 10_000),
    'slow statement answer': work(2 * SECOND, 40 * SECOND),
    wake: work(1, 50),
    'client time-out': { min: clientTimeout, max: clientTimeout, shape: 'fixed', mayBeLate: false },
    'transport abort': { min: 480 * SECOND, max: 480 * SECOND, shape: 'fixed', mayBeLate: false },
    'back-off': { min: SECOND, max: 30 * SECOND, shape: 'skewed', mayBeLate: false },
    'between orders': { min: 0, max: 60 * SECOND, shape: 'skewed', mayBeLate: false },
    'restart shop': work(SECOND, 10 * SECOND),
    'restart counter': work(SECOND, 10 * SECOND),
    'hang length': work(SECOND, 180 * SECOND),
    'cut length': work(SECOND, 600 * SECOND),
    'clogged length': work(SECOND, 120 * SECOND),
    'outage length': work(SECOND, 300 * SECOND),
  };
}

function work(min: number, max: number): DurationRange {
  return { min, max, shape: 'skewed', mayBeLate: true };
}

/**
 * Scenarios that do what a model must not do, for the tests of campaigns. Compiled, since workers load it, and in no
 * list of scenarios.
 */
import { readFileSync } from 'node:fs';
import { statement } from '../../sim/process/effect.js';
import { service } from '../../sim/process/service.js';
import type { Running } from '../../sim/step/step.js';
import type { Value } from '../../sim/world/value.js';
import { exampleCounter } from '../scenarios/example-counter.js';
import type { BuiltScenario, Scenario } from '../scenarios/scenario.js';

type Order = { readonly customer: string };

/** Grows with each call: what a handler must not look at. */
let calls = 0;

const MISDEEDS: Readonly<Record<string, (order: Order) => Value>> = {
  throws: ({ customer }) => {
    if (customer === 'eve') throw new TypeError('eve is not welcome');
    return null;
  },
  'looks-at-the-clock': () => (Date.now() > 0 ? null : 1),
  'reads-a-file': () => readFileSync('/etc/hostname', 'utf8').length,
  'never-ends': ({ customer }) => {
    while (customer === 'eve') calls += 1;
    return null;
  },
  unstable: () => {
    calls += 1;
    return calls % 2;
  },
};

function faulty(misdeed: (order: Order) => Value): (policy: string, settings: Readonly<Record<string, number>>) => BuiltScenario {
  const ask = statement<Order, Value>('misdeed', (database, order) => {
    const answer = misdeed(order);
    database.put('answers', order.customer, answer);
    return answer;
  });
  return (policy, settings) => {
    const built = exampleCounter.build(policy, settings);
    const counter = service({
      kind: 'counter', restartAfter: 'restart counter', transport: () => 'connection',
      endpoints: {
        *count(order: Order): Running {
          yield* ask(order);
          return { ok: null } as Value;
        },
      },
    });
    return {
      ...built,
      model: {
        ...built.model, kinds: { ...built.model.kinds, counter },
        statements: { ...built.model.statements, misdeed: ask.definition },
      },
    };
  };
}

const expected = { 'count-requests': [], 'count-orders-once': [] };

const misdeeds: readonly Scenario[] = Object.entries(MISDEEDS).map(([name, misdeed]) => ({
  ...exampleCounter, name, goals: () => [], expected, build: faulty(misdeed),
}));

/** Its canary is the model with the right rule: there is nothing to find. */
const noCanary: Scenario = {
  ...exampleCounter, name: 'no-canary',
  canary: { ...exampleCounter.canary, build: () => exampleCounter.build('count-orders-once', {}), seeds: 20 },
};

export const scenarios: readonly Scenario[] = [exampleCounter, ...misdeeds, noCanary];

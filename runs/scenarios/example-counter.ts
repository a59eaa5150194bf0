/** The example: a shop that sends an order again when no answer comes. Small enough to read in a minute. */
import { countedAtMostOnce } from '../../invariants/counter/counted-at-most-once.js';
import { countedInTheEnd } from '../../invariants/counter/counted-in-the-end.js';
import { counterModel, type CountingRule } from '../../models/counter/counter.js';
import { counterNarrator } from '../../models/counter/narrator.js';
import type { BuiltScenario, Scenario } from './scenario.js';

const CLIENT_TIMEOUT = 15_000_000;

const RULES: Readonly<Record<string, CountingRule>> = {
  'count-requests': 'every request',
  'count-orders-once': 'every order once',
};

function build(policy: string, settings: Readonly<Record<string, number>>): BuiltScenario {
  const rule = RULES[policy] ?? 'every request';
  return {
    model: counterModel({ rule, clientTimeout: settings['clientTimeout'] ?? CLIENT_TIMEOUT }),
    invariants: [countedAtMostOnce, countedInTheEnd],
    narrator: counterNarrator,
  };
}

export const exampleCounter: Scenario = {
  name: 'example-counter',
  sentence: 'an example of a model: a shop sends an order again when no answer comes; is it counted twice?',
  policies: {
    'count-requests': 'the counter adds one for each request',
    'count-orders-once': 'the counter remembers which orders it has counted',
  },
  settings: {
    clientTimeout: {
      sentence: 'how long the shop waits for an answer', unit: 'duration', value: CLIENT_TIMEOUT, min: 1_000_000, max: 600_000_000,
    },
  },
  profile: 'lossy',
  headline: countedAtMostOnce.name,
  expected: { 'count-requests': [{ invariant: countedAtMostOnce.name, seed: 'amber-100', oneIn: 38 }], 'count-orders-once': [] },
  goals: () => ['an order was sent again'],
  build,
  canary: { build: () => build('count-requests', {}), invariant: countedAtMostOnce.name, seeds: 2_000 },
};

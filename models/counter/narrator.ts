/** How the counter's steps are told. */
import type { Narrator } from '../../sim/show/narrator.js';
import type { Value } from '../../sim/world/value.js';
import { CUSTOMERS, ordered } from './counter.js';

export const counterNarrator: Narrator = {
  event: (event) => {
    switch (event.kind) {
      case 'stimulus':
        return { who: (event.body as { customer: string }).customer, what: 'orders at the shop' };
      case 'request':
        return `asks the counter to count the order of ${(event.body as { customer: string }).customer}`;
      default:
        return null;
    }
  },
  write: (cell, _before, after: Value) => {
    if (cell[0] === 'row' && cell[1] === 'counter') return `the total is ${String(after)}`;
    if (cell[0] === 'history' && cell[1] === 'sent again') return 'the shop will send an order again';
    return null;
  },
  rule: (rule) => {
    switch (rule) {
      case 'count every request':
        return { sentence: 'each request adds one, whoever sent it before', source: 'models/counter/counter.ts, count request' };
      case 'count every order once':
        return { sentence: 'an order that was counted is not counted again', source: 'models/counter/counter.ts, count order once' };
      default:
        return null;
    }
  },
  beliefs: (world) => [
    { who: 'the database', what: `the total is ${String(world.get(['row', 'counter', 'total']) ?? 0)}` },
    { who: 'truth', what: `${ordered(world).length} of ${CUSTOMERS.length} customers ordered` },
  ],
};

/** No order is counted twice. */
import { ordered } from '../../models/counter/counter.js';
import type { Invariant } from '../../sim/explore/invariant.js';

export const countedAtMostOnce: Invariant = {
  name: 'an order is counted at most once',
  sentence: 'The total is never more than the number of orders.',
  source: 'models/counter: what a shop expects of a retry',
  antecedent: 'an order was sent again',
  when: 'always',
  check: (world) => {
    const total = (world.get(['row', 'counter', 'total']) as number | null) ?? 0;
    const orders = ordered(world).length;
    const broken = total > orders
      ? { evidence: `the total is ${total} after ${orders} orders`, blame: ['row', 'counter', 'total'] as const } : null;
    return { tested: world.has(['history', 'sent again']), broken };
  },
};

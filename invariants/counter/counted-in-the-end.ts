/** No order is forgotten. */
import { ordered } from '../../models/counter/counter.js';
import type { Invariant } from '../../sim/explore/invariant.js';

export const countedInTheEnd: Invariant = {
  name: 'every order is counted in the end',
  sentence: 'At rest, each order has been counted, unless the shop died and forgot it.',
  source: 'models/counter: what a shop expects of a retry',
  antecedent: 'somebody ordered, and the shop never died',
  when: 'at rest',
  check: (world) => {
    const orders = ordered(world).length;
    if (orders === 0 || world.has(['history', 'opened again'])) return { tested: false, broken: null };
    const total = (world.get(['row', 'counter', 'total']) as number | null) ?? 0;
    const broken = total < orders
      ? { evidence: `the total is ${total} after ${orders} orders`, blame: ['row', 'counter', 'total'] as const } : null;
    return { tested: true, broken };
  },
};

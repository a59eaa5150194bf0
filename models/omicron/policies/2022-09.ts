/**
 * P1: #1715 (2022-09-16) marks the instance Failed after any error but 400 (the only status that the client error of its time
 * made InvalidRequest).
 */
import type { Policy } from './policy.js';

export const september2022: Policy = {
  name: '2022-09',
  sentence: 'a failed sled call marks the instance Failed, unless the sled answered 400',
  source: 'omicron #1715, 92cf5cba7c (2022-09-16): "XXX what if this fails?" is its comment',
  missing: 'the decision alone, on the rules of October 2023. Its era had one table for instance and VMM, and left the id of the Propolis in ' +
    'it: here it is cleared, as in #4194, without which a Failed instance could neither be seen as such nor be deleted. No start ' +
    'saga, no register call',
  rules: [],
  decide({ error, caller }) {
    if (error !== '400') return 'instance Failed, pointer cleared';
    return caller === 'saga action' ? 'unwind' : 'nothing';
  },
};

/**
 * P0: before #1715 (2022-09-16) an error of a sled agent changed nothing, and a start that failed stayed Starting (A2: #831,
 * #1713).
 */
import type { Policy } from './policy.js';

export const before202209: Policy = {
  name: 'before-2022-09',
  sentence: 'a failed sled call changes nothing: an instance whose start failed stays Starting',
  source: 'nexus/src/app/nexus.rs before omicron #1715 (2022-09-16); its effect in #831 and #1713',
  missing: 'the decision alone, on the rules of October 2023. Its era had one table for instance and VMM, no start saga (so nothing ' +
    'that could unwind), no register call, and a sled agent that made every error of Propolis a 500',
  rules: [],
  decide: () => 'nothing',
};

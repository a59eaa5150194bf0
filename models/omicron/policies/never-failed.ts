/** The twin of `2023-10` that never writes Failed: the other extreme, for comparison. `always-failed` is its opposite. */
import type { Policy } from './policy.js';

export const neverFailedPolicy: Policy = {
  name: 'never-failed',
  sentence: 'a failed sled call leaves the record as it is; the caller gets the error',
  source: 'the twin of 2023-10: the same code without the write',
  rules: [],
  decide: ({ caller }) => (caller === 'saga action' ? 'unwind' : 'nothing'),
};

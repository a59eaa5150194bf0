/**
 * P2: the rule of October 2023, in the code that omicron #4226 quotes: whatever is not a definite refusal (4xx) marks the
 * instance Failed, 503 too. Sagas know nothing of it: the error of a call makes an action's saga unwind, and leaves an undo's
 * stuck.
 */
import { omicronErrorFromClientError } from '../errors/from-client-error.js';
import type { Policy } from './policy.js';

export const october2023: Policy = {
  name: '2023-10',
  sentence: 'a failed sled call marks the instance Failed, unless the sled answered 4xx (the code quoted in #4226)',
  source: 'nexus/src/app/instance.rs handle_instance_put_result, omicron 876e8ca7c6',
  rules: [],
  decide({ raw, caller }) {
    // It looks at what became of the error on its way: "an extremely lossy conversion" (#3238).
    if (omicronErrorFromClientError(raw).variant !== 'InvalidRequest') return 'instance Failed, pointer cleared';
    return caller === 'saga action' ? 'unwind' : 'nothing';
  },
};

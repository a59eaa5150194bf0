/** The rule of October 2023, in the code that omicron #4226 quotes. */
import { failedUnlessInvalidRequest } from '../nexus/put-result.js';
import type { Policy } from './policy.js';

export const october2023: Policy = {
  name: '2023-10',
  sentence: 'a failed sled call marks the instance Failed, unless the sled answered 4xx (the code quoted in #4226)',
  source: 'nexus/src/app/instance.rs handle_instance_put_result, omicron 876e8ca7c6',
  onFailedCall: failedUnlessInvalidRequest,
};

/**
 * P4: #4711 (2023-12-18) gives stop and reboot their write of Failed back: after any error that is "unhealthy", which is every
 * error but an explicit 4xx. Sagas unwind as in `unwind-only`.
 */
import type { Policy } from './policy.js';
import { instanceUnhealthy } from './unhealthy-error.js';
import { unwindOnly } from './unwind-only.js';

export const unhealthy: Policy = {
  name: 'unhealthy',
  sentence: 'a stop or reboot that fails, unless with 4xx, marks the instance Failed; a start unwinds (#4711)',
  source: 'omicron #4711, 6d3b8be167 (2023-12-18): instance.rs, instance_stop and instance_reboot',
  missing: 'as for unwind-only',
  rules: [],
  decide(call) {
    return call.caller === 'API' && instanceUnhealthy(call.error) ? 'instance Failed, pointer cleared' : unwindOnly.decide(call);
  },
};

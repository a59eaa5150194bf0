/**
 * P3: #4682 (2023-12-12) leaves the decision to whoever calls. The start saga unwinds; stop and reboot return the error, and write
 * nothing (an oversight, #4709).
 *
 * The undo of the registration has a rule of its own, in the same pull request: an error that speaks of an unhealthy instance
 * marks it Failed, and the saga is stuck; after 4xx it goes on unwinding.
 */
import type { Policy } from './policy.js';
import { instanceUnhealthy } from './unhealthy-error.js';

export const unwindOnly: Policy = {
  name: 'unwind-only',
  sentence: 'a start whose sled call fails unwinds; a stop or reboot that fails changes nothing (#4682)',
  source: 'omicron #4682, 180616e87c (2023-12-12): instance_start.rs, sis_ensure_registered and its undo',
  missing: 'that the provisioning counters are charged by the start saga (#4277), and after the registration',
  rules: [],
  decide({ error, caller }) {
    if (caller === 'saga action') return 'unwind';
    if (caller !== 'undo') return 'nothing';
    return instanceUnhealthy(error) ? 'instance Failed, pointer cleared' : 'unwind';
  },
};

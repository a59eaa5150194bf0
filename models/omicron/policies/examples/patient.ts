/** Patience: what was refused unexecuted is tried again, a doubt changes nothing, and only a VM that its sled agent lost is Failed. */
import type { Policy } from '../policy.js';

/** The sled agent has not begun with it: it may be asked again. */
const UNEXECUTED: readonly string[] = ['refused', '429', '503'];

export default {
  name: 'patient',
  sentence: 'retry what was refused unexecuted; a doubt changes nothing; only a VM that its sled agent lost is Failed',
  source: 'an example: models/omicron/policies/README.md',
  // What it needs beside its decision: see rule-switches.ts.
  rules: ['unknown instance is 404', 'Creating until registered', 'updater task'],
  decide({ error, caller, vmm, attempts }) {
    if (UNEXECUTED.includes(error) && attempts < 3) return 'retry';
    // A start that fails unwinds, and goes on unwinding past a call that failed.
    if (caller !== 'API') return 'unwind';
    // A VMM that is Creating may not be registered yet.
    return error === 'no such instance' && vmm.runtime.state !== 'creating' ? 'VMM Failed' : 'nothing';
  },
} satisfies Policy;

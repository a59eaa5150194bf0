/**
 * P5: #6455 (2024-09-02, RFD 486). Only a sled agent that says that it does not know the instance is evidence: then the VMM is
 * Failed, and the updater task unlinks it. Whatever else goes wrong says nothing of the VM, and changes nothing. A start unwinds.
 *
 * A request of a user that comes before the registration is sent to the sled all the same, and answered with 404: the VMM is Failed,
 * and comes up (fact sheet A14 is the same race with the watcher, which does not ask after VMMs that are Creating).
 *
 * The undo of the registration goes on after any other error, a time-out included: the VMM may live on, and nothing names it.
 */
import type { Policy } from './policy.js';

export const goneOnly: Policy = {
  name: 'gone-only',
  sentence: 'only 404 NO_SUCH_INSTANCE fails a VMM, and the updater task unlinks it; any other error changes nothing (#6455)',
  source: 'omicron #6455, 46eb2b4b57 (2024-09-02): instance.rs vmm_gone and mark_vmm_failed; #6698 for stop',
  missing: 'Nexus alone owns the instance row (#5749: here sled agents write it, too, so that both may use one generation); the update ' +
    'saga and its lock, and that whoever marked a VMM Failed waits for it; sled agents keyed by VMM (#6429) that answer before a zone ' +
    'boots (#4691); the state SagaUnwound (#5855: it is Destroyed here); V2P by a reconciler (#5568); 502 and 504 for users; the watcher ' +
    '(policy watcher); publication before a VM is forgotten (#7928), so that a clean stop may look like a VM that vanished',
  rules: ['unknown instance is 404', 'Creating until registered', 'updater task'],
  decide({ error, request, caller }) {
    const gone = error === 'no such instance';
    switch (caller) {
      case 'saga action':
        // A registration is never answered so, but the code is there.
        return gone && request === 'register' ? 'VMM Failed' : 'unwind';
      case 'undo':
        return gone ? 'VMM Failed' : 'unwind';
      default:
        return gone ? 'VMM Failed' : 'nothing';
    }
  },
};

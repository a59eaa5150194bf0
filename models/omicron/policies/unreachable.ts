/**
 * An idea, P8 of section 8.1: what #4226 itself suggests. A call whose outcome is unknown, or that could not be made, says nothing of
 * the VM: the instance keeps its last state, its VMM is marked unreachable, and a task asks its sled agent until an answer comes.
 * The answer is evidence: it is recorded, or the VMM is unknown there, and Failed.
 *
 * A start unwinds; when its undo cannot tell whether the VMM is forgotten, a task goes on trying, and the pointer stays so long.
 */
import type { Policy } from './policy.js';
import { isGone, outcomeUnknown } from './evidence.js';

export const unreachable: Policy = {
  name: 'unreachable',
  sentence: 'keep the last state, mark the VMM unreachable, and ask again from a task; only 404 NO_SUCH_INSTANCE fails a VMM',
  source: 'idea: issue #4226, "a subtler approach"; section 8.1, P8',
  missing: 'what users are shown of the mark: here it changes no state and forbids no request',
  rules: ['unknown instance is 404', 'Creating until registered', 'updater task', 'prober task', 'fencer task', 'unregister is final'],
  decide(call) {
    const { error, caller } = call;
    if (caller === 'saga action') return 'unwind';
    if (caller === 'undo') return outcomeUnknown(error) || error === 'refused' ? 'fence' : 'unwind';
    if (isGone(call)) return 'VMM Failed';
    return caller === 'API' && (outcomeUnknown(error) || error === 'refused') ? 'probe' : 'nothing';
  },
};

/**
 * An idea, P9 of section 8.1: no new VMM starts before the old one is known to be gone. Nexus forgets a VMM only when its sled agent
 * has confirmed that it forgot it; until then the instance keeps its pointer, which keeps every start away.
 *
 * A start whose registration may have been executed is fenced (the failed node is never undone); a later failure unwinds, and the undo
 * fences what it cannot unregister. A stop whose outcome is unknown is made true by fencing. A reboot is not worth a guest.
 */
import type { Policy } from './policy.js';
import { isGone, outcomeUnknown } from './evidence.js';

export const fenceFirst: Policy = {
  name: 'fence-first',
  sentence: 'a VMM is forgotten only when its sled agent has confirmed that it forgot it: no new VMM starts before',
  source: 'idea: section 8.1, P9',
  missing: 'a way out when a sled is lost for good: an operator would have to say so (expunge it), and here nobody can',
  rules: ['unknown instance is 404', 'Creating until registered', 'updater task', 'fencer task', 'unregister is final'],
  decide(call) {
    const { error, request, caller } = call;
    if (isGone(call) && (caller === 'API' || caller === 'task')) return 'VMM Failed';
    const unsure = outcomeUnknown(error) || error === 'refused';
    switch (caller) {
      case 'saga action':
        return request === 'register' && outcomeUnknown(error) ? 'fence' : 'unwind';
      case 'undo':
        return error === 'no such instance' ? 'unwind' : 'fence';
      case 'API':
        return request === 'stop' && unsure ? 'fence' : 'nothing';
      default:
        return 'nothing';
    }
  },
};

/**
 * An idea when #4226 was written; Omicron has had it since #5611 and #6455: Nexus does not wait for reports, nor for calls that
 * fail, but asks for the state of every VMM, again and again. What a sled agent answers is recorded, a VMM that it does not know is
 * Failed, and no answer is no evidence. Calls that fail are judged as by `gone-only`, but for a VMM that is Creating: it may not be
 * registered yet.
 */
import { goneOnly } from './gone-only.js';
import { isGone } from './evidence.js';
import type { Policy } from './policy.js';

export const watcherPolicy: Policy = {
  name: 'watcher',
  sentence: 'gone-only, and a task asks every 30 s for the state of every VMM: a death is noticed though nobody calls',
  source: 'omicron #5611 (2024-05-10), #6455 (2024-09-02): instance_watcher',
  missing: 'as for gone-only; besides, that a sled agent looks for the zone when its monitor fails (#7794) and knows the codes of Propolis ' +
    '(#6726): one of 2023 gives up its monitor, and answers for ever what it saw last; 16 checks at once, expunged sleds (#6519), and asking the service processor (#10334)',
  rules: [...goneOnly.rules, 'watcher task'],
  decide(call) {
    const early = call.error === 'no such instance' && !isGone(call) && call.caller === 'API';
    return early ? 'nothing' : goneOnly.decide(call);
  },
};

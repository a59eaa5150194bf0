/**
 * The rules of October 2023 that a policy may change beside its decision, each a switch. A policy lists those that it needs;
 * all others stay as they were. Every switch is something that Omicron did later, or could do: none gives Nexus knowledge that
 * a real one would not have.
 */
export const RULE_SWITCHES = {
  'unknown instance is 404': {
    sentence: 'a sled agent answers 404 NO_SUCH_INSTANCE to a state change of an instance that it does not know, a stop included, and not 500 or success',
    source: 'omicron #6455 (2024-09-02), #6698 (stop, 2024-09-27)',
  },
  'Creating until registered': {
    sentence: 'a VMM is Creating until its sled agent has registered it, as Starting; a start saga that unwinds ends its VMM whatever its generation',
    source: 'omicron #6455 (2024-09-02), VmmState::Creating; #5855 (2024-06-05), vmm_mark_saga_unwound',
  },
  'unregister is final': {
    sentence: 'an unregister names its VMM, and the sled agent refuses whatever else would register or run that VMM: what comes late, or has waited, resurrects nothing',
    source: 'idea; requests name their VMM since omicron #6429 (2024-08-27)',
  },
  'updater task': {
    sentence: 'each Nexus looks every 30 s for instances whose active VMM is Failed or Destroyed, and unlinks it: network, reservation, pointer',
    source: 'omicron #5749 (2024-08-09), instance_updater, without its saga and lock',
  },
  'prober task': {
    sentence: 'each Nexus asks every 30 s for the state of VMMs that are marked unreachable, until an answer comes',
    source: 'idea in issue #4226; the marks are rows of a table of their own',
  },
  'fencer task': {
    sentence: 'each Nexus tries every 30 s to unregister VMMs that are to be fenced, until the sled agent confirms; then the VMM is unlinked',
    source: 'idea; section 8.1, P9',
  },
  'watcher task': {
    sentence: 'each Nexus asks every 30 s for the state of every active VMM that is not Creating',
    source: 'omicron #5611 (2024-05-10), instance_watcher; #6455 lets it act on what it sees',
  },
} as const satisfies Readonly<Record<string, { readonly sentence: string; readonly source: string }>>;

export type RuleSwitch = keyof typeof RULE_SWITCHES;

export function isRuleSwitch(given: unknown): given is RuleSwitch {
  return typeof given === 'string' && Object.hasOwn(RULE_SWITCHES, given);
}

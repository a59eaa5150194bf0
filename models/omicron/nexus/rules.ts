/**
 * The rules that answer for writes of the instance and VMM tables: what they do, and the code that they follow. A write
 * names its rule; the name is part of every fingerprint, so it does not change lightly.
 */
export interface Rule {
  readonly sentence: string;
  readonly source: string;
}

export const RULES = {
  'put-result: Failed': {
    sentence: 'a call to a sled agent failed, so Nexus marks the instance Failed and clears its active VMM',
    source: 'nexus/src/app/instance.rs handle_instance_put_result ("XXX what if this fails?"), omicron 876e8ca7c6',
  },
  'policy: Failed, pointer kept': {
    sentence: 'a call to a sled agent failed, so Nexus marks the instance Failed and keeps its active VMM',
    source: 'models/omicron/policies, action "instance Failed, pointer kept"',
  },
  'policy: VMM Failed': {
    sentence: 'a call to a sled agent failed, so Nexus marks the VMM Failed',
    source: 'nexus/src/app/instance.rs mark_vmm_failed, omicron #6455',
  },
  'policy: mark unreachable': {
    sentence: 'a call to a sled agent failed, so Nexus marks the VMM unreachable, and will ask again',
    source: 'models/omicron/policies, action "probe"',
  },
  'policy: to be fenced': {
    sentence: 'a call to a sled agent failed, so Nexus has the VMM fenced before it forgets it',
    source: 'models/omicron/policies, action "fence"',
  },
  'updater: unlink': {
    sentence: 'the updater task finds that the active VMM is over, and unlinks it: Failed if it failed, else Stopped',
    source: 'nexus/src/app/background/instance_updater.rs and the instance-update saga, omicron #5749',
  },
  'fencer: the VMM is gone': {
    sentence: 'a sled agent has confirmed that it does not have the VMM any more, and the fencer task records its end',
    source: 'models/omicron/policies, action "fence"',
  },
  'fencer: unlink': {
    sentence: 'the fencer task unlinks a VMM of which its sled agent has confirmed that it is gone',
    source: 'models/omicron/policies, action "fence"',
  },
  'put-result: reported': {
    sentence: "a sled agent answered a call, and Nexus records the state that it reported",
    source: 'nexus/src/app/instance.rs handle_instance_put_result, omicron 876e8ca7c6',
  },
  'notify: reported': {
    sentence: "a sled agent published a VMM's state, and Nexus records it",
    source: 'nexus/src/app/instance.rs notify_instance_updated, omicron 876e8ca7c6',
  },
  'instance-start: mark as starting': {
    sentence: 'the start saga makes its new VMM the active one',
    source: 'nexus/src/app/sagas/instance_start.rs sis_move_to_starting, omicron 876e8ca7c6',
  },
  'instance-start: undo mark as starting': {
    sentence: 'the start saga unwinds and makes the instance Stopped again',
    source: 'nexus/src/app/sagas/instance_start.rs sis_move_to_starting_undo, omicron 876e8ca7c6',
  },
  'instance-start: destroy vmm record': {
    sentence: 'the start saga unwinds and destroys its VMM record',
    source: 'nexus/src/app/sagas/instance_common.rs destroy_vmm_record, omicron 876e8ca7c6',
  },
  'instance-create: move to stopped': {
    sentence: 'the create saga ends and makes the instance Stopped',
    source: 'nexus/src/app/sagas/instance_create.rs sic_move_to_stopped, omicron 876e8ca7c6',
  },
  'instance-create: undo': {
    sentence: 'the create saga unwinds: it marks the record Failed, then deletes it',
    source: 'nexus/src/app/sagas/instance_create.rs sic_delete_instance_record, omicron 876e8ca7c6',
  },
  'instance-delete: project_delete_instance': {
    sentence: 'the instance is deleted',
    source: 'nexus/db-queries/src/db/datastore/instance.rs project_delete_instance, omicron 876e8ca7c6',
  },
} as const satisfies Record<string, Rule>;

export type RuleName = keyof typeof RULES;

/** Between a rule's name and the class of error that it acted on. */
const AFTER = ' after ';

/** The name of a rule that acted on an error: what a write is attributed to. */
export function ruleAfter(rule: RuleName, errorClass: string): string {
  return `${rule}${AFTER}${errorClass}`;
}

/** The rule behind an attribution, or null. */
export function ruleOf(attribution: string): (Rule & { readonly after: string | null }) | null {
  const at = attribution.indexOf(AFTER);
  const name = at < 0 ? attribution : attribution.slice(0, at);
  const rule = (RULES as Readonly<Record<string, Rule>>)[name];
  return rule === undefined ? null : { ...rule, after: at < 0 ? null : attribution.slice(at + AFTER.length) };
}

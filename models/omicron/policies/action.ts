/** What a policy can have Nexus do about a call that failed, and for whom it can do it. */
import type { RuleSwitch } from './rule-switches.js';
import type { Caller } from './request-class.js';

interface ActionTraits {
  /** What happens, and what becomes of the caller. */
  readonly sentence: string;
  readonly callers: readonly Caller[];
  /** The part of Nexus without which the action would lead nowhere. */
  readonly needs: RuleSwitch | null;
}

const NOT_IN_AN_UNDO: readonly Caller[] = ['API', 'saga action', 'task'];
const ANYONE: readonly Caller[] = ['API', 'saga action', 'undo', 'task'];

/**
 * In a saga, `nothing`, `probe` and `fence` mean that the saga does not go on past this call: an action's saga ends as it is,
 * without undoing anything, and its user is told the error. The writes of Failed are made whatever comes of them; then the
 * caller gets the error, and so an action's saga unwinds, while an undo's is stuck.
 */
export const ACTIONS = {
  nothing: {
    sentence: 'write nothing: a user is told the error, a saga ends as it is, an undo has failed, a task comes back', callers: ANYONE, needs: null,
  },
  retry: {
    sentence: 'make the call again after a back-off, a few times at most', callers: ['API', 'saga action', 'undo'], needs: null,
  },
  unwind: {
    sentence: 'unwind the saga: for want of this action, or past this undo as if it had succeeded', callers: ['saga action', 'undo'], needs: null,
  },
  'instance Failed, pointer cleared': {
    sentence: 'write the instance Failed and forget its active VMM', callers: ANYONE, needs: null,
  },
  'instance Failed, pointer kept': {
    sentence: 'write the instance Failed; its active VMM stays, and its state is what users are shown', callers: ANYONE, needs: null,
  },
  'VMM Failed': {
    sentence: 'write the VMM Failed; the updater task unlinks it', callers: ANYONE, needs: 'updater task',
  },
  probe: {
    sentence: 'keep the last state, mark the VMM unreachable, and have a task ask its sled agent again', callers: NOT_IN_AN_UNDO, needs: 'prober task',
  },
  fence: {
    sentence: 'keep the pointer until the sled agent has confirmed that it forgot the instance; then unlink the VMM', callers: ANYONE, needs: 'fencer task',
  },
} as const satisfies Readonly<Record<string, ActionTraits>>;

export type Action = keyof typeof ACTIONS;

export function isAction(given: unknown): given is Action {
  return typeof given === 'string' && Object.hasOwn(ACTIONS, given);
}

/** Why this action cannot be taken for this caller, by a policy with these rules; null when it can. */
export function whyNotPossible(action: Action, caller: Caller, rules: readonly RuleSwitch[]): string | null {
  const { callers, needs }: ActionTraits = ACTIONS[action];
  if (!callers.includes(caller)) return `'${action}' is not for ${caller === 'API' ? 'the API' : `a ${caller}`}: it is for ${callers.join(', ')}`;
  return needs === null || rules.includes(needs) ? null : `'${action}' needs the rule '${needs}', which the policy does not switch on`;
}

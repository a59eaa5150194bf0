/** What an error says, and does not say: shared by the policies that are ideas. */
import type { ErrorClass } from './error-class.js';
import type { FailedCall } from './failed-call.js';

/** A 500 is among them: the sled agent's own is a refusal, but Nexus sees the same when an answer was replaced on its way. */
const UNKNOWN: readonly ErrorClass[] = ['reset', 'timed out', 'other 5xx', 'unreadable answer', 'undocumented status'];

/** Whether the request may have been executed, or may still be: Nexus cannot tell. */
export function outcomeUnknown(error: ErrorClass): boolean {
  return UNKNOWN.includes(error);
}

/**
 * Whether the sled agent has lost the VMM. That it does not know one that is Creating says nothing: the start saga may not have
 * registered it yet (Omicron's own race, evolution fact sheet A14). For policies with the rule `Creating until registered`.
 */
export function isGone({ error, vmm }: FailedCall): boolean {
  return error === 'no such instance' && vmm.runtime.state !== 'creating';
}

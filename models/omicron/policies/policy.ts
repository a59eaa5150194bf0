/**
 * A policy: what Nexus does when a call to a sled agent about an instance failed. A decision, and the rules of October 2023
 * that it needs changed. It is asked about frozen data (`failed-call.ts`) and answers with an action (`action.ts`): it never
 * sees the world, and must answer the same question always alike.
 */
import type { Action } from './action.js';
import type { FailedCall } from './failed-call.js';
import type { RuleSwitch } from './rule-switches.js';

export interface Policy {
  readonly name: string;
  /** What it does, in a line. */
  readonly sentence: string;
  /** Where it comes from: a pull request, an issue, or that it is an idea. */
  readonly source: string;
  /** What else its era had, or had not, that the model does not follow. */
  readonly missing?: string;
  /** The rules that it needs switched on. */
  readonly rules: readonly RuleSwitch[];
  decide(call: FailedCall): Action;
}

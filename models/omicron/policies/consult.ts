/**
 * Asking a policy. Each consultation leaves a note in the step in which it was made: a mark that is no part of the state or of
 * the run's hash. `consultationOf` reads it back from the marks of a recorded step.
 */
import { NOTE } from '../../../sim/step/step.js';
import { isAction, whyNotPossible, type Action } from './action.js';
import { ATTEMPTS_MAX, cellOf, type CellKey, type FailedCall } from './failed-call.js';
import type { Policy } from './policy.js';

/** A policy that answers what cannot be done: its author's mistake. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError';
}

export interface Consultation {
  readonly policy: string;
  readonly cell: CellKey;
  readonly attempts: number;
  readonly action: Action;
  readonly instance: string;
  /** The VMM that the call was about, as Nexus had it. */
  readonly vmm: string;
}

/** Asks the policy. @throws PolicyError when its answer is none, or is not possible here. */
export function consult(policy: Policy, call: FailedCall): Consultation {
  const action: unknown = policy.decide(call);
  const cell = cellOf(call);
  if (!isAction(action)) throw new PolicyError(`The policy '${policy.name}' answers ${JSON.stringify(action) ?? 'nothing'} for '${cell}': that is no action.`);
  const problem = action === 'retry' && call.attempts >= ATTEMPTS_MAX ? `a call is retried at most ${ATTEMPTS_MAX} times`
    : whyNotPossible(action, call.caller, policy.rules);
  if (problem !== null) throw new PolicyError(`The policy '${policy.name}' answers '${action}' for '${cell}' after ${call.attempts} attempts: ${problem}.`);
  return { policy: policy.name, cell, attempts: call.attempts, action, instance: call.instanceId, vmm: call.vmm.id };
}

const CONSULTED = `${NOTE}policy consulted `;

/** The mark that stands for a consultation. */
export function consultationMark({ policy, cell, attempts, action, instance, vmm }: Consultation): string {
  return CONSULTED + JSON.stringify([policy, cell, attempts, action, instance, vmm]);
}

/** The consultation that a mark of a step stands for, or null. */
export function consultationOf(mark: string): Consultation | null {
  if (!mark.startsWith(CONSULTED)) return null;
  const [policy, cell, attempts, action, instance, vmm] =
    JSON.parse(mark.slice(CONSULTED.length)) as [string, CellKey, number, Action, string, string];
  return { policy, cell, attempts, action, instance, vmm };
}

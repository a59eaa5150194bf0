/**
 * Ids: named by what they belong to, their kind, and the smallest ordinal that is free: `instance-1/vmm-2`.
 *
 * An id is used whole, as a string. What it consists of is kept beside it, so that the engine can rename it when it
 * permutes what it belongs to; nobody takes the string apart.
 */
import type { Step } from '../step/step.js';
import { freeOrdinal } from './ordinal.js';

export interface Identity {
  readonly parent: string;
  readonly kind: string;
  readonly ordinal: number;
}

const IDENTITIES = new Map<string, Identity>();

/** The id of the nth of its kind. The same parts always give the same id. */
export function identity(parent: string, kind: string, ordinal: number): string {
  const id = `${parent}/${kind}-${ordinal}`;
  if (!IDENTITIES.has(id)) IDENTITIES.set(id, { parent, kind, ordinal });
  return id;
}

/** What an id consists of; null for a name that was given by the topology. */
export function identityOf(id: string): Identity | null {
  return IDENTITIES.get(id) ?? null;
}

/** Gives out an id that nothing living has. */
export function mintId(step: Step, parent: string, kind: string): string {
  const ordinal = freeOrdinal(step, ['id', parent, kind]);
  step.set(['id', parent, kind, ordinal], true);
  return identity(parent, kind, ordinal);
}

/** Takes an id back: nothing names it any more. */
export function releaseId(step: Step, id: string): void {
  const parts = identityOf(id);
  if (parts !== null) step.remove(['id', parts.parent, parts.kind, parts.ordinal]);
}

/**
 * A table that no Omicron has: VMMs that Nexus has still to ask about. One row a VMM, for two of the policies' actions: `probe`
 * (its sled agent could not be reached: ask how it is) and `fence` (it must be gone for certain before it is forgotten).
 */
import { statement } from '../../../sim/process/effect.js';
import type { Value } from '../../../sim/world/value.js';
import { ATTEMPTS_MAX } from '../policies/failed-call.js';
import { FOLLOW_UP, VMM, type FollowUpRow, type VmmRow } from './rows.js';

export type FollowUp = FollowUpRow['what'];

interface NewFollowUp extends Record<string, Value> {
  readonly vmmId: string;
  readonly instanceId: string;
  readonly what: FollowUp;
  readonly rule: string;
}

/** Marks a VMM. One that is to be fenced stays so; the attempts start again when the mark changes. */
export const followUp = statement<NewFollowUp, null>('vmm_follow_up', (database, { vmmId, instanceId, what, rule }) => {
  const before = database.row(FOLLOW_UP, vmmId) as unknown as FollowUpRow | null;
  if (before?.what === 'to be fenced' || before?.what === what) return null;
  database.because(rule);
  database.put(FOLLOW_UP, vmmId, { what, instanceId, attempts: 0 } satisfies FollowUpRow as unknown as Value);
  return null;
});

/** One more attempt has failed. Counts no further than it matters. */
export const followUpFailed = statement<string, null>('vmm_follow_up_failed', (database, vmmId) => {
  const row = database.row(FOLLOW_UP, vmmId) as unknown as FollowUpRow | null;
  if (row !== null && row.attempts < ATTEMPTS_MAX) {
    database.put(FOLLOW_UP, vmmId, { ...row, attempts: row.attempts + 1 } as unknown as Value);
  }
  return null;
});

/** Takes the mark back. */
export const followUpDone = statement<string, null>('vmm_follow_up_done', (database, vmmId) => {
  database.delete(FOLLOW_UP, vmmId);
  return null;
});

/** The VMMs with this mark. */
export const followUpList = statement<FollowUp, readonly string[]>('vmm_follow_up_list', (database, what) =>
  database.keys(FOLLOW_UP).filter((vmmId) => (database.row(FOLLOW_UP, vmmId) as unknown as FollowUpRow).what === what));

/** The mark of a VMM, or null. */
export const followUpFetch = statement<string, Value>('vmm_follow_up_fetch', (database, vmmId) =>
  database.row(FOLLOW_UP, vmmId) === null || (database.row(VMM, vmmId) as unknown as VmmRow | null) === null ? null
    : database.row(FOLLOW_UP, vmmId));

export const followUpStatements = [followUp, followUpFailed, followUpDone, followUpList, followUpFetch];

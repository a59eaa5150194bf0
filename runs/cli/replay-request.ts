/** What `whatif replay` is asked for, and what both kinds of replay print alike. */
import { NoSuchStep } from '../../sim/reproduce/replay.js';
import type { TracedViolation } from '../../sim/reproduce/trace.js';
import { UsageError } from '../terminal/failure.js';
import { parseWhole } from './numbers.js';

export interface ReplayFlags {
  readonly step?: string;
  readonly story?: boolean;
  readonly json?: boolean;
  readonly export?: string;
}

/** A violation for programs. */
export function violationJson(violation: TracedViolation | null): object | null {
  if (violation === null) return null;
  const { invariant, step, faults, fingerprint, evidence } = violation;
  return { invariant, step, faults, fingerprint, evidence };
}

/** @param last The number of the run's last step. @throws UsageError */
export function parseStep(text: string, last: number): number {
  try {
    return parseWhole(text, '--step', 0, last);
  } catch (error) {
    if (!(error instanceof UsageError) || !/^\d+$/.test(text)) throw error;
    throw new UsageError({ what: new NoSuchStep(Number(text), last).message, next: `Give --step a number from 0 to ${last}.` });
  }
}

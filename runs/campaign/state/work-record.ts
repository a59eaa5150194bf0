/** What a campaign writes down of its work: plain data, from which the work is what it was. */
import type { StuckRun } from '../campaign-result.js';
import type { AuditedRun, CanaryResult, SeedsResult } from '../jobs.js';
import type { CoveredSnapshot } from '../covered-seeds.js';

/** Seeds that were run: what a worker told of them, without what differs from one time to the next. */
export type SeedsDone = Omit<SeedsResult, 'handlerRuns'>;

export type WorkRecord =
  /** A range is handed out: written ahead, so that after a crash of the whole process it is known what ran. */
  | { readonly kind: 'out'; readonly from: number; readonly count: number }
  | { readonly kind: 'canary'; readonly result: CanaryResult }
  | { readonly kind: 'seeds'; readonly result: SeedsDone }
  | { readonly kind: 'audit'; readonly indexes: readonly number[]; readonly compared: number; readonly different: readonly number[] }
  | { readonly kind: 'stuck'; readonly run: StuckRun };

/** All of it at one moment. */
export interface WorkSnapshot {
  readonly seeds: CoveredSnapshot;
  readonly canary: CanaryResult | null;
  readonly audited: number;
  readonly different: { readonly index: number; readonly seed: string } | null;
  readonly stuck: readonly StuckRun[];
  /** Runs that are still to be run again. */
  readonly audits: readonly AuditedRun[];
}

/** Where records go before they count. */
export interface WorkJournal {
  /** @throws FileError when it cannot be written. */
  append(record: WorkRecord): void;
}

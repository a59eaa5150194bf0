/** What a campaign came to. */
import type { Tally } from '../../sim/explore/tally.js';
import type { ToldStep } from './jobs.js';

export interface CampaignResult {
  readonly tally: Tally;
  /** The seeds 0 .. `seedsCovered` - 1 were run, except those that brought a worker down. */
  readonly seedsCovered: number;
  readonly stuck: readonly StuckRun[];
  /** For each fault of the model, by handler: the steps that led to it. */
  readonly stepsToFault: ReadonlyMap<string, readonly ToldStep[]>;
  readonly canary: { readonly seed: string | null; readonly tried: number } | null;
  /** How many runs were run again and compared. */
  readonly audited: number;
  readonly divergence: Divergence | null;
  /** The engine itself threw. */
  readonly broken: { readonly seed: string; readonly message: string } | null;
  readonly interrupted: boolean;
  /** Wall-clock time from the first range of seeds to the last result. */
  readonly seconds: number;
  readonly workers: number;
  readonly handlerRuns: number;
}

/** A run that brought its worker down: a finding about the model. */
export interface StuckRun {
  readonly index: number;
  readonly seed: string;
  readonly handler: string;
  readonly how: 'made no progress' | 'ended its worker';
  readonly detail: string;
}

/** A run that came out differently when it was run again. */
export interface Divergence {
  readonly seed: string;
  /** The first step that differs, from 1; null when the two runs are equal now that they are compared. */
  readonly step: number | null;
  readonly first: string;
  readonly second: string;
  /** What the audit said about the handler, if it said anything. */
  readonly fault: string | null;
}

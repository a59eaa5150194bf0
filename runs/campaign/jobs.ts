/** What the main thread asks of a worker, and what it gets back: plain data, one answer a job. */
import type { Digest } from '../../sim/explore/run-result.js';
import type { Tally } from '../../sim/explore/tally.js';
import type { RunSpec, SeedNaming } from './run-spec.js';

export type Job = CanaryJob | SeedsJob | AuditJob | StepsJob;

/** Look for the canary. */
export interface CanaryJob {
  readonly kind: 'canary';
}

/** Run the seeds `from` .. `from + count - 1`. */
export interface SeedsJob {
  readonly kind: 'seeds';
  readonly from: number;
  readonly count: number;
  /** Seeds that brought a worker down: they are left out. */
  readonly skip: readonly number[];
  readonly stopAtFirst: boolean;
}

/** Run these seeds again, and compare. */
export interface AuditJob {
  readonly kind: 'audit';
  readonly runs: readonly AuditedRun[];
  /** Whether the worker that ran them first is the one that runs them again: it takes another engine then. */
  readonly sameWorker: boolean;
}

export interface AuditedRun {
  readonly index: number;
  readonly seed: string;
  readonly digest: Digest;
}

/** Run one seed and tell its steps: where a run ended in a fault of the model, or came out differently when run again. */
export interface StepsJob {
  readonly kind: 'steps';
  readonly seed: string;
  /** An engine that has learned nothing, and that audits each step. */
  readonly fresh: boolean;
}

export type JobResult = CanaryResult | SeedsResult | AuditResult | StepsResult | Broken;

export interface CanaryResult {
  readonly kind: 'canary';
  /** The first seed that found it, or null. */
  readonly seed: string | null;
  readonly tried: number;
}

export interface SeedsResult {
  readonly kind: 'seeds';
  readonly from: number;
  /** One after the last seed that was run: fewer than asked for only with `stopAtFirst`. */
  readonly end: number;
  readonly tally: Tally;
  readonly audits: readonly AuditedRun[];
  readonly handlerRuns: number;
}

export interface AuditResult {
  readonly kind: 'audit';
  readonly compared: number;
  /** Seeds that came out differently. */
  readonly different: readonly number[];
}

export interface StepsResult {
  readonly kind: 'steps';
  readonly steps: readonly ToldStep[];
  readonly fault: string | null;
}

export interface ToldStep {
  /** The handler or statement that ran. */
  readonly what: string;
  /** The event by its content. */
  readonly content: string;
  /** The run's rolling hash after the step. */
  readonly hash: number;
  /** Virtual time, in microseconds. */
  readonly time: number;
}

/** The engine itself threw: nothing may be concluded. */
export interface Broken {
  readonly kind: 'broken';
  readonly seed: string;
  readonly message: string;
}

/** What a worker is started with. */
export interface WorkerOptions {
  readonly spec: RunSpec;
  readonly seeds: SeedNaming;
  /** One run in so many is run again; 0 for none. */
  readonly auditOneIn: number;
}

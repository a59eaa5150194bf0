/** What a comparison asks of its workers, and what it gets back: plain data, one answer a job. */
import type { FaultClassName } from '../scenarios/fault-classes.js';
import type { RunRecord } from './observe/run-record.js';
import type { Variation } from './variation.js';

/** What workers are started with. */
export interface CompareOptions {
  readonly scenario: string;
  readonly policies: readonly string[];
  /** The scenario's invariants, in the order of the bits of a record's masks. */
  readonly invariants: readonly string[];
  readonly campaignSeed: string;
  readonly scenariosModule: string | null;
}

export type CompareJob = RunsJob | PartingJob | CheckJob;

/** Run each of these seeds with every policy. */
export interface RunsJob {
  readonly kind: 'runs';
  readonly profile: string;
  readonly variations: readonly Variation[];
  readonly from: number;
  readonly count: number;
}

/** Tell where two policies part in one seed. */
export interface PartingJob {
  readonly kind: 'parting';
  readonly profile: string;
  readonly first: string;
  readonly second: string;
  readonly seed: number;
}

/** Search one policy's executions with the faults of one class. */
export interface CheckJob {
  readonly kind: 'check';
  readonly policy: string;
  readonly faults: FaultClassName;
  readonly requests: number;
  readonly faultsMax: number;
  readonly statesMax: number;
}

export type CompareAnswer = RunsAnswer | PartingAnswer | CheckAnswer | FailedJob;

export interface RunsAnswer {
  readonly kind: 'runs';
  /** By policy, then by seed. */
  readonly records: readonly (readonly RunRecord[])[];
  /** By policy, then by seed: the first step that is another one than with the first policy; -1 when none is. */
  readonly partings: readonly (readonly number[])[];
}

export interface PartingAnswer {
  readonly kind: 'parting';
  /** Null when the two runs are the same. */
  readonly step: number | null;
  /** What each policy's run does there, in words. */
  readonly first: string;
  readonly second: string;
  readonly time: number;
}

export interface CheckAnswer {
  readonly kind: 'check';
  readonly workload: string;
  readonly states: number;
  /** Why it ended. */
  readonly ending: string;
  readonly properties: readonly CheckedProperty[];
}

export interface CheckedProperty {
  readonly invariant: string;
  readonly verdict: 'holds' | 'broken' | 'unknown';
  readonly tested: boolean;
  /** Holds: with at most so many faults, null for any number. Broken: with so many. Unknown: it is unbroken with at most so many; -1: not even without faults. */
  readonly faults: number | null;
  readonly steps: number | null;
  readonly evidence: string | null;
  readonly story: readonly string[];
}

/** The job threw: the model or the harness is at fault. */
export interface FailedJob {
  readonly kind: 'failed';
  readonly message: string;
}

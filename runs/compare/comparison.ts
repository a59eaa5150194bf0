/** A comparison as data: what the JSON report is, and what every other report is made from. Nothing in it depends on the clock. */
import type { Experiment } from '../experiments/experiment.js';
import type { FaultClassName } from '../scenarios/fault-classes.js';
import type { Interval } from '../statistics/binomial.js';
import type { Pairs } from '../statistics/paired.js';

export interface Comparison {
  readonly format: 'whatif comparison';
  readonly version: 1;
  readonly experiment: Experiment;
  readonly modelHash: string;
  /** What was stopped before it was done; empty for a whole comparison. */
  readonly missing: readonly string[];
  readonly policies: readonly { readonly name: string; readonly sentence: string }[];
  /** All intervals of rates hold at once with this confidence, each with that of `confidenceOfEach`. */
  readonly confidence: number;
  readonly confidenceOfEach: number;
  readonly runs: number;
  /** The sum of the digests of all runs: equal when a repetition is one. */
  readonly digest: string;
  /** The digest of the first seeds of each profile alone: a repetition that takes seconds. */
  readonly sample: { readonly seeds: number; readonly digest: string };
  readonly rates: readonly RateCell[];
  readonly checks: readonly CheckCell[];
  readonly workload: string;
  readonly prices: readonly PriceRow[];
  readonly curves: readonly Curve[];
  readonly decisions: readonly DecisionCell[];
  /** Cells of the decision table (error / request / caller / what is known) that no run came to, of how many. */
  readonly unconsulted: readonly { readonly policy: string; readonly of: number; readonly cells: readonly string[] }[];
  readonly partings: readonly PartingCount[];
  readonly pairs: readonly PairRow[];
  readonly examples: readonly PairExample[];
  readonly tradeOff: readonly TradeOffPoint[];
  readonly robustness: Robustness | null;
}

export interface RateCell {
  readonly policy: string;
  readonly profile: string;
  readonly invariant: string;
  readonly runs: number;
  readonly tested: number;
  readonly violated: number;
  readonly interval: Interval;
  /** The first seed that violates it, on the command line; null when none does. */
  readonly replay: string | null;
}

export interface CheckCell {
  readonly policy: string;
  readonly faults: FaultClassName;
  readonly invariant: string;
  readonly verdict: 'holds' | 'broken' | 'unknown';
  /** In words: holds with at most 1 fault. */
  readonly finding: string;
  readonly tested: boolean;
  readonly faultCount: number | null;
  /** The budget of states ended before executions with more faults were searched. */
  readonly isCut: boolean;
  readonly states: number;
  readonly evidence: string | null;
  readonly story: readonly string[];
  readonly replay: string;
}

export interface PriceRow {
  readonly policy: string;
  readonly profile: string;
  readonly price: string;
  readonly unit: string;
  /** Null: there was nothing to measure. */
  readonly value: number | null;
}

/** How many of the waits of a policy were over after so many seconds. */
export interface Curve {
  readonly policy: string;
  readonly what: 'dead VMs noticed' | 'stops done';
  readonly profile: string;
  readonly count: number;
  readonly points: readonly { readonly seconds: number; readonly share: number }[];
}

export interface DecisionCell {
  readonly policy: string;
  readonly truth: string;
  readonly recorded: string;
  readonly count: number;
}

/** How often, and after how many steps, the runs of a policy part from those of the first one. */
export interface PartingCount {
  readonly policy: string;
  readonly profile: string;
  readonly runs: number;
  readonly parted: number;
  readonly medianStep: number | null;
}

export interface PairRow extends Pairs {
  readonly policy: string;
  readonly profile: string;
  /** A price, or `violations`: how many invariants a run breaks. */
  readonly what: string;
  /** The share of better ones among those that differ. */
  readonly interval: Interval;
  readonly probability: number;
  readonly conclusion: 'better' | 'worse' | 'undecided';
}

/** The seed in which a policy did worst, or best, beside the first one. */
export interface PairExample {
  readonly policy: string;
  readonly profile: string;
  readonly seed: string;
  readonly which: 'worst' | 'best';
  /** Invariants that only this policy broke, and only the first one. */
  readonly brokenHere: readonly string[];
  readonly brokenThere: readonly string[];
  readonly parting: { readonly step: number; readonly time: number; readonly first: string; readonly second: string } | null;
  readonly replay: string;
  readonly replayFirst: string;
}

export interface TradeOffPoint {
  readonly policy: string;
  readonly dial: 'message loss' | 'slowness';
  readonly factor: number;
  readonly wronglyFailedPerThousand: number | null;
  readonly secondsToNotice: number | null;
  readonly failedCalls: number;
  readonly deaths: number;
}

export interface Robustness {
  readonly seeds: number;
  readonly variations: number;
  readonly conclusions: readonly RobustConclusion[];
}

export interface RobustConclusion {
  readonly policy: string;
  readonly what: string;
  readonly conclusion: 'better' | 'worse' | 'undecided';
  /** With how many variations it is the same, cannot be told, or is the contrary; and the order of all policies changes. */
  readonly same: number;
  readonly undecided: number;
  readonly reversed: readonly string[];
  readonly reordered: readonly string[];
}

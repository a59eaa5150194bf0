/** Something that `whatif check` searches: a model with a finite workload, and what is checked of it. */
import type { Properties } from '../../sim/explore/exhaustive/properties.js';
import type { Model } from '../../sim/process/model.js';
import type { Narrator } from '../../sim/show/narrator.js';
import type { Scenario } from './scenario.js';

export interface CheckSubject {
  readonly name: string;
  /** What it is about, in a line. */
  readonly sentence: string;
  /** What may be given on the command line: `--rms 8`. */
  readonly parameters: Readonly<Record<string, CheckParameter>>;
  /** Policies by name, if it has any; the first is the default. */
  readonly policies: readonly string[];
  /** The order of events unless `--timing` says otherwise; any order when left out. */
  readonly timing?: 'ranges';
  build(given: CheckValues): BuiltCheck;
  /** The scenario whose timed runs are executions of it, with a profile and settings; left out: it has no clock. */
  timed?(given: CheckValues): TimedScenario;
  /** The parameters under which a timed run of the scenario of that name is an execution; `asked` counts what a source asked for in it. */
  countsOfRun?(settings: Readonly<Record<string, number>>, asked: (source: string) => number): Readonly<Record<string, number>>;
}

export interface TimedScenario {
  readonly scenario: Scenario;
  readonly settings: Readonly<Record<string, number>>;
}

/** A count, or one of some words; the first of them is the default. */
export type CheckParameter =
  | { readonly sentence: string; readonly value: number; readonly min: number; readonly max: number }
  | { readonly sentence: string; readonly words: readonly string[] };

export interface CheckValues {
  readonly counts: Readonly<Record<string, number>>;
  readonly words: Readonly<Record<string, string>>;
  readonly policy: string;
}

export interface BuiltCheck {
  readonly model: Model;
  readonly properties: Properties;
  /** The workload in words: `4 requests and 1 guest event on 2 sleds`. */
  readonly workload: string;
  /** The invariants that are known to be broken. */
  readonly expected: readonly string[];
  /** Whether a complete search must find all of these; otherwise they may need a larger workload. */
  readonly mustBreak: boolean;
  readonly narrator: Narrator;
  /** The kinds of fault that may strike unless `--faults` says otherwise; all when left out. */
  readonly faultKinds?: readonly string[];
}

/** Tells nothing of its own: the engine's default words. */
export const PLAIN_NARRATOR: Narrator = {
  event: () => null, write: (cell, _before, after) => `${cell.slice(1).map(String).join(' ')} is ${JSON.stringify(after)}`, rule: () => null,
  beliefs: () => [],
};

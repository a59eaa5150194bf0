/**
 * A scenario: topology, workload, rules, a policy and what is expected of it. Everything that a run needs beside a seed
 * and a profile.
 */
import type { Invariant } from '../../sim/explore/invariant.js';
import type { Model } from '../../sim/process/model.js';
import type { Narrator } from '../../sim/show/narrator.js';

export interface Scenario {
  readonly name: string;
  /** What it is about, in a line. */
  readonly sentence: string;
  /** Policies by name, each with a line that says what it does. The first is the default. */
  readonly policies: Readonly<Record<string, string>>;
  /** What `--set name=value` may change: its default and a line. Durations are in microseconds, the rest are counts. */
  readonly settings: Readonly<Record<string, Setting>>;
  /** The default profile's name. */
  readonly profile: string;
  /** What the scenario is about: the invariant whose shortest violation a report tells, if it is found. */
  readonly headline: string;
  /** What a campaign is expected to see violated, per policy. */
  readonly expected: Readonly<Record<string, readonly ExpectedViolation[]>>;
  /** Marks that a campaign with this policy must reach. */
  goals(policy: string): readonly string[];
  build(policy: string, settings: Readonly<Record<string, number>>): BuiltScenario;
  /** The scenario's planted bug, which a campaign of a few seeds is known to find: the harness's canary. */
  readonly canary: { readonly build: () => BuiltScenario; readonly invariant: string; readonly seeds: number };
}

/** An invariant that the rules are known to break, under the scenario's own profile and settings. */
export interface ExpectedViolation {
  readonly invariant: string;
  /** A seed that shows it. */
  readonly seed: string;
  /** About one in so many runs shows it: a campaign of fewer than some times this may miss it. */
  readonly oneIn: number;
}

export interface Setting {
  readonly sentence: string;
  readonly unit: 'duration' | 'count';
  readonly value: number;
  readonly min: number;
  readonly max: number;
  /** Of a count: what it counts, so that a run can be made again with fewer of them. Left out: that is of no use. */
  readonly counts?: Counted;
}

/** Things that are called `sled-1`, `sled-2`, ... (`ids`: `sled-`), or the requests of a source of stimuli. */
export type Counted = { readonly ids: string } | { readonly stimuli: string };

export interface BuiltScenario {
  readonly model: Model;
  readonly invariants: readonly Invariant[];
  /** How the model's steps and states are told. */
  readonly narrator: Narrator;
}

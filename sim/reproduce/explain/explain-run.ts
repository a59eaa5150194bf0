/**
 * Why a run failed, as data: what the violation follows from, what would have averted it, and from when on nothing would.
 *
 * All of it is read from runs of the model: the recorded one, the same with one thing flipped, and forks of it. Words are made
 * of it in sim/show/explanation.ts.
 */
import type { Simulation } from '../../explore/simulation.js';
import type { Capsule } from '../capsule.js';
import { causesOf } from '../causes.js';
import type { Trace, TracedViolation } from '../trace.js';
import { counterfactuals, playRecorded, type Counterfactual } from './counterfactuals.js';
import { flipsOf } from './flips.js';
import { chancesOf, inevitableFrom, type Chance } from './forks.js';
import { PinnedRun } from './pinned-run.js';

export interface Explanation {
  readonly trace: Trace;
  readonly violation: TracedViolation;
  /** The steps that the violation follows from, with their distances; null for one that no cell shows. */
  readonly causes: ReadonlyMap<number, number> | null;
  /** Null when the run cannot be played with something changed. */
  readonly rerun: Reruns | null;
}

export interface Reruns {
  readonly counterfactuals: readonly Counterfactual[];
  /** From the first world (step 0) up to the violation. */
  readonly chances: readonly Chance[];
  /** The first step from which on every fork failed. */
  readonly inevitable: number | null;
}

export interface ExplainOptions {
  /** How many forks from each step; 0 for none. */
  readonly forks: number;
}

/** Forks are made from at most so many steps: from each, or else from those of the causal past, or evenly. */
const FORK_STEPS_MAX = 120;

/** What a run has to say for itself that cannot be played with something changed. */
export function explainRecorded(trace: Trace, violation: TracedViolation): Explanation {
  return { trace, violation, causes: causes(trace, violation), rerun: null };
}

/**
 * Explains a timed run.
 *
 * @param simulation Of all invariants, so that a counterfactual shows what else it would have violated.
 * @param trace The replay of the capsule.
 */
export function explainRun(
  simulation: Simulation, capsule: Capsule, trace: Trace, violation: TracedViolation, { forks }: ExplainOptions,
): Explanation {
  const recorded = explainRecorded(trace, violation);
  const run = new PinnedRun(capsule);
  const stepsMax = trace.steps.length * 4 + 1_000;
  const again = playRecorded(simulation, run, stepsMax);
  if (!again.violations.some(({ fingerprint }) => fingerprint === violation.fingerprint)) return recorded;
  const flips = flipsOf(trace, violation, recorded.causes, run, simulation);
  const chances = forks === 0
    ? [] : chancesOf(simulation, run, trace, violation, { forks, stepsMax, steps: forkSteps(violation.step, recorded.causes) });
  return {
    ...recorded,
    rerun: {
      counterfactuals: counterfactuals(run, flips, violation, again.faults, (changed) => playRecorded(simulation, changed, stepsMax)),
      chances, inevitable: inevitableFrom(chances),
    },
  };
}

function causes(trace: Trace, violation: TracedViolation): ReadonlyMap<number, number> | null {
  return violation.blame === null && violation.reads.length === 0 ? null : causesOf(trace, violation);
}

/** The steps from which forks are made. */
export function forkSteps(last: number, within: ReadonlyMap<number, number> | null): number[] {
  const all = Array.from({ length: last + 1 }, (_, step) => step);
  if (all.length <= FORK_STEPS_MAX) return all;
  const past = all.filter((step) => step === 0 || step === last || within?.has(step) === true);
  const candidates = within === null ? all : past;
  if (candidates.length <= FORK_STEPS_MAX) return candidates;
  const every = (candidates.length - 1) / (FORK_STEPS_MAX - 1);
  return Array.from({ length: FORK_STEPS_MAX }, (_, nth) => candidates[Math.round(nth * every)] as number);
}

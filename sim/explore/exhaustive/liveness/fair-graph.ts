/**
 * What the algorithms of this folder know of a state graph: numbered states, and the steps of one state at a time.
 *
 * Steps that change nothing are no steps (TLA+: fairness speaks of <<A>>_v; tla-rs #63): who lists a state's steps leaves
 * them out. So a state without steps that somebody must take is one where an execution may end.
 */
import { grown } from '../../../world/flat.js';

/** The label of a step that nobody ever has to take: what users do, and faults. */
export const UNFAIR = -1;
/** The target of a step that leads out of what is known: beyond the boundary, or to a state that is not explored yet. */
export const OUTSIDE = -1;
/** A step that takes part in no contest. */
export const NO_CONTEST = -1;

/** The steps of one state, side by side. */
export class Steps {
  count = 0;
  /** The state that a step leads to, or OUTSIDE. */
  targets = new Int32Array(64);
  /** The event that fires, or UNFAIR. Weak fairness: what could fire in every state from some moment on does fire. */
  labels = new Int32Array(64);
  /** Who wins which contest by it, or NO_CONTEST. Strong fairness: who could win again and again does win. */
  contests = new Int32Array(64);

  clear(): void {
    this.count = 0;
  }

  add(target: number, label: number, contest = NO_CONTEST): void {
    const { count } = this;
    if (count === this.targets.length) {
      this.targets = grown(this.targets);
      this.labels = grown(this.labels);
      this.contests = grown(this.contests);
    }
    this.targets[count] = target;
    this.labels[count] = label;
    this.contests[count] = contest;
    this.count = count + 1;
  }
}

export interface FairGraph {
  /** States are numbered from 0. */
  readonly size: number;
  /** What `list` listed last. */
  readonly steps: Steps;
  /** Lists the steps of a state that cost so many faults. Returns whether it has others that cost more. */
  list(state: number, cost: number): boolean;
}


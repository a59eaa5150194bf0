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
/** A step by which nobody wins or loses a contest. */
export const NO_CONTEST = -1;

/** The steps of one state, side by side. */
export class Steps {
  count = 0;
  /** The state that a step leads to, or OUTSIDE. */
  targets = new Int32Array(64);
  /** The event that fires, or UNFAIR. Weak fairness: what could fire in every state from some moment on does fire. */
  labels = new Int32Array(64);
  /**
   * Who gets the chance to win which contest by it, or NO_CONTEST; and whether it is won. Strong fairness: in a contest that
   * is won again and again, whoever gets the chance again and again wins, too.
   */
  chances = new Int32Array(64);
  wins = new Int32Array(64);

  clear(): void {
    this.count = 0;
  }

  add(target: number, label: number, chance = NO_CONTEST, isWon = false): void {
    const { count } = this;
    if (count === this.targets.length) {
      this.targets = grown(this.targets);
      this.labels = grown(this.labels);
      this.chances = grown(this.chances);
      this.wins = grown(this.wins);
    }
    this.targets[count] = target;
    this.labels[count] = label;
    this.chances[count] = chance;
    this.wins[count] = isWon ? 1 : 0;
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
  /** The contest that a chance is one of. */
  contestOf(chance: number): number;
}


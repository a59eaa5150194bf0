/** Why a capsule's file cannot be used: a mistake in the input, told to a person (exit code 2). */
import type { FileProblem } from '../files/file-error.js';
import { UsageError, type FailureStory } from '../terminal/failure.js';

export type CapsuleProblem =
  | FileProblem
  /** Made with other sources of the engine, the models or the invariants. */
  | 'other model'
  /** It names a scenario, policy, profile or setting that does not exist. */
  | 'unknown name';

export class CapsuleError extends UsageError {
  readonly problem: CapsuleProblem;

  constructor(problem: CapsuleProblem, story: FailureStory) {
    super(story);
    this.problem = problem;
  }
}

/** Why a capsule's file cannot be used: a mistake in the input, told to a person (exit code 2). */
import { UsageError, type FailureStory } from '../terminal/failure.js';

export type CapsuleProblem =
  /** No such file, or no permission, or a folder. */
  | 'unreadable'
  /** The beginning of a JSON text. */
  | 'truncated'
  | 'not JSON'
  /** JSON, but something else. */
  | 'not a capsule'
  | 'other version'
  /** A capsule, but a field is missing, misspelt or of another kind. */
  | 'malformed'
  /** Made with other sources of the engine, the models or the invariants. */
  | 'other model'
  /** It names a scenario, policy, profile or setting that does not exist. */
  | 'unknown name'
  /** Changed after it was written. */
  | 'edited';

export class CapsuleError extends UsageError {
  readonly problem: CapsuleProblem;

  constructor(problem: CapsuleProblem, story: FailureStory) {
    super(story);
    this.problem = problem;
  }
}

/** Why a file cannot be used or written, told to a person (exit code 2). */
import { UsageError, type FailureStory } from '../terminal/failure.js';

export type FileProblem =
  /** No such file, or no permission, or a folder. */
  | 'unreadable'
  /** The beginning of a JSON text. */
  | 'truncated'
  | 'not JSON'
  /** JSON, but of something else. */
  | 'foreign'
  | 'other version'
  /** A field is missing, misspelt or of another kind. */
  | 'malformed'
  /** Changed after it was written. */
  | 'edited'
  /** No room, no permission, or the folder is gone. */
  | 'unwritable';

export class FileError extends UsageError {
  readonly problem: FileProblem;

  constructor(problem: FileProblem, story: FailureStory) {
    super(story);
    this.problem = problem;
  }
}

/** What the system's code for a failed write means, in a sentence. */
export function whyUnwritable(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
  const known: Readonly<Record<string, string>> = {
    ENOSPC: 'The disk is full.', EDQUOT: 'The disk quota is used up.', EACCES: 'Writing there is not permitted.',
    EROFS: 'The file system is read-only.', EISDIR: 'There is a folder of that name.', ENOTDIR: 'A part of the path is no folder.',
    ENOENT: 'The folder is gone.',
  };
  return known[code] ?? `The system says ${code}.`;
}

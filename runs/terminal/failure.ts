/**
 * The two ways in which a command fails without a verdict, and the top level of every command.
 *
 * Exit codes: 0 as expected, 1 a verdict that was not expected (set by the command itself), 2 a mistake in what was
 * asked for, 3 the harness itself is broken, so that nothing may be concluded. A violation is no failure: it is what
 * a campaign is for, and is reported elsewhere.
 */
import { CommanderError } from 'commander';
import { stderrChalk } from './terminal.js';

/** What a failure tells: each field is one or more whole sentences. */
export interface FailureStory {
  /** What happened. */
  readonly what: string;
  /** Why, as far as it is known. */
  readonly why?: string | undefined;
  /** What to do next: a command, where there is one. */
  readonly next?: string | undefined;
}

/** A failure that is meant for a person: printed without a stack trace. */
export abstract class Failure extends Error {
  readonly what: string;
  readonly why: string | undefined;
  readonly next: string | undefined;
  abstract readonly exitCode: number;

  constructor(story: FailureStory) {
    super([story.what, story.why, story.next].filter((part) => part !== undefined).join(' '));
    this.what = story.what;
    this.why = story.why;
    this.next = story.next;
  }
}

/** What was asked for cannot be done: an unknown name, a malformed number. Exit code 2. */
export class UsageError extends Failure {
  override readonly name = 'UsageError';
  readonly exitCode = 2;
}

/** No verdict can be trusted: the canary was not found, a worker died, a capsule diverged. Exit code 3. */
export class HarnessBroken extends Failure {
  override readonly name = 'HarnessBroken';
  readonly exitCode = 3;
}

/** Where `runMain` writes and reports; other than the process's own in tests. */
export interface MainSurroundings {
  write(text: string): void;
  setExitCode(exitCode: number): void;
}

const ofThisProcess: MainSurroundings = {
  write: (text) => void process.stderr.write(text),
  setExitCode: (exitCode) => void (process.exitCode = exitCode),
};

/**
 * Runs a command, and turns whatever it throws into a message on stderr and an exit code.
 *
 * @param main The command. When it returns a number, or a promise of one, that is the exit code; anything else is 0.
 */
export async function runMain(
  main: () => unknown,
  surroundings: MainSurroundings = ofThisProcess,
): Promise<void> {
  if (surroundings === ofThisProcess) stopQuietlyWhenNobodyReads();
  try {
    const exitCode = await main();
    if (typeof exitCode === 'number') surroundings.setExitCode(exitCode);
  } catch (error) {
    surroundings.setExitCode(report(error, surroundings));
  }
}

function report(error: unknown, { write }: MainSurroundings): number {
  // Commander has printed its own message, or the help that was asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof Failure) {
    write(describeFailure(error));
    return error.exitCode;
  }
  write(`${stderrChalk().red('whatif met an error that it does not know.')} No verdict was reached.\n\n`);
  write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n\n`);
  write('This is a bug in whatif. Report it with the command that you ran and the lines above.\n');
  return 3;
}

/** The message for a person: what happened, why, and what to do next, a line each. */
export function describeFailure(failure: Failure): string {
  const title = failure instanceof UsageError ? 'error:' : 'harness broken:';
  const lines = [`${stderrChalk().red(title)} ${failure.what}`];
  if (failure.why !== undefined) lines.push(failure.why);
  if (failure.next !== undefined) lines.push(failure.next);
  return lines.join('\n') + '\n';
}

let listening = false;

/** `whatif ... | head` closes the pipe: stop as the shell expects (128 + SIGPIPE), not with a crash. */
function stopQuietlyWhenNobodyReads(): void {
  if (listening) return;
  listening = true;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(141);
  });
}

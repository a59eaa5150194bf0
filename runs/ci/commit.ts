/** The first seed of a campaign in CI: the commit, so that a run can be repeated and yet differs from commit to commit. */
import { spawnSync } from 'node:child_process';
import { UsageError } from '../terminal/failure.js';

/** So many hexadecimal digits of a commit name it, and can be typed. */
const DIGITS = 12;

/** @throws UsageError when there is no commit to take it from. */
export function seedOfCommit(directory: string, environment: Readonly<Record<string, string | undefined>>): string {
  const { status, stdout } = spawnSync('git', ['rev-parse', 'HEAD'], { cwd: directory, encoding: 'utf8' });
  const commit = status === 0 ? stdout.trim() : (environment['GITHUB_SHA'] ?? environment['CI_COMMIT_SHA'] ?? '');
  if (/^[0-9a-f]{40,64}$/.test(commit)) return commit.slice(0, DIGITS);
  throw new UsageError({
    what: 'The first seed comes from the commit, and there is none to be found here.',
    why: '`git rev-parse HEAD` does not name one.', next: 'Run it in a clone of the repository, or give --seed.',
  });
}

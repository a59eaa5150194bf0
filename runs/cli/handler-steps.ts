/** The last steps before a handler failed, a line each: what a story leaves to the narrator is not trusted here. */
import type { ToldStep } from '../campaign/jobs.js';
import { formatDuration } from '../terminal/duration.js';

const SHOWN_MAX = 8;

export function handlerSteps(steps: readonly ToldStep[]): string[] {
  const first = Math.max(0, steps.length - SHOWN_MAX);
  const lines = steps.slice(first).map(({ what, time }, nth) =>
    `${String(first + nth + 1).padStart(6)}  ${what}  (at ${formatDuration(time)})`);
  return first === 0 ? lines : [`        ${first} earlier steps`, ...lines];
}

/** What a search for one fingerprint says: with how many faults it can be brought about at least, and how sure that is. */
import { faultsCompleted, statesCompleted } from '../../sim/explore/exhaustive/completed.js';
import { formatCount } from '../terminal/count.js';
import type { GoalRequest } from './goal-request.js';
import type { FinishedSearch } from './run-search.js';
import { plural } from './verdicts.js';

export interface GoalOutcome {
  readonly fingerprint: string;
  /** The fewest faults of an execution that is known: found, or the capsule's own; null when there is none. */
  readonly faults: number | null;
  /** No execution has fewer. */
  readonly proven: boolean;
  /** None with at most so many brings it about; `complete` for any number; null when not even that is known. */
  readonly excluded: number | 'complete' | null;
}

export function goalJson({ fingerprint, capsuleFaults }: GoalRequest, { search, endings: { rest } }: FinishedSearch): GoalOutcome {
  const found = search.decisions[0] ?? rest?.decisions[0]?.broken ?? null;
  if (found !== null) {
    // Executions with fewer faults were all searched: they come first. Worlds at rest are judged layer by layer.
    return { fingerprint, faults: found.faults, proven: true, excluded: found.faults === 0 ? null : found.faults - 1 };
  }
  const isJudged = rest === null || (rest.ending === 'complete' && rest.decisions[0]!.isComplete);
  const within = isJudged ? faultsCompleted(search) : null;
  const excluded = within === Infinity ? 'complete' : within;
  const proven = capsuleFaults !== null && within !== null && within >= capsuleFaults - 1;
  return { fingerprint, faults: capsuleFaults, proven, excluded };
}

export function goalSentence(goal: GoalRequest, finished: FinishedSearch): string {
  const { fingerprint, faults, proven, excluded } = goalJson(goal, finished);
  const states = `${formatCount(statesCompleted(finished.search))} states`;
  const looked = `"${fingerprint}"`;
  const found = finished.search.decisions[0] ?? finished.endings.rest?.decisions[0]?.broken ?? null;
  if (found !== null) {
    const fewer = found.faults === 0 ? 'fewer there cannot be' : `no execution with at most ${plural(found.faults - 1, 'fault')} does`;
    const less = goal.capsuleFaults !== null && found.faults < goal.capsuleFaults ? ` The run of the capsule has ${goal.capsuleFaults}.` : '';
    return `Fewest faults: ${looked} can be brought about with ${plural(found.faults, 'fault')}, and ${fewer}.${less}`;
  }
  const none = excluded === null ? `${looked} was not met so far; unknown even without faults (${formatCount(finished.search.distinct)} states)`
    : excluded === 'complete' ? `no execution brings ${looked} about (${states})`
      : `no execution ${excluded === 0 ? 'without a fault' : `with at most ${plural(excluded, 'fault')}`} brings ${looked} about (${states})`;
  const own = faults === null ? '' : proven ? ` The run of the capsule has ${plural(faults, 'fault')}: that is the fewest.` : ` Whether the ${plural(faults, 'fault')} of the capsule's run are the fewest is unknown.`;
  return `Fewest faults: ${none}.${own}`;
}

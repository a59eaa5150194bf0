/** Drives a search to its end, its time limit or Ctrl-C, and says how it goes. */
import type { Goal } from '../../sim/explore/exhaustive/goal/goal.js';
import { GoalSearch } from '../../sim/explore/exhaustive/goal/goal-search.js';
import { LeadsToCheck } from '../../sim/explore/exhaustive/liveness/leads-to-check.js';
import { RestCheck } from '../../sim/explore/exhaustive/rest/rest-check.js';
import { Search } from '../../sim/explore/exhaustive/search.js';
import { hasRoomFor, restoreSearch } from '../../sim/explore/exhaustive/saved-search.js';
import { reductionOf } from '../../sim/explore/reductions/reduction.js';
import { teamMemory } from '../../sim/explore/exhaustive/team/team-memory.js';
import { formatCount } from '../terminal/count.js';
import { UsageError } from '../terminal/failure.js';
import type { SearchProgress } from './check-progress.js';
import type { CheckRequest } from './check-request.js';
import { handlerLimit } from './handler-limit.js';
import type { Endings } from './judge-endings.js';
import type { ReadCheck } from './search-file.js';
import { SearchThreads } from './search-threads.js';

export interface FinishedSearch {
  readonly search: Search;
  readonly endings: Endings;
  readonly seconds: number;
}

export interface SearchWatcher {
  /** Called a few times a second. */
  progress(progress: SearchProgress): void;
  readonly signal: AbortSignal;
}

const MILLISECONDS_BETWEEN_LOOKS = 100;

/** @throws ModelFault when the model is at fault. */
export async function runSearch(request: CheckRequest, watcher: SearchWatcher): Promise<FinishedSearch> {
  if (request.goal !== null) return searchForGoal(request, request.goal, watcher);
  const { built: { model, properties }, limits, workers, reduction, milliseconds } = request;
  const started = performance.now();
  const memory = workers === 1 ? null : teamMemory(workers, limits.bytesMax);
  const limit = handlerLimit();
  const search = new Search(model, properties, {
    ...limits, guard: limit.guard, team: memory === null ? null : { memory, index: 0 }, reduction: reductionOf(reduction),
  });
  if (request.resumed !== null) goOn(search, request.resumed);
  const secondsBefore = request.resumed?.saved.seconds ?? 0;
  const threads = memory === null ? null : new SearchThreads(request, memory);
  try {
    await drive();
  } finally {
    await threads?.end();
  }
  const seconds = secondsBefore + (performance.now() - started) / 1000;
  return { search, endings: memory === null && reduction !== 'por' && !limits.symmetry ? await judgeEndings(search, request, watcher, started) : { rest: null, leadsTo: null }, seconds };

  async function drive(): Promise<void> {
    let looked = started;
    while (!limit.slice(() => search.advance())) {
      const now = performance.now();
      if (now - looked < MILLISECONDS_BETWEEN_LOOKS) continue;
      looked = now;
      watcher.progress(progressOf(search, secondsBefore + (now - started) / 1000));
      // Lets Ctrl-C and the other events of the process through.
      await new Promise((resolve) => void setImmediate(resolve));
      if (threads?.failure) {
        search.stop();
        throw threads.failure;
      }
      if (watcher.signal.aborted || (milliseconds !== null && now - started > milliseconds)) search.stop();
    }
  }
}

async function searchForGoal({ built: { model, properties }, limits, milliseconds }: CheckRequest, goal: Goal, watcher: SearchWatcher): Promise<FinishedSearch> {
  const started = performance.now();
  const towards = new GoalSearch(model, properties, goal, { ...limits, guard: handlerLimit().guard });
  for (let looked = started; !towards.advance();) {
    const now = performance.now();
    if (now - looked < MILLISECONDS_BETWEEN_LOOKS) continue;
    looked = now;
    const progress = progressOf(towards.search, (now - started) / 1000);
    watcher.progress(towards.rest === null ? progress : { ...progress, doing: towards.rest.doing });
    await new Promise((resolve) => void setImmediate(resolve));
    if (watcher.signal.aborted || (milliseconds !== null && now - started > milliseconds)) towards.stop();
  }
  return { search: towards.search, endings: { rest: towards.rest, leadsTo: null }, seconds: (performance.now() - started) / 1000 };
}

function goOn(search: Search, { saved, fill }: ReadCheck): void {
  if (!hasRoomFor(search, saved.search)) {
    throw new UsageError({
      what: `The saved search has ${formatCount(saved.search.states)} states, which is more than --max-memory or --max-states allows.`,
      next: 'Give more with --max-memory, such as 8GB, and leave --max-states out.',
    });
  }
  restoreSearch(search, saved.search, fill);
}

/** Judges what is judged when a search has ended: within the time that the search was given, once more. */
async function judgeEndings(search: Search, { limits: { bytesMax }, milliseconds }: CheckRequest, watcher: SearchWatcher, started: number): Promise<Endings> {
  const until = milliseconds === null ? Infinity : performance.now() + milliseconds;
  const rest = new RestCheck(search, { bytesMax });
  const leadsTo = new LeadsToCheck(search, { bytesMax });
  for (const check of [rest, leadsTo]) {
    let looked = performance.now();
    // Whoever stopped the search does not wait for what follows from it.
    if (watcher.signal.aborted) check.stop();
    while (!check.advance()) {
      const now = performance.now();
      if (now - looked < MILLISECONDS_BETWEEN_LOOKS) continue;
      looked = now;
      watcher.progress({ ...progressOf(search, (now - started) / 1000), doing: check.doing });
      await new Promise((resolve) => void setImmediate(resolve));
      if (watcher.signal.aborted || now > until) check.stop();
    }
  }
  return { rest, leadsTo };
}

function progressOf({ faults, depth, distinct, generated, frontier, bytes }: Search, seconds: number): SearchProgress {
  return { faults, depth, distinct, generated, frontier, bytes, seconds };
}

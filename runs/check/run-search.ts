/** Drives a search to its end, its time limit or Ctrl-C, and says how it goes. */
import { Search } from '../../sim/explore/exhaustive/search.js';
import { teamMemory } from '../../sim/explore/exhaustive/team/team-memory.js';
import { formatCount } from '../terminal/count.js';
import type { CheckRequest } from './check-request.js';
import { SearchThreads } from './search-threads.js';

export interface FinishedSearch {
  readonly search: Search;
  readonly seconds: number;
}

export interface SearchWatcher {
  /** Called a few times a second. */
  progress(line: string): void;
  readonly signal: AbortSignal;
}

const MILLISECONDS_BETWEEN_LOOKS = 100;

/** @throws ModelFault when the model is at fault. */
export async function runSearch(request: CheckRequest, watcher: SearchWatcher): Promise<FinishedSearch> {
  const { built: { model, properties }, limits, workers, milliseconds } = request;
  const started = performance.now();
  const memory = workers === 1 ? null : teamMemory(workers, limits.bytesMax);
  const search = new Search(model, properties, { ...limits, team: memory === null ? null : { memory, index: 0 } });
  const threads = memory === null ? null : new SearchThreads(request, memory);
  try {
    await drive();
  } finally {
    await threads?.end();
  }
  return { search, seconds: (performance.now() - started) / 1000 };

  async function drive(): Promise<void> {
    let looked = started;
    while (!search.advance()) {
      const now = performance.now();
      if (now - looked < MILLISECONDS_BETWEEN_LOOKS) continue;
      looked = now;
      watcher.progress(progressLine(search, (now - started) / 1000));
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

function progressLine(search: Search, seconds: number): string {
  const frontier = search.frontier;
  return `${search.faults} faults, depth ${search.depth}: ${formatCount(search.distinct)} states, ${formatCount(search.generated)} transitions, ` +
    `${formatCount(Math.round(search.distinct / seconds))} states/s, frontier ${formatCount(frontier)}, ` +
    `${formatCount(Math.round(search.bytes / 1e6))} MB`;
}

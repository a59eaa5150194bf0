/** The other threads of a search by several workers: started, watched and ended. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { TeamMemory } from '../../sim/explore/exhaustive/team/team-memory.js';
import { ModelFault } from '../../sim/process/model-fault.js';
import { projectRoot } from '../build/model-hash.js';
import { HarnessBroken } from '../terminal/failure.js';
import type { CheckRequest } from './check-request.js';
import type { SearchThreadData, SearchThreadFailure } from './search-thread.js';

/** Megabytes of nursery: much of what is learned is garbage soon. */
const NURSERY = 64;

export class SearchThreads {
  /** What went wrong in one of them. */
  failure: Error | null = null;
  private readonly threads: readonly Worker[];

  /** Starts as many as the team has seats beside the first. @throws HarnessBroken when they cannot be started */
  constructor({ subject, values, invariant, limits }: CheckRequest, memory: TeamMemory) {
    const url = threadUrl();
    this.threads = Array.from({ length: memory.size - 1 }, (_, nth) => {
      const seat = { memory, index: nth + 1 };
      const workerData: SearchThreadData = { subject: subject.name, values, invariant, limits, seat };
      const thread = new Worker(url, { workerData, resourceLimits: { maxYoungGenerationSizeMb: NURSERY } });
      thread.on('message', ({ handler, message }: SearchThreadFailure) => {
        this.failure ??= handler === null ? broken(message) : new ModelFault(message, handler);
      });
      thread.on('error', (error) => void (this.failure ??= broken(error.message)));
      return thread;
    });
  }

  async end(): Promise<void> {
    await Promise.all(this.threads.map((thread) => thread.terminate()));
  }
}

function broken(why: string): HarnessBroken {
  return new HarnessBroken({ what: 'A worker of the search ended before its time.', why, next: 'Try again with --workers 1.' });
}

function threadUrl(): URL {
  const here = fileURLToPath(import.meta.url);
  if (here.endsWith('.js')) return new URL('./search-thread.js', import.meta.url);
  const compiled = path.join(projectRoot, 'dist', 'runs', 'check', 'search-thread.js');
  if (existsSync(compiled)) return pathToFileURL(compiled);
  throw new HarnessBroken({ what: 'A worker of the search cannot be started.', why: `There is no ${compiled}.`, next: 'Run `npm run build`, and try again.' });
}

/** Workers as a campaign sees them: threads, or this very thread (for tests, and wherever there are no threads). */
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { projectRoot } from '../build/model-hash.js';
import { Heartbeat } from './heartbeat.js';
import { JobRunner } from './job-runner.js';
import type { Job, JobResult, WorkerOptions } from './jobs.js';

/** Learning allocates much that dies at once: a larger nursery saves a tenth of a campaign's first seconds. */
const YOUNG_GENERATION_MB = 192;

export interface WorkerListener {
  ready(): void;
  done(result: JobResult): void;
  /** It ended without being asked to. */
  died(reason: string): void;
}

export interface CampaignWorker {
  readonly heartbeat: Heartbeat;
  post(job: Job): void;
  /** Ends it, whatever it does; its listener hears no more of it. */
  end(): Promise<void>;
}

export type StartWorker = (options: WorkerOptions, listener: WorkerListener) => CampaignWorker;

/** Starts a thread. It runs compiled code, also when this code is run from its TypeScript source. */
export const startThread: StartWorker = (options, listener) => {
  const heartbeat = new Heartbeat();
  const worker = new Worker(threadFile(), {
    workerData: { options, heartbeat: heartbeat.buffer },
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
  });
  let ended = false;
  const died = (reason: string): void => {
    if (ended) return;
    ended = true;
    listener.died(reason);
  };
  worker.on('message', (message: JobResult | 'ready') => {
    if (ended) return;
    if (message === 'ready') listener.ready();
    else listener.done(message);
  });
  worker.on('error', (error: unknown) => died(error instanceof Error ? error.message : String(error)));
  worker.on('exit', (code) => died(`it exited with code ${code}`));
  return {
    heartbeat,
    post: (job) => worker.postMessage(job),
    end: async () => {
      ended = true;
      await worker.terminate();
    },
  };
};

/** Does its jobs in this thread, one in each turn of the event loop. A handler that never ends is not caught. */
export const startInline: StartWorker = (options, listener) => {
  const heartbeat = new Heartbeat();
  let ended = false;
  let runner: JobRunner | null = null;
  JobRunner.create(options, heartbeat).then(
    (created) => {
      runner = created;
      if (!ended) listener.ready();
    },
    (error: unknown) => {
      if (!ended) listener.died(error instanceof Error ? error.message : String(error));
    },
  );
  return {
    heartbeat,
    post: (job) => void setImmediate(() => {
      if (!ended && runner !== null) listener.done(runner.do(job));
    }),
    end: () => {
      ended = true;
      return Promise.resolve();
    },
  };
};

function threadFile(): URL {
  const here = fileURLToPath(import.meta.url);
  if (here.endsWith('.js')) return new URL('./worker-thread.js', import.meta.url);
  return pathToFileURL(path.join(projectRoot, 'dist', 'runs', 'campaign', 'worker-thread.js'));
}

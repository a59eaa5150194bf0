/**
 * The workers of a comparison. Jobs are handed out in order, and answers are kept by the number of their job: what comes out is
 * the same for any number of workers.
 */
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { projectRoot } from '../build/model-hash.js';
import { HarnessBroken } from '../terminal/failure.js';
import type { CompareAnswer, CompareJob, CompareOptions } from './compare-job.js';
import { CompareRunner } from './compare-runner.js';

export interface WorkersOptions {
  readonly options: CompareOptions;
  readonly workers: number;
  /** Run everything in this thread: for tests. */
  readonly inline: boolean;
  /** No more jobs are handed out from then on; what is under way ends. */
  readonly signal: AbortSignal;
}

const YOUNG_GENERATION_MB = 128;

export class CompareWorkers {
  private readonly given: WorkersOptions;
  private readonly threads: Worker[] = [];
  private inline: CompareRunner | null = null;

  constructor(given: WorkersOptions) {
    this.given = given;
  }

  /**
   * Does these jobs. An answer is null when its job was not begun before the signal.
   *
   * @throws HarnessBroken when a worker dies, or a job fails.
   */
  async do(jobs: readonly CompareJob[], done: (job: CompareJob) => void): Promise<(CompareAnswer | null)[]> {
    const answers = jobs.map((): CompareAnswer | null => null);
    let next = 0;
    const take = (): number => (this.given.signal.aborted || next >= jobs.length ? -1 : next++);
    const keep = (nth: number, answer: CompareAnswer): void => {
      if (answer.kind === 'failed') throw broken(jobs[nth]!, answer.message);
      answers[nth] = answer;
      done(jobs[nth]!);
    };
    if (this.given.inline) {
      this.inline ??= await CompareRunner.create(this.given.options);
      for (let nth = take(); nth >= 0; nth = take()) {
        keep(nth, this.inline.do(jobs[nth]!));
        // Lets Ctrl-C and the other events of the process through.
        await new Promise((resolve) => void setImmediate(resolve));
      }
      return answers;
    }
    while (this.threads.length < Math.min(this.given.workers, jobs.length)) this.threads.push(await started(this.given.options));
    await Promise.all(this.threads.map(async (thread) => {
      for (let nth = take(); nth >= 0; nth = take()) keep(nth, await asked(thread, jobs[nth]!));
    }));
    return answers;
  }

  async end(): Promise<void> {
    await Promise.all(this.threads.map((thread) => thread.terminate()));
  }
}

function started(options: CompareOptions): Promise<Worker> {
  const thread = new Worker(threadFile(), { workerData: options, resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB } });
  return new Promise((resolve, reject) => {
    const onError = (error: unknown): void => reject(broken(null, error instanceof Error ? error.message : String(error)));
    thread.once('error', onError);
    thread.once('message', () => {
      thread.off('error', onError);
      resolve(thread);
    });
  });
}

function asked(thread: Worker, job: CompareJob): Promise<CompareAnswer> {
  return new Promise((resolve, reject) => {
    const fail = (why: string): void => reject(broken(job, why));
    const over = (): void => void thread.off('error', onError).off('exit', onExit).off('message', onMessage);
    const onError = (error: unknown): void => (over(), fail(error instanceof Error ? error.message : String(error)));
    const onExit = (code: number): void => (over(), fail(`it exited with code ${code}`));
    const onMessage = (answer: CompareAnswer): void => (over(), resolve(answer));
    thread.on('error', onError).on('exit', onExit).on('message', onMessage);
    thread.postMessage(job);
  });
}

function broken(job: CompareJob | null, why: string): HarnessBroken {
  const what = job === null ? 'A worker of the comparison cannot be started.' : `A worker of the comparison failed while it did ${JSON.stringify(job)}.`;
  return new HarnessBroken({ what, why, next: 'Run `npm run build`, and try again with --workers 1.' });
}

function threadFile(): URL {
  const here = fileURLToPath(import.meta.url);
  if (here.endsWith('.js')) return new URL('./compare-thread.js', import.meta.url);
  return pathToFileURL(path.join(projectRoot, 'dist', 'runs', 'compare', 'compare-thread.js'));
}

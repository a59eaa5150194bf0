/** One of a campaign's workers: what it is doing, and whether it still does it. Replaced when it is gone. */
import type { Job, JobResult, WorkerOptions } from './jobs.js';
import type { CampaignWorker, StartWorker } from './workers.js';

/** What a slot reports. `index` is the seed that ran, or null when none did. */
export interface SlotListener {
  /** It waits for a job. */
  idle(slot: WorkerSlot): void;
  done(slot: WorkerSlot, job: Job, result: JobResult, milliseconds: number): void;
  lost(slot: WorkerSlot, job: Job | null, loss: Loss): void;
}

export interface Loss {
  readonly how: 'made no progress' | 'ended its worker';
  readonly index: number;
  /** The seed that ran, as its run is called. */
  readonly seed: string;
  readonly handler: string;
  readonly detail: string;
  /** It never became ready: another one would not, either. */
  readonly atStart: boolean;
}

export class WorkerSlot {
  readonly number: number;
  private readonly start: StartWorker;
  private readonly options: WorkerOptions;
  private readonly listener: SlotListener;
  private worker: CampaignWorker | null = null;
  private job: Job | null = null;
  private isReady = false;
  private postedMs = 0;
  private beats = 0;
  private quietTicks = 0;

  constructor(number: number, start: StartWorker, options: WorkerOptions, listener: SlotListener) {
    this.number = number;
    this.start = start;
    this.options = options;
    this.listener = listener;
  }

  get isIdle(): boolean {
    return this.isReady && this.job === null;
  }

  get isBusy(): boolean {
    return this.job !== null;
  }

  /** Starts the worker, or another one in its place. */
  open(): void {
    this.isReady = false;
    this.job = null;
    this.quietTicks = 0;
    this.worker = this.start(this.options, {
      ready: () => {
        this.isReady = true;
        this.listener.idle(this);
      },
      done: (result) => {
        const job = this.job as Job;
        this.job = null;
        this.listener.done(this, job, result, performance.now() - this.postedMs);
      },
      died: (detail) => this.lose('ended its worker', detail),
    });
  }

  post(job: Job): void {
    this.job = job;
    this.postedMs = performance.now();
    this.quietTicks = 0;
    this.worker?.post(job);
  }

  /**
   * Called at regular intervals. Counting them, rather than reading a clock, makes no difference between a machine that
   * slept and one that did not.
   */
  watch(quietTicksMax: number): void {
    if (this.worker === null || this.job === null) return;
    const beats = this.worker.heartbeat.beats;
    this.quietTicks = beats === this.beats ? this.quietTicks + 1 : 0;
    this.beats = beats;
    if (this.quietTicks > quietTicksMax) this.lose('made no progress', 'it was ended');
  }

  async close(): Promise<void> {
    const worker = this.worker;
    this.worker = null;
    this.isReady = false;
    await worker?.end();
  }

  private lose(how: Loss['how'], detail: string): void {
    const { worker, job } = this;
    if (worker === null) return;
    const { seedIndex: index, seed, handler } = worker.heartbeat;
    const atStart = !this.isReady;
    this.job = null;
    void this.close();
    this.listener.lost(this, job, { how, index, seed, handler, detail, atStart });
  }
}

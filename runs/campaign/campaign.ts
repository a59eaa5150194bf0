/**
 * A campaign: many seeded runs of one scenario, shared among workers. Its result depends on the seeds that were covered
 * and on nothing else: not on the number of workers, not on their speed, not on which of them died.
 *
 * This is the main thread: it hands out the work (work.ts), watches the workers and replaces those that hang or die, and has
 * progress kept where that was asked for (state/). It leaves out what is told of the result (runs/cli).
 */
import { counted, formatCount } from '../terminal/count.js';
import { HarnessBroken, UsageError } from '../terminal/failure.js';
import type { CampaignResult, Divergence } from './campaign-result.js';
import type { CampaignOptions, CampaignWatcher } from './campaign-options.js';
import { compareSteps } from './divergence.js';
import type { Job, StepsResult } from './jobs.js';
import { Work } from './work.js';
import { WorkerSlot, type Loss } from './worker-slot.js';
import { startThread } from './workers.js';

export const AUDIT_ONE_IN = 100;
const HANG_SECONDS = 10;
const WATCH_EVERY_MILLISECONDS = 250;
/** The most workers that may be lost before the campaign gives up. */
const LOSSES_MAX = 40;
/** The most faults of the model whose steps are fetched. */
const TOLD_FAULTS_MAX = 5;

/**
 * Runs a campaign. `signal` stops it early: what was covered by then is reported.
 *
 * @throws HarnessBroken when no worker can be kept alive; FileError when its state cannot be written.
 */
export function runCampaign(
  options: CampaignOptions, watcher: CampaignWatcher = {}, signal?: AbortSignal,
): Promise<CampaignResult> {
  return new Campaign(options, watcher).run(signal);
}

class Campaign {
  private readonly options: CampaignOptions;
  private readonly watcher: CampaignWatcher;
  private readonly work: Work;
  private readonly slots: WorkerSlot[];
  private interrupted = false;
  private losses = 0;
  /** When the first seeds were handed out, and when the last ones came back. */
  private startedMs = 0;
  private lastMs = 0;
  private finish: () => void = () => undefined;
  private fail: (error: Error) => void = () => undefined;

  constructor(options: CampaignOptions, watcher: CampaignWatcher) {
    this.options = options;
    this.watcher = watcher;
    this.work = new Work(options, options.state ?? null);
    if (options.state !== undefined) this.work.restore(options.state.snapshot, options.state.records);
    const { spec, seeds, auditOneIn = AUDIT_ONE_IN, startWorker = startThread } = options;
    this.slots = Array.from({ length: options.workers }, (_, number) => new WorkerSlot(
      number, startWorker, { spec, seeds, auditOneIn }, {
        idle: () => this.guarded(() => this.handOut()),
        done: (slot, job, result, milliseconds) => this.guarded(() => {
          this.work.done(slot.number, job, result, milliseconds);
          if (job.kind === 'seeds') this.lastMs = performance.now();
          if (job.kind === 'seeds') this.watcher.progress?.(this.work.seeds.tally);
          this.handOut();
        }),
        lost: (slot, job, loss) => this.guarded(() => this.lose(slot, job, loss)),
      }));
  }

  async run(signal: AbortSignal | undefined): Promise<CampaignResult> {
    const { milliseconds, hangSeconds = HANG_SECONDS } = this.options;
    const interrupt = (): void => {
      this.interrupted = true;
      this.guarded(() => this.stop());
    };
    signal?.addEventListener('abort', interrupt);
    const quietTicksMax = (hangSeconds * 1000) / WATCH_EVERY_MILLISECONDS;
    const watch = setInterval(() => this.slots.forEach((slot) => slot.watch(quietTicksMax)), WATCH_EVERY_MILLISECONDS);
    const limit = milliseconds === null ? undefined : setTimeout(() => this.guarded(() => this.stop()), milliseconds);
    try {
      await new Promise<void>((resolve, reject) => {
        this.finish = resolve;
        this.fail = reject;
        if (signal?.aborted === true) interrupt();
        this.refuseFewerSeeds();
        this.slots.forEach((slot) => slot.open());
      });
      const result = await this.result();
      await this.options.state?.compact(() => this.work.snapshot(), true);
      return result;
    } finally {
      clearInterval(watch);
      clearTimeout(limit);
      signal?.removeEventListener('abort', interrupt);
      await Promise.all(this.slots.map((slot) => slot.close()));
      await this.options.state?.close();
    }
  }

  /** What a worker's answer brings about may fail: the state's disk is full. That ends the campaign, and what was kept stays. */
  private guarded(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.fail(error as Error);
    }
  }

  private refuseFewerSeeds(): void {
    const { seedsMax } = this.options;
    const { covered } = this.work.seeds;
    if (seedsMax === null || covered <= seedsMax) return;
    throw new UsageError({
      what: `The state covers ${counted(covered, 'seed')} already, more than the ${formatCount(seedsMax)} that are asked for.`,
      next: 'Ask for at least as many seeds, or name another folder with --state.',
    });
  }

  private stop(): void {
    this.work.stop();
    this.handOut();
  }

  private handOut(): void {
    for (const slot of this.slots) {
      if (!slot.isIdle) continue;
      const job = this.work.next(slot.number);
      if (job === null) continue;
      if (this.startedMs === 0 && job.kind === 'seeds') this.startedMs = performance.now();
      slot.post(job);
    }
    this.compactState();
    // A worker that is still starting may be the only one that is allowed an audit: wait for it.
    if (this.slots.every((slot) => slot.isIdle)) this.finish();
  }

  private compactState(): void {
    this.options.state?.compact(() => this.work.snapshot()).catch((error: unknown) => this.fail(error as Error));
  }

  private lose(slot: WorkerSlot, job: Job | null, loss: Loss): void {
    this.losses += 1;
    if (loss.atStart || this.losses > LOSSES_MAX) {
      const what = loss.atStart ? 'A worker of the campaign cannot be started.' : 'The workers of the campaign keep dying.';
      this.fail(new HarnessBroken({ what, why: loss.detail, next: 'Run `npm run build`, and try again with --workers 1.' }));
      return;
    }
    if (job !== null) this.work.lost(slot.number, job, loss);
    const how = loss.how === 'made no progress' ? loss.how : 'died';
    const where = loss.handler === '' ? 'before any handler ran' : `last in ${loss.handler}`;
    this.watcher.warn?.(`A worker ${how} in seed ${loss.seed}, ${where} (${loss.detail}). Another one takes its place.`);
    slot.open();
    this.handOut();
  }

  private async result(): Promise<CampaignResult> {
    const { work, interrupted, options } = this;
    const divergence = await this.divergence();
    const stepsToFault = await this.stepsToFault();
    const { seeds: { tally, covered }, canary, audited, broken, handlerRuns } = work;
    return {
      tally, seedsCovered: covered, stuck: work.stuck.filter(({ index }) => index < covered), stepsToFault,
      canary: canary === null ? null : { seed: canary.seed, tried: canary.tried },
      audited, divergence, broken, interrupted, handlerRuns,
      seconds: Math.max(0, this.lastMs - this.startedMs) / 1000, workers: options.workers,
    };
  }

  /** Where the run that came out differently did so. */
  private async divergence(): Promise<Divergence | null> {
    const { different } = this.work;
    if (different === null) return null;
    const first = await this.stepsOf(different.seed, false);
    return compareSteps(different.seed, first, await this.stepsOf(different.seed, true));
  }

  private async stepsToFault(): Promise<Map<string, StepsResult['steps']>> {
    const steps = new Map<string, StepsResult['steps']>();
    for (const { subject, example } of this.work.seeds.tally.modelFaults.slice(0, TOLD_FAULTS_MAX)) {
      steps.set(subject, (await this.stepsOf(example.seed, false)).steps);
    }
    return steps;
  }

  private stepsOf(seed: string, fresh: boolean): Promise<StepsResult> {
    const steps = this.work.stepsOf(seed, fresh);
    this.handOut();
    return steps;
  }
}

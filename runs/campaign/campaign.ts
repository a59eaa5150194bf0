/**
 * A campaign: many seeded runs of one scenario, shared among workers. Its result depends on the seeds that were covered
 * and on nothing else: not on the number of workers, not on their speed, not on which of them died.
 *
 * The main thread hands out ranges of seeds, merges their tallies, has about one run in a hundred run again elsewhere,
 * looks for the canary, and replaces workers that hang or die. It leaves out what is told of it (runs/cli).
 */
import type { Tally } from '../../sim/explore/tally.js';
import { HarnessBroken } from '../terminal/failure.js';
import type { CampaignResult, Divergence, StuckRun } from './campaign-result.js';
import { CoveredSeeds } from './covered-seeds.js';
import { compareSteps } from './divergence.js';
import type { AuditedRun, AuditResult, CanaryResult, Job, JobResult, SeedsJob, StepsResult } from './jobs.js';
import { seedOf, type RunSpec, type SeedNaming } from './run-spec.js';
import { WorkerSlot, type Loss } from './worker-slot.js';
import { startThread, type StartWorker } from './workers.js';

const WATCH_EVERY_MILLISECONDS = 250;
/** The most workers that may be lost before the campaign gives up. */
const LOSSES_MAX = 40;
/** The most faults of the model whose steps are fetched. */
const TOLD_FAULTS_MAX = 5;

export interface CampaignOptions {
  readonly spec: RunSpec;
  readonly seeds: SeedNaming;
  /** How many seeds; null for as many as the time allows. */
  readonly seedsMax: number | null;
  /** After this time no more seeds are handed out; null for no limit. */
  readonly milliseconds: number | null;
  /** Stop at the first seed with a finding: exactly the seeds up to it are covered. */
  readonly untilFirst: boolean;
  readonly workers: number;
  /** One run in so many is run again elsewhere; 0 for none. The first one always is. */
  readonly auditOneIn?: number;
  /** A worker that makes no progress for so long is replaced. */
  readonly hangSeconds?: number;
  /** Seeds in a range; by default as many as keep a worker busy for a fraction of a second. */
  readonly rangeSize?: number;
  readonly startWorker?: StartWorker;
  readonly canary?: boolean;
}

export interface CampaignWatcher {
  /** Called after each range of seeds. */
  progress?(tally: Tally): void;
  /** Something went wrong that the campaign survives. */
  warn?(message: string): void;
}

/**
 * Runs a campaign. `signal` stops it early: what was covered by then is reported.
 *
 * @throws HarnessBroken when no worker can be kept alive.
 */
export function runCampaign(
  options: CampaignOptions, watcher: CampaignWatcher = {}, signal?: AbortSignal,
): Promise<CampaignResult> {
  return new Campaign(options, watcher).run(signal);
}

class Campaign {
  private readonly options: CampaignOptions;
  private readonly watcher: CampaignWatcher;
  private readonly slots: WorkerSlot[];
  private readonly seeds: CoveredSeeds;
  private readonly audits: { run: AuditedRun; slot: number }[] = [];
  private readonly stuck: StuckRun[] = [];
  private readonly lostOnce = new Set<string>();
  private readonly waitingForSteps: ((result: StepsResult) => void)[] = [];
  private readonly stepsJobs: Job[] = [];
  private canary: CanaryResult | null = null;
  private canaryIsOut: boolean;
  private audited = 0;
  private different: number | null = null;
  private divergence: Divergence | null = null;
  private broken: CampaignResult['broken'] = null;
  private stopping = false;
  private interrupted = false;
  private losses = 0;
  private handlerRuns = 0;
  private startedMs = 0;
  private lastMs = 0;
  private finish: (() => void) | null = null;
  private fail: ((error: Error) => void) | null = null;

  constructor(options: CampaignOptions, watcher: CampaignWatcher) {
    this.options = options;
    this.watcher = watcher;
    this.canaryIsOut = options.canary === false;
    this.seeds = new CoveredSeeds(options.seedsMax, options.untilFirst, options.workers, options.rangeSize ?? null);
    const workerOptions = { spec: options.spec, seeds: options.seeds, auditOneIn: options.auditOneIn ?? 100 };
    this.slots = Array.from({ length: options.workers }, (_, number) => new WorkerSlot(
      number, options.startWorker ?? startThread, workerOptions, {
        idle: () => this.handOut(),
        done: (slot, job, result, milliseconds) => this.take(slot, job, result, milliseconds),
        lost: (slot, job, loss) => this.lose(slot, job, loss),
      }));
  }

  async run(signal: AbortSignal | undefined): Promise<CampaignResult> {
    const interrupt = (): void => {
      this.interrupted = true;
      this.stopping = true;
      this.handOut();
    };
    signal?.addEventListener('abort', interrupt);
    const quietTicksMax = ((this.options.hangSeconds ?? 10) * 1000) / WATCH_EVERY_MILLISECONDS;
    const watch = setInterval(() => this.slots.forEach((slot) => slot.watch(quietTicksMax)), WATCH_EVERY_MILLISECONDS);
    let limit: NodeJS.Timeout | undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        this.finish = resolve;
        this.fail = reject;
        if (signal?.aborted === true) interrupt();
        this.slots.forEach((slot) => slot.open());
        if (this.options.milliseconds !== null) {
          limit = setTimeout(() => {
            this.stopping = true;
            this.handOut();
          }, this.options.milliseconds);
        }
      });
      const stepsToFault = await this.explain();
      return this.result(stepsToFault);
    } finally {
      clearInterval(watch);
      clearTimeout(limit);
      signal?.removeEventListener('abort', interrupt);
      await Promise.all(this.slots.map((slot) => slot.close()));
    }
  }

  private handOut(): void {
    for (const slot of this.slots) {
      if (!slot.isIdle) continue;
      const job = this.nextJob(slot);
      if (job === null) continue;
      if (this.startedMs === 0 && job.kind === 'seeds') this.startedMs = performance.now();
      slot.post(job);
    }
    if (this.slots.some(({ isIdle }) => isIdle) && !this.slots.some(({ isBusy }) => isBusy)) {
      if (this.nothingLeft()) this.finish?.();
    }
  }

  private nextJob(slot: WorkerSlot): Job | null {
    const steps = this.stepsJobs.shift();
    if (steps !== undefined) return steps;
    if (this.broken !== null) return null;
    if (!this.canaryIsOut) {
      this.canaryIsOut = true;
      return { kind: 'canary' };
    }
    return this.auditJob(slot) ?? this.seedsJob();
  }

  private auditJob(slot: WorkerSlot): Job | null {
    const alone = this.slots.length === 1;
    const chosen = this.audits.filter((audit) => alone || audit.slot !== slot.number);
    if (chosen.length === 0) return null;
    for (const audit of chosen) this.audits.splice(this.audits.indexOf(audit), 1);
    return { kind: 'audit', runs: chosen.map(({ run }) => run), sameWorker: alone };
  }

  private seedsJob(): SeedsJob | null {
    const range = this.seeds.take(!this.stopping || this.seeds.handedOut === 0);
    if (range === null) return null;
    const skip = this.stuck.map(({ index }) => index).filter((index) => index >= range.from && index < range.from + range.count);
    return { kind: 'seeds', ...range, skip, stopAtFirst: this.options.untilFirst };
  }

  /** Only workers that are not there yet may have work that others cannot do: each audit has a second worker. */
  private nothingLeft(): boolean {
    return this.broken !== null || this.slots.every((slot) => slot.isIdle) || this.audits.length === 0;
  }

  private take(slot: WorkerSlot, job: Job, result: JobResult, milliseconds: number): void {
    switch (result.kind) {
      case 'canary':
        this.canary = result;
        break;
      case 'seeds':
        this.lastMs = performance.now();
        this.handlerRuns += result.handlerRuns;
        this.seeds.done(result, milliseconds);
        this.audits.push(...result.audits.map((run) => ({ run, slot: slot.number })));
        this.watcher.progress?.(this.seeds.tally);
        break;
      case 'audit':
        this.compared(result);
        break;
      case 'steps':
        this.waitingForSteps.shift()?.(result);
        break;
      case 'broken':
        this.broken ??= { seed: result.seed, message: result.message };
        if (job.kind === 'steps') this.waitingForSteps.shift()?.({ kind: 'steps', index: job.index, steps: [], fault: null });
        break;
    }
    this.handOut();
  }

  private compared({ compared, different }: AuditResult): void {
    this.audited += compared;
    const first = different[0];
    if (first !== undefined && (this.different === null || first < this.different)) {
      this.different = first;
      this.stopping = true;
    }
  }

  private lose(slot: WorkerSlot, job: Job | null, loss: Loss): void {
    this.losses += 1;
    if (loss.atStart || this.losses > LOSSES_MAX) {
      const what = loss.atStart ? 'A worker of the campaign cannot be started.' : 'The workers of the campaign keep dying.';
      this.fail?.(new HarnessBroken({ what, why: loss.detail, next: 'Run `npm run build`, and try again with --workers 1.' }));
      return;
    }
    const seed = seedOf(this.options.seeds, loss.index);
    const where = loss.handler === '' ? 'before any handler ran' : `last in ${loss.handler}`;
    this.watcher.warn?.(`A worker ${loss.how === 'made no progress' ? loss.how : 'died'} in seed ${seed}, ${where} (${loss.detail}). Another one takes its place.`);
    // A worker may die of something that is no fault of its seed: the second time it is.
    const isToBlame = loss.how === 'made no progress' || this.lostOnce.has(`${job?.kind ?? ''} ${loss.index}`);
    this.lostOnce.add(`${job?.kind ?? ''} ${loss.index}`);
    if (job !== null) this.giveBack(slot, job, loss, isToBlame);
    slot.open();
    this.handOut();
  }

  /** What becomes of the job that a lost worker had. */
  private giveBack(slot: WorkerSlot, job: Job, { index, handler, how, detail }: Loss, isToBlame: boolean): void {
    switch (job.kind) {
      case 'seeds':
        if (isToBlame) {
          this.stuck.push({ index, seed: seedOf(this.options.seeds, index), handler, how, detail });
          if (this.options.untilFirst) this.stopping = true;
        }
        this.seeds.giveBack(job);
        break;
      case 'canary':
        if (isToBlame) this.canary = { kind: 'canary', seed: null, tried: index + 1 };
        else this.canaryIsOut = false;
        break;
      case 'audit':
        if (isToBlame) this.compared({ kind: 'audit', compared: 1, different: [index] });
        else this.audits.push(...job.runs.map((run) => ({ run, slot: slot.number })));
        break;
      case 'steps':
        this.waitingForSteps.shift()?.({ kind: 'steps', index: job.index, steps: [], fault: detail });
        break;
    }
  }

  /** The steps that led to each fault of the model, and to a run that came out differently. */
  private async explain(): Promise<Map<string, StepsResult['steps']>> {
    if (this.different !== null) {
      const [first, second] = [await this.stepsOf(this.different, false), await this.stepsOf(this.different, true)];
      this.divergence = compareSteps(seedOf(this.options.seeds, this.different), first, second);
    }
    const steps = new Map<string, StepsResult['steps']>();
    for (const { subject, example } of this.seeds.tally.modelFaults.slice(0, TOLD_FAULTS_MAX)) {
      steps.set(subject, (await this.stepsOf(example.index, false)).steps);
    }
    return steps;
  }

  private stepsOf(index: number, fresh: boolean): Promise<StepsResult> {
    return new Promise((resolve) => {
      this.waitingForSteps.push(resolve);
      this.stepsJobs.push({ kind: 'steps', index, fresh });
      this.handOut();
    });
  }

  private result(stepsToFault: Map<string, StepsResult['steps']>): CampaignResult {
    const { tally, covered } = this.seeds;
    const { canary, audited, divergence, broken, interrupted, handlerRuns } = this;
    return {
      tally, seedsCovered: covered, stuck: this.stuck.filter(({ index }) => index < covered), stepsToFault,
      canary: canary === null ? null : { seed: canary.seed, tried: canary.tried },
      audited, divergence, broken, interrupted, handlerRuns,
      seconds: Math.max(0, this.lastMs - this.startedMs) / 1000, workers: this.options.workers,
    };
  }
}

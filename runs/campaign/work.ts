/**
 * The work of a campaign: which job is next, what came back, and what becomes of a job whose worker was lost. First the
 * canary, then audits as they come up, then seeds.
 */
import type { CampaignResult, StuckRun } from './campaign-result.js';
import type { CampaignOptions } from './campaign-options.js';
import { CoveredSeeds } from './covered-seeds.js';
import type { AuditedRun, AuditResult, CanaryResult, Job, JobResult, SeedsJob, StepsResult } from './jobs.js';
import { seedOf } from './run-spec.js';
import type { Loss } from './worker-slot.js';

export class Work {
  readonly seeds: CoveredSeeds;
  readonly stuck: StuckRun[] = [];
  canary: CanaryResult | null = null;
  /** How many runs were compared with their repetition, and the first seed that came out differently. */
  audited = 0;
  different: number | null = null;
  broken: CampaignResult['broken'] = null;
  handlerRuns = 0;
  private readonly options: CampaignOptions;
  private readonly audits: { readonly run: AuditedRun; readonly worker: number }[] = [];
  private readonly lostOnce = new Set<string>();
  private readonly stepsJobs: Job[] = [];
  private readonly waitingForSteps: ((result: StepsResult) => void)[] = [];
  private canaryIsOut = false;
  private stopping = false;

  constructor(options: CampaignOptions) {
    this.options = options;
    this.seeds = new CoveredSeeds(options.seedsMax, options.untilFirst, options.workers, options.rangeSize ?? null);
  }

  /** No new seeds from now on. At least one range is handed out all the same: no campaign says nothing at all. */
  stop(): void {
    this.stopping = true;
  }

  /** The next job for this worker; null when it has to wait, or there is none. */
  next(worker: number): Job | null {
    const steps = this.stepsJobs.shift();
    if (steps !== undefined) return steps;
    if (this.broken !== null) return null;
    if (!this.canaryIsOut) {
      this.canaryIsOut = true;
      return { kind: 'canary' };
    }
    return this.nextAudit(worker) ?? this.nextSeeds();
  }

  /** Asks for the steps of one run. Somebody has to hand the job out. */
  stepsOf(index: number, fresh: boolean): Promise<StepsResult> {
    this.stepsJobs.push({ kind: 'steps', index, fresh });
    return new Promise((resolve) => this.waitingForSteps.push(resolve));
  }

  done(worker: number, job: Job, result: JobResult, milliseconds: number): void {
    switch (result.kind) {
      case 'canary':
        this.canary = result;
        break;
      case 'seeds':
        this.handlerRuns += result.handlerRuns;
        this.seeds.done(result, milliseconds);
        this.audits.push(...result.audits.map((run) => ({ run, worker })));
        break;
      case 'audit':
        this.compared(result);
        break;
      case 'steps':
        this.waitingForSteps.shift()?.(result);
        break;
      case 'broken':
        this.broken ??= { seed: result.seed, message: result.message };
        if (job.kind === 'steps') this.noSteps(job.index, result.message);
        break;
    }
  }

  /** A worker may die of something that is no fault of its seed: it is to blame when it hangs, or kills a second one. */
  lost(worker: number, job: Job, { index, handler, how, detail }: Loss): void {
    const isToBlame = how === 'made no progress' || this.lostOnce.has(`${job.kind} ${index}`);
    this.lostOnce.add(`${job.kind} ${index}`);
    switch (job.kind) {
      case 'seeds':
        if (isToBlame) {
          this.stuck.push({ index, seed: seedOf(this.options.seeds, index), handler, how, detail });
          if (this.options.untilFirst) this.stop();
        }
        this.seeds.giveBack(job);
        break;
      case 'canary':
        if (isToBlame) this.canary = { kind: 'canary', seed: null, tried: index + 1 };
        else this.canaryIsOut = false;
        break;
      case 'audit':
        if (isToBlame) this.compared({ kind: 'audit', compared: 1, different: [index] });
        else this.audits.push(...job.runs.map((run) => ({ run, worker })));
        break;
      case 'steps':
        this.noSteps(job.index, detail);
        break;
    }
  }

  /** Audits are for another worker than the one that ran the seeds, where there is one. */
  private nextAudit(worker: number): Job | null {
    const alone = this.options.workers === 1;
    const chosen = this.audits.filter((audit) => alone || audit.worker !== worker);
    if (chosen.length === 0) return null;
    for (const audit of chosen) this.audits.splice(this.audits.indexOf(audit), 1);
    return { kind: 'audit', runs: chosen.map(({ run }) => run), sameWorker: alone };
  }

  private nextSeeds(): SeedsJob | null {
    const range = this.seeds.take(!this.stopping || this.seeds.handedOut === 0);
    if (range === null) return null;
    const skip = this.stuck.map(({ index }) => index).filter((index) => index >= range.from && index < range.from + range.count);
    return { kind: 'seeds', ...range, skip, stopAtFirst: this.options.untilFirst };
  }

  private compared({ compared, different }: AuditResult): void {
    this.audited += compared;
    const first = different[0];
    if (first === undefined || (this.different !== null && this.different <= first)) return;
    this.different = first;
    this.stop();
  }

  private noSteps(index: number, fault: string): void {
    this.waitingForSteps.shift()?.({ kind: 'steps', index, steps: [], fault });
  }
}

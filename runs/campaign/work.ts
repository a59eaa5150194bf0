/**
 * The work of a campaign: which job is next, what came back, and what becomes of a job whose worker was lost. First the
 * canary, then audits as they come up, then seeds.
 *
 * Whatever counts is a record, which is written down (where there is a journal) before it is applied. So work that is made from
 * these records is what it was.
 */
import { EPISODE_RUNS } from '../../sim/explore/strategies/guided-runs.js';
import type { CampaignResult, StuckRun } from './campaign-result.js';
import type { CampaignOptions } from './campaign-options.js';
import { CoveredSeeds } from './covered-seeds.js';
import type { AuditedRun, AuditJob, AuditResult, CanaryResult, Job, JobResult, SeedsJob, StepsResult } from './jobs.js';
import { seedOf } from './run-spec.js';
import type { WorkJournal, WorkRecord, WorkSnapshot } from './state/work-record.js';
import type { Loss } from './worker-slot.js';

/** A run that is still to be run again: by another worker than this one, if one is known. */
interface PendingAudit {
  readonly run: AuditedRun;
  readonly worker: number | null;
  isOut: boolean;
}

export class Work {
  readonly seeds: CoveredSeeds;
  readonly stuck: StuckRun[] = [];
  canary: CanaryResult | null = null;
  /** How many runs were compared with their repetition, and the first seed that came out differently. */
  audited = 0;
  different: { readonly index: number; readonly seed: string } | null = null;
  broken: CampaignResult['broken'] = null;
  handlerRuns = 0;
  private readonly options: CampaignOptions;
  private readonly journal: WorkJournal | null;
  /** By the seed's index. */
  private readonly audits = new Map<number, PendingAudit>();
  private readonly lostOnce = new Set<string>();
  private readonly stepsJobs: Job[] = [];
  private readonly waitingForSteps: ((result: StepsResult) => void)[] = [];
  private canaryIsOut = false;
  private stopping = false;

  constructor(options: CampaignOptions, journal: WorkJournal | null = null) {
    this.options = options;
    this.journal = journal;
    this.seeds = new CoveredSeeds(options.seedsMax, options.untilFirst, options.workers, options.rangeSize ?? (options.spec.strategy === 'guided' ? EPISODE_RUNS : null));
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
  stepsOf(seed: string, fresh: boolean): Promise<StepsResult> {
    this.stepsJobs.push({ kind: 'steps', seed, fresh });
    return new Promise((resolve) => this.waitingForSteps.push(resolve));
  }

  done(worker: number, job: Job, result: JobResult, milliseconds: number): void {
    switch (result.kind) {
      case 'canary':
        this.record({ kind: 'canary', result });
        break;
      case 'seeds': {
        const { handlerRuns, ...done } = result;
        this.handlerRuns += handlerRuns;
        this.seeds.took(result.end - result.from, milliseconds);
        this.record({ kind: 'seeds', result: done }, worker);
        break;
      }
      case 'audit':
        this.record(compared(job as AuditJob, result));
        break;
      case 'steps':
        this.waitingForSteps.shift()?.(result);
        break;
      case 'broken':
        this.broken ??= { seed: result.seed, message: result.message };
        if (job.kind === 'steps') this.noSteps(result.message);
        break;
    }
  }

  snapshot(): WorkSnapshot {
    const { seeds, canary, audited, different, stuck, audits } = this;
    return { seeds: seeds.snapshot(), canary, audited, different, stuck, audits: [...audits.values()].map(({ run }) => run) };
  }

  /** Makes this, which has done nothing yet, what another one was. */
  restore(snapshot: WorkSnapshot | null, records: readonly WorkRecord[]): void {
    if (snapshot !== null) {
      this.seeds.restore(snapshot.seeds);
      if (snapshot.canary !== null) this.apply({ kind: 'canary', result: snapshot.canary }, null);
      this.audited = snapshot.audited;
      this.stuck.push(...snapshot.stuck);
      for (const run of snapshot.audits) this.audits.set(run.index, { run, worker: null, isOut: false });
      if (snapshot.different !== null) {
        this.different = snapshot.different;
        this.stop();
      }
    }
    for (const record of records) this.apply(record, null);
    this.seeds.handOutTheRest();
  }

  private record(record: WorkRecord, worker: number | null = null): void {
    this.journal?.append(record);
    this.apply(record, worker);
  }

  private apply(record: WorkRecord, worker: number | null): void {
    switch (record.kind) {
      case 'out':
        break;
      case 'canary':
        this.canary = record.result;
        this.canaryIsOut = true;
        break;
      case 'seeds':
        this.seeds.done(record.result);
        for (const run of record.result.audits) this.audits.set(run.index, { run, worker, isOut: false });
        break;
      case 'audit':
        this.audited += record.compared;
        if (record.different[0] !== undefined) this.foundDifferent(record.different[0]);
        for (const index of record.indexes) this.audits.delete(index);
        break;
      case 'stuck':
        this.stuck.push(record.run);
        if (this.options.untilFirst) this.stop();
        break;
    }
  }

  /** A worker may die of something that is no fault of its seed: it is to blame when it hangs, or kills a second one. */
  lost(worker: number, job: Job, { index, seed, handler, how, detail }: Loss): void {
    const isToBlame = how === 'made no progress' || this.lostOnce.has(`${job.kind} ${index}`);
    this.lostOnce.add(`${job.kind} ${index}`);
    switch (job.kind) {
      case 'seeds':
        if (isToBlame) {
          this.record({ kind: 'stuck', run: { index, seed, handler, how, detail } });
        }
        this.seeds.giveBack(job);
        break;
      case 'canary':
        if (isToBlame) this.record({ kind: 'canary', result: { kind: 'canary', seed: null, tried: index + 1 } });
        else this.canaryIsOut = false;
        break;
      case 'audit':
        if (isToBlame) this.record(compared(job, { kind: 'audit', compared: 1, different: [index] }));
        else for (const run of job.runs) this.audits.set(run.index, { run, worker, isOut: false });
        break;
      case 'steps':
        this.noSteps(detail);
        break;
    }
  }

  /** Audits are for another worker than the one that ran the seeds, where there is one. */
  private nextAudit(worker: number): Job | null {
    const alone = this.options.workers === 1;
    const chosen = [...this.audits.values()].filter((audit) => !audit.isOut && (alone || audit.worker !== worker));
    if (chosen.length === 0) return null;
    for (const audit of chosen) audit.isOut = true;
    return { kind: 'audit', runs: chosen.map(({ run }) => run), sameWorker: alone };
  }

  private nextSeeds(): SeedsJob | null {
    const range = this.seeds.take(!this.stopping || this.seeds.handedOut === 0);
    if (range === null) return null;
    this.journal?.append({ kind: 'out', ...range });
    const skip = this.stuck.map(({ index }) => index).filter((index) => index >= range.from && index < range.from + range.count);
    return { kind: 'seeds', ...range, skip, stopAtFirst: this.options.untilFirst };
  }

  private foundDifferent(index: number): void {
    if (this.different !== null && this.different.index <= index) return;
    this.different = { index, seed: this.audits.get(index)?.run.seed ?? seedOf(this.options.seeds, index) };
    this.stop();
  }

  private noSteps(fault: string): void {
    this.waitingForSteps.shift()?.({ kind: 'steps', steps: [], fault });
  }
}

function compared(job: AuditJob, result: AuditResult): WorkRecord {
  return { kind: 'audit', indexes: job.runs.map(({ index }) => index), compared: result.compared, different: result.different };
}

/** Does the jobs of a campaign: in a worker thread, or in this one for tests. */
import type { Engine } from '../../sim/explore/engine.js';
import { mergeCoverage } from '../../sim/explore/coverage.js';
import { digestOf } from '../../sim/explore/run-result.js';
import { addRun, emptyTally } from '../../sim/explore/tally.js';
import { handlerOf } from '../../sim/step/transitions.js';
import { hashText } from '../../sim/world/hash.js';
import type { RunResult } from '../../sim/explore/run-result.js';
import { EPISODE_RUNS, GuidedRuns } from '../../sim/explore/strategies/guided-runs.js';
import type { BuiltScenario, Scenario } from '../scenarios/scenario.js';
import type { Heartbeat } from './heartbeat.js';
import type { AuditedRun, AuditJob, Job, JobResult, SeedsJob, StepsJob, ToldStep, WorkerOptions } from './jobs.js';
import { buildScenario, CANARY_SEEDS, canaryEngine, engineFor, scenarioOf, seedNumber, seedOf } from './run-spec.js';

/** In an audit, one step in so many runs its handler again beside what was learned. */
const AUDITED_STEPS_ONE_IN = 7;

export class JobRunner {
  private readonly options: WorkerOptions;
  private readonly heartbeat: Heartbeat;
  private readonly scenario: Scenario;
  private readonly built: BuiltScenario;
  private readonly engine: Engine;
  private auditEngine: Engine | null = null;
  private running = '';

  static async create(options: WorkerOptions, heartbeat: Heartbeat): Promise<JobRunner> {
    return new JobRunner(options, heartbeat, await scenarioOf(options.spec));
  }

  private constructor(options: WorkerOptions, heartbeat: Heartbeat, scenario: Scenario) {
    this.options = options;
    this.heartbeat = heartbeat;
    this.scenario = scenario;
    this.built = buildScenario(scenario, options.spec);
    this.engine = this.newEngine();
  }

  /** Never throws: an engine that does is an answer, too. */
  do(job: Job): JobResult {
    try {
      switch (job.kind) {
        case 'canary':
          return this.lookForCanary();
        case 'seeds':
          return this.runSeeds(job);
        case 'audit':
          return this.audit(job);
        case 'steps':
          return this.tellSteps(job);
      }
    } catch (error) {
      return { kind: 'broken', seed: this.running, message: error instanceof Error ? error.message : String(error) };
    }
  }

  private lookForCanary(): JobResult {
    const engine = this.watched(canaryEngine(this.scenario, this.options.spec));
    const { invariant, seeds } = this.scenario.canary;
    for (let index = 0; index < seeds; index += 1) {
      const seed = this.begin(seedOf(CANARY_SEEDS, index), index);
      if (engine.run(seed).violations.some((violation) => violation.invariant === invariant)) {
        return { kind: 'canary', seed, tried: index + 1 };
      }
    }
    return { kind: 'canary', seed: null, tried: seeds };
  }

  private runSeeds(job: SeedsJob): JobResult {
    const { engine, options: { seeds, auditOneIn } } = this;
    const { from, count, skip, stopAtFirst } = job;
    const tally = emptyTally();
    const audits: AuditedRun[] = [];
    const runNext = this.runner(from);
    const handlerRunsBefore = engine.handlerRuns;
    // Audits and the steps of single runs are not part of what the seeds covered.
    engine.takeCoverage();
    let index = from;
    while (index < from + count) {
      if (!skip.includes(index)) {
        const run = runNext(index);
        const number = seedNumber(seeds, index);
        addRun(tally, number, run);
        if (auditOneIn > 0 && (number === 0 || hashText(run.seed) % auditOneIn === 0)) {
          audits.push({ index, seed: run.seed, digest: digestOf(run) });
        }
        if (stopAtFirst && (run.violations.length > 0 || run.modelFault !== null)) {
          index += 1;
          break;
        }
      }
      index += 1;
    }
    mergeCoverage(tally.coverage, engine.takeCoverage());
    return { kind: 'seeds', from, end: index, tally, audits, handlerRuns: engine.handlerRuns - handlerRunsBefore };
  }

  /** What runs the seeds from an index on, in order. */
  private runner(from: number): (index: number) => RunResult {
    const { engine, options: { seeds, spec } } = this;
    const fresh = (index: number): string => this.begin(seedOf(seeds, index), index);
    if (spec.strategy !== 'guided') return (index) => engine.run(fresh(index));
    let guided = new GuidedRuns(engine, seedOf(seeds, 0));
    const next = (index: number): RunResult => {
      if (index % EPISODE_RUNS === 0) guided = new GuidedRuns(engine, seedOf(seeds, index));
      return guided.run(fresh(index), (seed) => this.begin(seed, index));
    };
    // What is new depends on the runs before: an episode that others began is run again up to here.
    for (let index = from - (from % EPISODE_RUNS); index < from; index += 1) next(index);
    return next;
  }

  private audit({ runs, sameWorker }: AuditJob): JobResult {
    const engine = sameWorker ? (this.auditEngine ??= this.newEngine()) : this.engine;
    const different = runs.filter(({ index, seed, digest }) => {
      const again = digestOf(engine.run(this.begin(seed, index), AUDITED_STEPS_ONE_IN));
      return again[0] !== digest[0] || again[1] !== digest[1];
    });
    return { kind: 'audit', compared: runs.length, different: different.map(({ index }) => index) };
  }

  private tellSteps({ seed, fresh }: StepsJob): JobResult {
    const engine = fresh ? this.newEngine() : this.engine;
    const steps: ToldStep[] = [];
    const recorder = {
      step: (content: number): void => {
        const { hash, now, transitions: { contents } } = engine.simulation;
        steps.push({ what: handlerOf(contents.events[content]!), content: contents.text(content), hash, time: now });
      },
    };
    const run = engine.run(this.begin(seed, 0), fresh ? 1 : 0, recorder);
    return { kind: 'steps', steps, fault: run.modelFault?.message ?? null };
  }

  private begin(seed: string, index: number): string {
    this.running = seed;
    this.heartbeat.beginRun(index, seed);
    return seed;
  }

  private newEngine(): Engine {
    return this.watched(engineFor(this.built, this.options.spec));
  }

  private watched(engine: Engine): Engine {
    engine.onHandler = (handler) => this.heartbeat.enter(handler);
    return engine;
  }
}

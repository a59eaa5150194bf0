/**
 * An engine: everything that runs seeds of one built scenario, and that forgets between runs what it has learned when
 * that grows beyond a budget. Learning has no effect on what a run does, so neither has forgetting.
 */
import type { Model } from '../process/model.js';
import { ModelFault } from '../process/model-fault.js';
import { NOTE } from '../step/step.js';
import { Transitions } from '../step/transitions.js';
import { COMES_TO_REST } from './convergence.js';
import { mergeCoverage, noCoverage, type Coverage } from './coverage.js';
import { InvariantChecker, type Invariant } from './invariant.js';
import type { Finding, ReachedMark, RunResult } from './run-result.js';
import { Simulation } from './simulation.js';
import { TimedRun, type StepRecorder, type TimedOptions } from './timed-run.js';

/** What an engine may hold between two runs. */
export interface Budget {
  /** Integers of learned trees and leaves: 4 bytes each. */
  readonly integersMax: number;
  /** Interned values, events and cells: some hundred bytes each. */
  readonly valuesMax: number;
}

/**
 * Some 600 MB. A scenario learns less and less as it goes on; forgetting costs it all, so the budget is ample.
 */
export const BUDGET: Budget = { integersMax: 64_000_000, valuesMax: 600_000 };

/** The parts of a built scenario that a run depends on. */
export interface Subject {
  readonly model: Model;
  readonly invariants: readonly Invariant[];
}

export class Engine {
  readonly subject: Subject;
  /** The subject's invariants and `COMES_TO_REST`. */
  readonly invariants: readonly Invariant[];
  /** How often everything learned was thrown away. */
  evictions = 0;
  onHandler: ((handler: string) => void) | null = null;
  private options: TimedOptions;
  private readonly budget: Budget;
  private parts: { simulation: Simulation; run: TimedRun };
  private handlerRunsBefore = 0;
  private coverageBefore = noCoverage();

  constructor(subject: Subject, options: TimedOptions, budget: Budget = BUDGET) {
    this.subject = subject;
    const { invariants } = subject;
    this.invariants = invariants.includes(COMES_TO_REST) ? invariants : [...invariants, COMES_TO_REST];
    this.options = options;
    this.budget = budget;
    this.parts = this.assemble();
  }

  /** The simulation as the last run left it. Another one after the next run, perhaps. */
  get simulation(): Simulation {
    return this.parts.simulation;
  }

  /** What drives the simulation: to record a run, give it a recorder. */
  get timedRun(): TimedRun {
    return this.parts.run;
  }

  get handlerRuns(): number {
    return this.handlerRunsBefore + this.simulation.transitions.handlerRuns;
  }

  /**
   * Runs one seed to its end.
   *
   * @param auditEvery Every how many steps the handler runs again and is compared with what was learned; 0 for never.
   * @param mayForget Whether it may throw away before what it learned, if that is too much: ids change then.
   * @throws Error when the engine itself is broken. What the model does wrong is part of the result.
   */
  run(seed: string, auditEvery = 0, recorder: StepRecorder | null = null, mayForget = true): RunResult {
    if (mayForget) this.evict();
    const { simulation, run } = this.parts;
    simulation.auditEvery = auditEvery;
    run.recorder = recorder;
    let atRest = false;
    let modelFault: ModelFault | null = null;
    try {
      atRest = run.run(seed).atRest;
    } catch (error) {
      if (!(error instanceof ModelFault)) throw error;
      modelFault = error;
    } finally {
      run.recorder = null;
    }
    for (const kind of run.struck) simulation.coverage.fault(kind);
    return {
      seed, atRest, steps: simulation.steps, events: simulation.events, faults: run.faults, time: simulation.now,
      hash: simulation.hash, secondHash: simulation.secondHash, tested: this.tested(), reached: this.reached(),
      violations: this.findings(),
      modelFault: modelFault === null ? null : { handler: modelFault.handler, message: modelFault.message },
    };
  }

  /** From the next run on other faults strike, or things take another time. What was learned of the model stays. */
  vary(options: TimedOptions): void {
    this.options = options;
    this.parts = { simulation: this.simulation, run: new TimedRun(this.simulation, options) };
  }

  /** What the runs since the last time covered. */
  takeCoverage(): Coverage {
    const coverage = this.coverageBefore;
    this.coverageBefore = noCoverage();
    mergeCoverage(coverage, this.simulation.coverage.take());
    return coverage;
  }

  private tested(): string[] {
    const { tested } = this.simulation;
    return this.invariants.flatMap(({ name }, index) => ((tested & (1 << index)) !== 0 ? [name] : []));
  }

  private reached(): ReachedMark[] {
    const { marks, markSteps, transitions: { names } } = this.simulation;
    const reached: ReachedMark[] = [];
    for (let id = 0; id < names.names.length && id < marks.length; id += 1) {
      if ((marks[id] as number) > 0 && !names.name(id).startsWith(NOTE)) reached.push({ name: names.name(id), step: markSteps[id] as number });
    }
    // Sorted: ids differ between an engine that forgot and one that did not.
    return reached.sort((left, right) => (left.name < right.name ? -1 : 1));
  }

  private findings(): Finding[] {
    const { faultsBefore } = this.timedRun;
    return this.simulation.violations.map(({ invariant, fingerprint, evidence, step }, nth) => ({
      invariant: (this.invariants[invariant] as Invariant).name, fingerprint, evidence, step,
      faults: faultsBefore[nth] ?? this.timedRun.faults,
    }));
  }

  /** Throws away what it learned, if that is too much. */
  evict(): void {
    const { transitions, checker } = this.simulation;
    const integers = transitions.trees.size + transitions.leaves.size + checker.size;
    const values = transitions.interner.size + transitions.contents.size + transitions.cells.size;
    if (integers <= this.budget.integersMax && values <= this.budget.valuesMax) return;
    this.handlerRunsBefore += transitions.handlerRuns;
    mergeCoverage(this.coverageBefore, this.simulation.coverage.take());
    this.evictions += 1;
    this.parts = this.assemble();
  }

  private assemble(): { simulation: Simulation; run: TimedRun } {
    const transitions = new Transitions(this.subject.model);
    transitions.onHandler = (handler) => this.onHandler?.(handler);
    const simulation = new Simulation(transitions, new InvariantChecker(transitions, this.invariants));
    return { simulation, run: new TimedRun(simulation, this.options) };
  }
}

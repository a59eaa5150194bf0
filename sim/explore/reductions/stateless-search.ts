/**
 * Stateless search: runs one execution of each class, and stores no state. Two executions are of one class when one becomes
 * the other by exchanging neighbouring steps that do not depend on each other (Mazurkiewicz traces). Optimal dynamic partial
 * order reduction: Abdulla, Aronsson, Jonsson and Sagonas, Optimal Dynamic Partial Order Reduction (POPL 2014), with wakeup
 * trees; extended to steps that disable each other, to choices and to faults (alternatives.ts).
 *
 * An execution ends when nothing can happen any more. First all executions without a fault are run, then those with one, and
 * so on, so that the first counterexample has the fewest faults; it need not have the fewest steps.
 *
 * What it leaves out: the order that durations impose, and models whose executions do not end (a cycle of states is one that
 * is never known again): these are given up after `stepsMax` steps.
 */
import type { Model } from '../../process/model.js';
import type { Reader } from '../../step/step.js';
import { DenseReading } from '../exhaustive/dense-reading.js';
import { forEachInitialState } from '../exhaustive/initial-states.js';
import type { Properties } from '../exhaustive/properties.js';
import type { InvariantVerdict } from '../invariant.js';
import type { Event } from '../../process/event.js';
import { Alternatives } from './alternatives.js';
import { Attempts, type Attempt, type Dependence } from './attempts.js';
import { dependent, Execution, isSameStep } from './execution.js';
import { relationOf, type Relation } from './relation.js';
import { stateText } from './state-text.js';
import { insert, isWeakInitial, type WakeupNode } from './wakeup-tree.js';

export interface StatelessOptions {
  readonly dependence: Dependence;
  /** The most faults in one execution. */
  readonly faultsMax: number;
  /** The kinds of fault that may strike; null for all. */
  readonly faultKinds: readonly string[] | null;
  readonly executionsMax: number;
  /** The most steps of one execution. */
  readonly stepsMax: number;
}

export const STATELESS_DEFAULTS: StatelessOptions = {
  dependence: 'observed', faultsMax: 0, faultKinds: null, executionsMax: Infinity, stepsMax: 2_000,
};

/** A step of an execution that was found. */
export interface FoundStep {
  readonly event: Event;
  readonly options: readonly number[];
  readonly faults: number;
}

/** An execution that breaks an invariant, or meets an example. */
export interface FoundExecution {
  readonly faults: number;
  readonly steps: readonly FoundStep[];
  readonly evidence: string;
}

/** Complete: within the bound on faults. Bounded by executions or steps, nothing is concluded but what was found. */
export type StatelessEnding = 'complete' | 'executions' | 'steps';

/** A state on the way of the execution that is run, with what is to be done from there. */
interface Frame {
  /** The first of them is being explored. */
  readonly children: WakeupNode[];
  /** Steps whose executions were all run. */
  readonly sleep: Attempt[];
}

export class StatelessSearch {
  readonly options: StatelessOptions;
  readonly relation: Relation;
  readonly attempts: Attempts;
  readonly execution: Execution;
  /** By the number of faults: how many executions with so many there are. */
  readonly executions: number[] = [];
  /** Executions that were begun though their class had been seen: none, if the reduction is optimal. */
  redundant = 0;
  /** Steps that were taken, those of several executions that begin alike once. */
  transitions = 0;
  longest = 0;
  ending: StatelessEnding | null = null;
  /** By property: invariants that are checked always, then examples. */
  readonly decisions: (FoundExecution | null)[];
  /** Called at the end of each execution, with the state that it leads to at hand. */
  onEnd: (execution: Execution, faults: number) => void = () => undefined;
  private readonly invariants: readonly DenseReading<InvariantVerdict>[];
  private readonly examples: readonly DenseReading<boolean>[];
  private readonly alternatives: Alternatives;
  private readonly frames: Frame[] = [];
  private faultsMax = 0;
  private readonly properties: Properties;
  private readonly boundary: DenseReading<boolean> | null;

  constructor(model: Model, properties: Properties, options: Partial<StatelessOptions> = {}) {
    this.options = { ...STATELESS_DEFAULTS, ...options };
    this.properties = properties;
    const { faultKinds, dependence } = this.options;
    const allows = (kind: string): boolean => faultKinds === null || faultKinds.includes(kind);
    this.relation = relationOf(model, allows);
    const read = <T>(name: string, compute: (world: Reader) => T): DenseReading<T> => new DenseReading(this.relation.place, name, compute);
    this.boundary = properties.boundary === undefined ? null : read('the boundary', properties.boundary);
    this.invariants = properties.invariants.filter(({ when }) => when === 'always')
      .map((invariant) => read(`invariant ${invariant.name}`, (world) => invariant.check(world)));
    this.examples = (properties.examples ?? []).map((example) => read(`example ${example.name}`, (world) => example.holds(world)));
    this.decisions = [...this.invariants, ...this.examples].map(() => null);
    this.attempts = new Attempts(this.relation, allows, this.boundary, [...this.invariants, ...this.examples], dependence);
    this.execution = new Execution(this.relation, this.attempts);
    this.alternatives = new Alternatives(this.relation, this.attempts, this.execution);
  }

  /** All executions that were run, whatever their faults. */
  get count(): number {
    return this.executions.reduce((sum, count) => sum + count, 0);
  }

  /** Runs all executions with at most `faultsMax` faults. @throws ModelFault, DependenceError */
  run(): this {
    for (let faults = 0; faults <= this.options.faultsMax && this.ending === null; faults += 1) {
      this.faultsMax = faults;
      this.executions[faults] = 0;
      for (const first of this.firstStates()) if (this.ending === null) this.exploreFrom(first);
    }
    this.ending ??= 'complete';
    return this;
  }

  /** The states that a run begins in. */
  firstStates(): Int32Array[] {
    const { components, transitions } = this.relation;
    const states = new Map<string, Int32Array>();
    forEachInitialState(transitions, components, () => {
      if (this.boundary !== null && !this.boundary.evaluate(components.current)) return;
      states.set(stateText(this.relation), components.current.slice(0, components.size));
    });
    return [...states.values()];
  }

  private exploreFrom(first: Int32Array): void {
    const { execution, frames } = this;
    execution.load(first);
    execution.firstThreads = this.attempts.pendingThreads();
    this.judge();
    frames.push({ children: [], sleep: [] });
    do this.goOn();
    while (this.ending === null && this.goBack());
    execution.steps.length = 0;
    frames.length = 0;
  }

  /** Goes on to the end of an execution, and plans the alternatives to it. */
  private goOn(): void {
    for (;;) {
      const frame = this.frames.at(-1)!;
      if (frame.children.length === 0) {
        const { next, isAsleep } = this.anyStep(frame.sleep);
        if (next === null) return this.end(isAsleep);
        frame.children.push({ attempt: next, children: [] });
      }
      const [child] = frame.children as [WakeupNode];
      this.take(child.attempt);
      if (this.execution.steps.length > this.options.stepsMax) {
        this.ending = 'steps';
        return;
      }
      const faultsLeft = this.faultsMax - this.execution.cost;
      this.frames.push({
        children: child.children,
        sleep: frame.sleep.filter((asleep) => asleep.cost <= faultsLeft && !dependent(asleep, child.attempt)),
      });
    }
  }

  /** Goes back to the last state from which something is left to be done; returns false when there is none. */
  private goBack(): boolean {
    while (this.frames.length > 1) {
      this.frames.pop();
      this.execution.back();
      const frame = this.frames.at(-1)!;
      frame.sleep.push(frame.children.shift()!.attempt);
      if (frame.children.length > 0) return true;
    }
    return false;
  }

  private take(planned: Attempt): void {
    const now = this.attempts.of(planned.thread).find((attempt) => isSameStep(attempt, planned));
    if (now?.isStep !== true) {
      const { transitions: { contents }, events } = this.relation;
      throw new Error(`A planned step cannot be taken: ${contents.text(events.contents[planned.entry]!)}. The reduction is broken`);
    }
    this.execution.take(now);
    this.transitions += 1;
    this.judge();
  }

  /** The first step by content that is affordable and not asleep; whether there are others. */
  private anyStep(sleep: readonly Attempt[]): { next: Attempt | null; isAsleep: boolean } {
    let isAsleep = false;
    const faultsLeft = this.faultsMax - this.execution.cost;
    for (const thread of [...this.attempts.pendingThreads(), ...this.attempts.spontaneous]) {
      for (const attempt of this.attempts.of(thread)) {
        if (!attempt.isStep || attempt.cost > faultsLeft) continue;
        if (!sleep.some((asleep) => isSameStep(asleep, attempt))) return { next: attempt, isAsleep };
        isAsleep = true;
      }
    }
    return { next: null, isAsleep };
  }

  private end(isAsleep: boolean): void {
    const { cost, steps } = this.execution;
    if (isAsleep) this.redundant += 1;
    else {
      this.longest = Math.max(this.longest, steps.length);
      // Those with fewer faults were run before.
      if (cost === this.faultsMax) {
        this.executions[cost]! += 1;
        this.onEnd(this.execution, cost);
      }
    }
    if (this.count >= this.options.executionsMax) this.ending = 'executions';
    this.alternatives.find(this.faultsMax, (configuration, attempt) => this.plan(configuration, attempt));
  }

  /** Plans to explore what begins with a configuration and goes on with a step, unless that is done or planned already. */
  private plan(configuration: bigint, attempt: Attempt): void {
    const { execution } = this;
    const first = execution.firstMissing(configuration);
    // Of an execution that is redundant: more could be added at its end.
    if (first === execution.steps.length) return;
    const sequence = [...execution.stepsAfter(first, configuration).map((step) => step.attempt), attempt];
    const before = execution.steps.slice(0, first).reduce((sum, step) => sum + step.attempt.cost, 0);
    const faultsLeft = this.faultsMax - before;
    const { sleep, children } = this.frames[first]!;
    if (sleep.some((asleep) => isWeakInitial(asleep, sequence, faultsLeft))) return;
    insert(sequence, children, faultsLeft, 1);
  }

  private judge(): void {
    const { components, transitions: { contents } } = this.relation;
    this.invariants.forEach((invariant, index) => {
      if (this.decisions[index] !== null) return;
      const { broken } = invariant.evaluate(components.current);
      if (broken !== null) this.decisions[index] = this.found(broken.evidence);
    });
    (this.properties.examples ?? []).forEach(({ pending }, nth) => {
      const index = this.invariants.length + nth;
      if (this.decisions[index] !== null) return;
      const isPending = pending !== undefined &&
        this.attempts.pendingThreads().some((thread) => pending(contents.events[this.relation.events.contents[thread]!]!));
      if (isPending || this.examples[nth]!.evaluate(components.current)) this.decisions[index] = this.found('');
    });
  }

  private found(evidence: string): FoundExecution {
    const { transitions: { contents }, events } = this.relation;
    const steps = this.execution.steps.map(({ attempt: { entry, options, cost } }): FoundStep =>
      ({ event: contents.events[events.contents[entry]!]!, options, faults: cost }));
    return { faults: this.execution.cost, steps, evidence };
  }
}

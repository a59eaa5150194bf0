/**
 * One world that moves, as plainly as can be: the oracle of explore/simulation.ts. A step runs its handler, then its
 * effects take place: writes, the ends of processes, cancellations, arming, marks; then every invariant is checked.
 */
import { fire } from '../process/dispatch.js';
import type { Event } from '../process/event.js';
import { orphaned, traitsOf } from '../process/event.js';
import type { Model } from '../process/model.js';
import { ModelFault } from '../process/model-fault.js';
import type { Choice } from '../step/step.js';
import { handlerOf } from '../step/transitions.js';
import type { Invariant } from '../explore/invariant.js';
import { hashText, hashTextSecond, mix32 } from '../world/hash.js';
import { canonical } from '../world/value.js';
import { PlainAgenda } from './plain-agenda.js';
import { PlainStep } from './plain-step.js';
import { PlainWorld } from './plain-world.js';

export interface PlainViolation {
  readonly invariant: string;
  readonly step: number;
  readonly evidence: string;
  readonly fingerprint: string;
}

export interface PlainDriver {
  choose(choice: Choice, nth: number): number;
  arm(event: Event, duration: string): void;
}

export class PlainSimulation {
  readonly world = new PlainWorld();
  readonly agenda = new PlainAgenda();
  steps = 0;
  events = 0;
  now = 0;
  hash = 0x2545f491;
  secondHash = 0x6c078965;
  readonly violations: PlainViolation[] = [];
  readonly tested = new Set<string>();
  readonly marks = new Map<string, number>();
  /** The options that the last step drew. */
  taken: readonly number[] = [];
  /** The cells that the last step read before it wrote them. */
  reads: ReadonlySet<string> = new Set();
  private readonly model: Model;
  private readonly invariants: readonly Invariant[];
  private readonly broken = new Set<string>();

  constructor(model: Model, invariants: readonly Invariant[]) {
    this.model = model;
    this.invariants = invariants;
  }

  begin(driver: PlainDriver): void {
    const step = this.handle(`the beginning of ${this.model.name}`, driver, (given) => this.model.begin(given));
    this.apply(step, driver);
    this.checkInvariants('always');
  }

  /** Fires an event that is off the agenda. Returns false, and does nothing, when it is blocked. */
  fire(event: Event, driver: PlainDriver): boolean {
    const step = this.handle(handlerOf(event), driver, (given) => fire(this.model, event, given));
    this.reads = step.reads;
    if (step.blocked) return false;
    this.taken = step.taken;
    this.steps += 1;
    if (traitsOf(event).counted) this.events += 1;
    const text = canonical(event);
    const choices = step.taken.reduce((sum, option) => (Math.imul(sum, 31) + option + 1) | 0, 0);
    this.hash = mix32(this.hash ^ hashText(text), choices);
    this.secondHash = mix32(this.secondHash ^ hashTextSecond(text), (this.now % 4294967296) | 0);
    this.apply(step, driver);
    this.checkInvariants('always');
    return true;
  }

  checkInvariants(when: Invariant['when']): void {
    for (const invariant of this.invariants) {
      if (invariant.when !== when || (when === 'always' && this.broken.has(invariant.name))) continue;
      const { tested, broken } = invariant.check(this.world);
      if (tested) this.tested.add(invariant.name);
      if (broken === null) continue;
      this.broken.add(invariant.name);
      const rule = this.world.rules.get(canonical(broken.blame)) ?? 'no rule';
      const fingerprint = `${invariant.name} / ${rule}`;
      this.violations.push({ invariant: invariant.name, step: this.steps, evidence: broken.evidence, fingerprint });
    }
  }

  private handle(handler: string, driver: PlainDriver, body: (step: PlainStep) => void): PlainStep {
    const step = new PlainStep(this.world, (choice, nth) => driver.choose(choice, nth));
    try {
      body(step);
    } catch (error) {
      if (error instanceof ModelFault) throw error;
      throw new ModelFault(`${handler} threw ${String(error)}`, handler, { cause: error });
    }
    return step;
  }

  private apply(step: PlainStep, driver: PlainDriver): void {
    const { world, agenda } = this;
    step.noteChanges();
    world.cells = step.cells;
    for (const cell of step.changed) world.rules.set(cell, step.rule);
    for (const task of [...world.generators.keys()]) if (!world.cells.has(task)) world.generators.delete(task);
    agenda.release(step.changed, this.now);
    for (const { process, resets } of step.forgotten) {
      for (const reset of resets) driver.arm(reset, 'message');
      for (const entry of [...agenda.entries].sort((left, right) => left.serial - right.serial)) {
        const rest = orphaned(entry.event, process);
        if (rest !== null || traitsOf(entry.event).privateTo === process) agenda.end(entry);
        if (rest !== null) agenda.add({ ...entry, event: rest, text: canonical(rest) });
      }
    }
    for (const event of step.cancels) {
      if (!agenda.cancel(canonical(event))) throw new ModelFault('cancels what is not pending', handlerOf(event));
    }
    for (const { event, duration } of step.arms) driver.arm(event, duration);
    for (const mark of step.marks) this.marks.set(mark, (this.marks.get(mark) ?? 0) + 1);
  }
}

/**
 * Attempts at one failure: plays changed scripts, and keeps a change when the run still fails with the same fingerprint.
 *
 * One simulation serves all attempts, so that its learned trees are warm: an attempt costs microseconds a step.
 */
import type { Simulation } from '../../explore/simulation.js';
import { GuidedRun, type GuidedEnding, type GuidedOptions } from '../guided-run.js';
import type { Pin, Script } from '../script.js';

/** What a failing attempt amounts to. */
export interface Attempt {
  readonly faults: number;
  readonly steps: number;
}

/** How much is spent on a shrink as a whole, in steps: the same on every machine. */
export class Effort {
  /** How many runs were tried. */
  tried = 0;
  /** Steps that may still be made. The run that is under way when they are used up is made to its end. */
  stepsLeft: number;

  constructor(stepsMax: number) {
    this.stepsLeft = stepsMax;
  }

  get isSpent(): boolean {
    return this.stepsLeft <= 0;
  }
}

/** What the beginning of a run costs, in steps: an attempt of which nothing is left is not for nothing. */
const BEGINNING = 50;

export class Attempts {
  readonly effort: Effort;
  readonly guided: GuidedRun;
  private readonly simulation: Simulation;
  private readonly options: GuidedOptions;

  /**
   * @param simulation Of the invariant alone that is violated, so that no time is spent on others.
   * @param stepsMax An attempt that takes more steps has failed to fail.
   * @param effort What may be spent: several attempts may share it.
   * @param judgesRest Whether the invariant is one of the world at rest.
   */
  constructor(simulation: Simulation, fingerprint: string, stepsMax: number, effort: Effort, judgesRest = speaksOfRest(simulation)) {
    this.simulation = simulation;
    this.effort = effort;
    this.guided = new GuidedRun(simulation);
    this.options = { until: fingerprint, stepsMax, judgesRest };
  }

  /** Plays a script. Null when it does not fail in this way. */
  play(script: Script): Attempt | null {
    const { reached, faults } = this.run(script);
    this.effort.tried += 1;
    this.effort.stepsLeft -= this.simulation.steps + BEGINNING;
    return reached ? { faults, steps: this.simulation.steps } : null;
  }

  run(script: Script): GuidedEnding {
    return this.guided.run(script, this.options);
  }

  /**
   * Lets go as many of these pins as it can: halves first, then ever smaller parts (Zeller's delta debugging, as a greedy
   * descent). Returns whether any was let go.
   */
  letGo(script: Script, pins: readonly Pin[]): boolean {
    let left = pins.filter(({ on }) => on);
    let any = false;
    for (let size = left.length; size >= 1; size = Math.min(Math.floor(size / 2), left.length)) {
      for (let start = 0; start < left.length && !this.effort.isSpent; start += size) {
        const part = left.slice(start, start + size);
        for (const pin of part) pin.on = false;
        if (this.play(script) === null) for (const pin of part) pin.on = true;
        else any = true;
      }
      left = left.filter(({ on }) => on);
    }
    return any;
  }
}

function speaksOfRest({ checker }: Simulation): boolean {
  return checker.invariants.some(({ when, canStill }) => when === 'at rest' || canStill !== undefined);
}

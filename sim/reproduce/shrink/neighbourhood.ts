/**
 * Looks near a script for another run that fails in the same way with few faults: other faults than the recorded ones, and
 * other timings.
 *
 * Letting pins go only reaches what is part of the recorded run. Here, for a given number of faults, each single fault that
 * could strike is tried, then pairs and more at random; under the timing of the script, under the default, and under random
 * ones. It is a search with a budget in steps: what it does not find may exist all the same (`whatif check` proves).
 */
import { sampleDuration } from '../../explore/sampling.js';
import type { Simulation } from '../../explore/simulation.js';
import { belowBound, KeyedRandom } from '../../random/keyed-random.js';
import type { DurationRange } from '../../process/model.js';
import type { Choice } from '../../step/step.js';
import { hashText } from '../../world/hash.js';
import type { Pin, Script } from '../script.js';
import type { Attempts } from './attempts.js';
import { faultProposals, Opportunities, type FaultProposals, type Opportunity } from './opportunities.js';

/** What is made of a run that was found, while the script is as it was played. */
export type Keep<T> = (script: Script) => T;

/** Random durations keep to the lowest part of their range, to half of it, or to all of it: per cent. */
const SLACK = [100, 50, 5] as const;
/** More single lasting faults than this are not tried one by one. */
const LASTING_MAX = 2_000;

export class Neighbourhood {
  private readonly random = new KeyedRandom(['durations', 'choices']);
  private drawn = 0;
  private readonly attempts: Attempts;
  private readonly simulation: Simulation;
  private readonly proposals: FaultProposals;

  constructor(attempts: Attempts, simulation: Simulation) {
    this.attempts = attempts;
    this.simulation = simulation;
    this.proposals = faultProposals(simulation);
    this.random.reseed('neighbourhood');
  }

  /**
   * Tries runs with so many faults in place of those that the script has. The script is as before afterwards.
   *
   * Of one fault, all are tried that could strike at a choice or be late; of those that last, all or a random part.
   *
   * @param faults The pins of the script's own faults.
   * @param stepsMax How many steps may be spent on it.
   * @returns What `keep` made of the first that fails; null when none was found.
   */
  search<T>(script: Script, faults: readonly Pin[], number: number, stepsMax: number, keep: Keep<T>): T | null {
    const { effort } = this.attempts;
    const end = Math.max(0, effort.stepsLeft - stepsMax);
    this.drawn = 0;
    const off = faults.filter(({ on }) => on);
    for (const pin of off) pin.on = false;
    try {
      const { momentary, lasting } = this.opportunities(script);
      const strike = (chosen: readonly Opportunity[]): T | null => this.strike(script, chosen, number, keep);
      if (number === 1) {
        for (const opportunity of [...momentary, ...(lasting.length <= LASTING_MAX ? lasting : [])]) {
          if (effort.stepsLeft <= end) break;
          const found = strike([opportunity]);
          if (found !== null) return found;
        }
      }
      for (let nth = 0; effort.stepsLeft > end; nth += 1) {
        const chosen = Array.from({ length: number }, () => this.oneOf(this.below(3) === 0 ? lasting : momentary));
        const found = this.otherTimes(script, nth, () => strike(chosen.filter((one) => one !== undefined)));
        if (found !== null) return found;
      }
      return null;
    } finally {
      for (const pin of off) pin.on = true;
    }
  }

  private strike<T>(script: Script, chosen: readonly Opportunity[], number: number, keep: Keep<T>): T | null {
    const undo = chosen.map((opportunity) => opportunity(script));
    try {
      const attempt = this.attempts.play(script);
      return attempt !== null && attempt.faults <= number ? keep(script) : null;
    } finally {
      for (const take of undo.reverse()) take();
    }
  }

  private opportunities(script: Script): Opportunities {
    const opportunities = new Opportunities(this.simulation, this.proposals);
    opportunities.during(this.attempts.guided, () => void this.attempts.play(script));
    return opportunities;
  }

  /**
   * Plays under another timing: one in four times the script's own, else random durations, and also random times of stimuli, and
   * also choices between good options that come out otherwise.
   */
  private otherTimes<T>(script: Script, nth: number, play: () => T | null): T | null {
    const { guided } = this.attempts;
    if (nth % 4 === 0) return play();
    guided.unpinned = (range, ordinal) => this.durationOf(range, nth, ordinal);
    const former = script.spontaneous.map(({ at, whenQuiet }) => ({ at, whenQuiet }));
    if (nth % 4 > 1) this.moveStimuli(script);
    if (nth % 4 > 2) guided.unpinnedOption = (choice) => this.goodOption(choice, nth);
    try {
      return play();
    } finally {
      guided.unpinned = null;
      guided.unpinnedOption = null;
      script.spontaneous.forEach((pin, index) => Object.assign(pin, former[index]));
    }
  }

  /** A function of the attempt and of how many events were armed before: playing once more gives the same run. */
  private durationOf(range: DurationRange, attempt: number, ordinal: number): number {
    const word = this.random.draw(0, attempt, ordinal);
    if (range.recurring === true) return range.max;
    return word % 3 === 0 ? range.min : sampleDuration(range, word, SLACK[attempt % SLACK.length] as number);
  }

  /** One of the options without a fault: a function of the attempt and the choice, as playing once more must give the same run. */
  private goodOption({ label, options }: Choice, attempt: number): number {
    const good = options.flatMap(({ fault }, index) => (fault === null ? [index] : []));
    return good[belowBound(this.random.draw(1, hashText(label), attempt), good.length)] as number;
  }

  private moveStimuli({ spontaneous }: Script): void {
    let at = 0;
    for (const pin of spontaneous) {
      // From a tenth of a millisecond to a minute, evenly over the orders of magnitude.
      at += (100 << this.below(20)) + this.below(100);
      Object.assign(pin, { at, whenQuiet: this.below(2) === 0 });
    }
  }

  private oneOf<T>(list: readonly T[]): T | undefined {
    return list.length === 0 ? undefined : list[this.below(list.length)];
  }

  private below(bound: number): number {
    this.drawn += 1;
    return belowBound(this.random.draw(1, 0, this.drawn), bound);
  }
}

/**
 * The odds of one run at each choice: below which word which fault strikes, and what happens when none does.
 */
import { belowBound } from '../random/keyed-random.js';
import type { Choices } from '../step/registry.js';

/** So many of the 2^32 words make one in a million. */
export const WORDS_PER_MILLION = 4294.967296;

interface ChoiceOdds {
  /** The run (by its number) that `threshold` and `limits` were computed for. */
  run: number;
  /** A word below this is a fault. */
  threshold: number;
  /** For each option: it comes out for a word below this, if no earlier one does. */
  readonly limits: number[];
  readonly faults: readonly (string | null)[];
  /** The options that are no fault. */
  readonly free: readonly number[];
}

export class Odds {
  private readonly choices: Choices;
  private readonly odds: ChoiceOdds[] = [];
  private rates: ReadonlyMap<string, number> = new Map();
  private run = 0;

  constructor(choices: Choices) {
    this.choices = choices;
  }

  /** Another run, with these rates (in a million) by kind of fault. */
  reset(rates: ReadonlyMap<string, number>): void {
    this.rates = rates;
    this.run += 1;
  }

  /** The summed threshold of the faults that may strike at a choice. */
  threshold(choice: number): number {
    const odds = this.odds[choice] ?? this.learn(choice);
    if (odds.run !== this.run) this.prepare(odds);
    return odds.threshold;
  }

  /** The fault that a word below the threshold stands for. */
  fault(choice: number, word: number): number {
    const { limits } = this.odds[choice] as ChoiceOdds;
    let option = 0;
    while (word >= (limits[option] as number)) option += 1;
    return option;
  }

  /** The kind of a fault that `fault` gave. */
  kind(choice: number, option: number): string {
    return (this.odds[choice] as ChoiceOdds).faults[option] as string;
  }

  /** The only option that is no fault, or -1 when there are several. */
  only(choice: number): number {
    const { free } = this.odds[choice] as ChoiceOdds;
    return free.length === 1 ? (free[0] as number) : -1;
  }

  /** One of the options that are no fault. */
  free(choice: number, word: number): number {
    const { free } = this.odds[choice] as ChoiceOdds;
    return free[belowBound(word, free.length)] as number;
  }

  private learn(choice: number): ChoiceOdds {
    const options = this.choices.choices[choice]?.options ?? [];
    const odds: ChoiceOdds = {
      run: 0,
      threshold: 0,
      limits: options.map(() => 0),
      faults: options.map(({ fault }) => fault),
      free: options.flatMap(({ fault }, index) => (fault === null ? [index] : [])),
    };
    this.odds[choice] = odds;
    return odds;
  }

  private prepare(odds: ChoiceOdds): void {
    let threshold = 0;
    for (let option = 0; option < odds.faults.length; option += 1) {
      const fault = odds.faults[option] as string | null;
      if (fault !== null) threshold += Math.floor((this.rates.get(fault) ?? 0) * WORDS_PER_MILLION);
      odds.limits[option] = threshold;
    }
    odds.threshold = threshold;
    odds.run = this.run;
  }
}

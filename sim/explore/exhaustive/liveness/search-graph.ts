/**
 * The states of a search as a graph whose executions are fair or not: the steps of a state are worked out anew each time.
 *
 * Each pending event is fair by itself, by its content: equal ones are one. What begins of its own accord (stimuli, faults)
 * need never happen, nor need actions that the model lists as optional.
 */
import type { Event } from '../../../process/event.js';
import { FROM_PENDING } from '../leaf-programs.js';
import type { Search } from '../search.js';
import { Contests, type Chance } from './contests.js';
import { NO_CONTEST, OUTSIDE, Steps, UNFAIR, type FairGraph } from './fair-graph.js';
import type { Places } from './owing.js';
import { NOT_FOUND, StateNumbers } from './state-numbers.js';

const NONE: readonly Chance[] = [];

export class SearchGraph implements FairGraph, Places {
  readonly size: number;
  readonly steps = new Steps();
  readonly search: Search;
  private readonly numbers: StateNumbers;
  private readonly contests: Contests | null;
  /** By entry: its event, if somebody must take its steps, or UNFAIR. */
  private readonly labels: number[] = [];

  /** The graph of the first `size` states of a search; with contests if they are strongly fair. */
  constructor(search: Search, size: number, hasContests: boolean) {
    this.search = search;
    this.size = size;
    this.numbers = new StateNumbers(search.expansion.store, size);
    this.contests = hasContests ? new Contests(search.expansion) : null;
  }

  list(state: number, cost: number): boolean {
    const { steps, contests, search: { expansion } } = this;
    steps.clear();
    expansion.forgetSkipped();
    expansion.tellSuccessors(state, cost, (entry, _options, words, hash) => {
      if (words === null) {
        steps.add(OUTSIDE, this.labelOf(entry));
        return;
      }
      const target = this.numbers.find(words, hash);
      if (target === state) return;
      const to = target === NOT_FOUND ? OUTSIDE : target;
      const chances = contests === null ? NONE : contests.chancesOf(expansion.events.contents[entry]!, words);
      if (chances.length === 0) steps.add(to, this.labelOf(entry));
      // A step that is about two contests is listed twice.
      else for (const { chance, isWon } of chances) steps.add(to, this.labelOf(entry), chance, isWon);
    });
    return expansion.skippedCostlier;
  }

  contestOf(chance: number): number {
    return this.contests?.contestOf(chance) ?? NO_CONTEST;
  }

  placeOf(state: number): { faults: number; steps: number } {
    const { faults, depth } = this.search.placeOf(state);
    return { faults, steps: depth - 1 };
  }

  private labelOf(entry: number): number {
    return (this.labels[entry] ??= this.isForced(entry) ? this.search.expansion.events.contents[entry]! : UNFAIR);
  }

  private isForced(entry: number): boolean {
    const { expansion: { events }, transitions: { contents, model } } = this.search;
    const event = contents.events[events.contents[entry]!] as Event;
    return events.origins[entry] === FROM_PENDING && !(event.kind === 'action' && model.optionalActions?.includes(event.action) === true);
  }
}

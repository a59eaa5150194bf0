/**
 * Which events may be pending for ever in a world at rest: periods and back-offs, by what they were ever armed with.
 *
 * A state does not say with which duration an event was armed. One that was armed with several of them counts as recurring if
 * all of these recur.
 */
import type { Model } from '../../../process/model.js';
import type { Transitions } from '../../../step/transitions.js';

export class RecurringEvents {
  /** By content: the durations that it was armed with, by name id. */
  private readonly durations = new Map<number, Set<number>>();
  private readonly transitions: Transitions;
  private readonly recurs: boolean[] = [];

  constructor(transitions: Transitions) {
    this.transitions = transitions;
    transitions.leaves.forEachArming((content, duration) => {
      let known = this.durations.get(content);
      if (known === undefined) this.durations.set(content, (known = new Set()));
      known.add(duration);
    });
  }

  has(content: number): boolean {
    return (this.recurs[content] ??= this.isRecurring(this.durationsOf(content)));
  }

  /** Those that a content was armed with; the first of them by name stands for all where one is needed. */
  durationsOf(content: number): number[] {
    const { names } = this.transitions;
    const known = [...(this.durations.get(content) ?? [])];
    return known.sort((left, right) => (names.name(left) < names.name(right) ? -1 : 1));
  }

  private isRecurring(durations: readonly number[]): boolean {
    return durations.length > 0 && durations.every((duration) => this.range(duration)?.recurring === true);
  }

  private range(duration: number): Model['durations'][string] | undefined {
    const { names, model } = this.transitions;
    return model.durations[names.name(duration)];
  }
}

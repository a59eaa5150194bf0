/**
 * What the nominal ranges of a model say about the order of events: its durations in classes of those that order alike.
 *
 * A slow event waits for a quick one that was armed no later, if even the longest time of the quick one is shorter than the
 * shortest time of the slow one. So a class matters as what others wait for, by its `max`, or as what waits for others, by
 * its `min`; most matter as neither, and then nothing of this is part of a state.
 *
 * What it leaves out: how long an event was pending already (a clock). So some orders are left that no durations realise.
 */
import type { Event } from '../../process/event.js';
import type { DurationRange, Model } from '../../process/model.js';
import { hashText } from '../../world/hash.js';

/** Never: beyond every duration. Finite, so that it is exact in an integer's arithmetic. */
export const NEVER = 2 ** 50;

export interface TimingClass {
  /** How long its events take at most, in microseconds; NEVER when nobody waits for them. */
  readonly max: number;
  /** How long its events take at least; 0 when they wait for nobody. */
  readonly min: number;
  /** Whether a timing fault may make one later than `max`. */
  readonly mayBeLate: boolean;
  /**
   * What its events hand on to what they arm: their place in a burst; a place of its own, as much later as they take; or
   * nothing (what recurs would make others wait for ever).
   */
  readonly handsOn: 'its place' | 'a later place' | 'nothing';
}

/** Neither waits nor is waited for: number 0 of every model. */
const UNORDERED: TimingClass = { max: NEVER, min: 0, mayBeLate: false, handsOn: 'nothing' };

export class TimingClasses {
  readonly classes: readonly TimingClass[];
  /** By what they are, not by their numbers. */
  readonly hashes: readonly number[];
  /** How long a burst lasts at most, in microseconds. */
  readonly burst: number;
  private readonly byDuration: ReadonlyMap<string, number>;

  constructor({ durations, burst }: Pick<Model, 'durations' | 'burst'>) {
    const names = Object.keys(durations).sort();
    const ranges = names.map((name) => durations[name]!);
    this.burst = burst?.max ?? 0;
    const classes = [UNORDERED];
    const byDuration = new Map<string, number>();
    names.forEach((name, index) => {
      const ordered = classOf(ranges[index]!, ranges, burst?.durations.includes(name) === true);
      const known = classes.findIndex((other) => isSame(other, ordered));
      byDuration.set(name, known >= 0 ? known : classes.push(ordered) - 1);
    });
    this.classes = classes;
    this.hashes = classes.map((timingClass) => hashText(JSON.stringify(timingClass)));
    this.byDuration = byDuration;
  }

  /** Whether the ranges order anything. */
  get orders(): boolean {
    return this.classes.length > 1;
  }

  /** The class of an event that is armed with a duration. What begins or heals faults comes at any moment. */
  of(event: Event, duration: string): number {
    return event.kind === 'healing' || event.kind === 'fault' || event.kind === 'stimulus' ? 0 : (this.byDuration.get(duration) ?? 0);
  }
}

function classOf({ min, max, mayBeLate, recurring }: DurationRange, ranges: readonly DurationRange[], isQuick: boolean): TimingClass {
  const isWaitedFor = ranges.some((other) => max < other.min);
  const waits = ranges.some((other) => other.max < min);
  if (!isWaitedFor) return { ...UNORDERED, min: waits ? min : 0 };
  return {
    max, min: waits ? min : 0, mayBeLate,
    handsOn: isQuick ? 'its place' : recurring === true ? 'nothing' : 'a later place',
  };
}

function isSame(left: TimingClass, right: TimingClass): boolean {
  return left.max === right.max && left.min === right.min && left.mayBeLate === right.mayBeLate && left.handsOn === right.handsOn;
}

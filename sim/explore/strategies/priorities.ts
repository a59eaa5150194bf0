/**
 * Priorities of processes, after PCT (Burckhardt, Kothari, Musuvathi, Nagarakatte: A Randomized Scheduler with Probabilistic
 * Guarantees of Finding Bugs, ASPLOS 2010): a bug of depth d needs d orders to be right, and few priorities with few changes get
 * them right more often than one draw an event.
 *
 * PCT picks who is next; here durations decide, so a priority says where in its range a duration lies: at its beginning for the
 * highest, at its end for the lowest. At a few steps of the run, the process that made the step becomes the slowest. So a run stays
 * one that the ranges allow. The probability that PCT guarantees does not carry over: ranges forbid most orders.
 */
import { belowBound } from '../../random/keyed-random.js';
import { hashText } from '../../world/hash.js';
import type { Event, EventTraits } from '../../process/event.js';
import type { DurationRange } from '../../process/model.js';
import type { Contents } from '../../step/registry.js';
import { CHANGE, PRIORITY, type RunRandom } from '../run-draws.js';

/** At most so many changes of priorities in a run: bugs of a depth up to one more. */
const CHANGES_MAX = 3;
/** The steps among which they lie. A run of omicron has about a hundred to three hundred. */
const STEPS_EXPECTED = 200;

export class Priorities {
  private readonly contents: Contents;
  private readonly random: RunRandom;
  /** Lanes by name, and the lane of each event content, plus one. */
  private readonly lanes = new Map<string, number>();
  private readonly hashes: number[] = [];
  private laneOfContent = new Int32Array(1024);
  /** In this run: how slow each lane is, 0 to 1; below 0 where it was not drawn yet. */
  private slowness: number[] = [];
  private changes: number[] = [];

  constructor(contents: Contents, random: RunRandom) {
    this.contents = contents;
    this.random = random;
  }

  /** Another run: its draws come from the seed that `random` has now. */
  begin(): void {
    this.slowness = this.hashes.map(() => -1);
    const count = belowBound(this.random.draw(CHANGE, 0, 0), CHANGES_MAX + 1);
    this.changes = Array.from({ length: count }, (_, nth) => 1 + belowBound(this.random.draw(CHANGE, 1, nth), STEPS_EXPECTED));
  }

  /** After a step: whoever made it may become the slowest. */
  stepped(content: number, steps: number): void {
    if (this.changes.includes(steps)) this.slowness[this.laneOf(content)] = 1;
  }

  /** How long an event takes, in whole microseconds within its range. */
  duration(content: number, range: DurationRange): number {
    if (range.shape === 'fixed') return range.max;
    return range.min + Math.floor((range.max - range.min) * this.slownessOf(this.laneOf(content)));
  }

  private slownessOf(lane: number): number {
    const known = this.slowness[lane] ?? -1;
    if (known >= 0) return known;
    return (this.slowness[lane] = this.random.draw(PRIORITY, this.hashes[lane] as number, 0) / 4294967296);
  }

  private laneOf(content: number): number {
    while (content >= this.laneOfContent.length) {
      const larger = new Int32Array(this.laneOfContent.length * 2);
      larger.set(this.laneOfContent);
      this.laneOfContent = larger;
    }
    const known = this.laneOfContent[content] as number;
    if (known > 0) return known - 1;
    const name = laneName(this.contents.events[content] as Event, this.contents.traits[content] as EventTraits);
    let lane = this.lanes.get(name);
    if (lane === undefined) {
      lane = this.hashes.push(hashText(name)) - 1;
      this.lanes.set(name, lane);
    }
    this.laneOfContent[content] = lane + 1;
    return lane;
  }
}

/** Whose speed decides: the process that executes it, or the session with the database of the process that sent a statement. */
function laneName(event: Event, { executor }: EventTraits): string {
  return event.kind === 'statement' ? `database of ${event.from}` : (executor ?? event.kind);
}

/**
 * Which seeds are handed out, and which are covered. Ranges are handed out in order and merged in order, so that what a
 * campaign covers is a contiguous prefix of its seeds, whatever the number of workers and their speed.
 */
import { emptyTally, merge, type Tally } from '../../sim/explore/tally.js';
import type { SeedsResult } from './jobs.js';

/** A range of seeds is sized to keep a worker busy for about this long. */
const RANGE_MILLISECONDS = 150;
const RANGE_MAX = 2_048;
const RANGE_FIRST = 4;

export interface SeedRange {
  readonly from: number;
  readonly count: number;
}

export class CoveredSeeds {
  /** The sum over the seeds 0 .. `covered` - 1. */
  readonly tally: Tally = emptyTally();
  covered = 0;
  /** With `untilFirst`: the first finding is merged, and what lies behind it does not count. */
  closed = false;
  private next = 0;
  private readonly seedsMax: number;
  private readonly untilFirst: boolean;
  private readonly workers: number;
  private readonly fixedSize: number | null;
  private readonly waiting = new Map<number, SeedsResult>();
  private readonly again: SeedRange[] = [];
  private millisecondsPerSeed = 0;

  constructor(seedsMax: number | null, untilFirst: boolean, workers: number, fixedSize: number | null) {
    this.seedsMax = seedsMax ?? Number.MAX_SAFE_INTEGER;
    this.untilFirst = untilFirst;
    this.workers = workers;
    this.fixedSize = fixedSize;
  }

  /** How many seeds were handed out at least once. */
  get handedOut(): number {
    return this.next;
  }

  /** A range that has to be done whatever happens, or the next new one; null when there is none. */
  take(newOnes: boolean): SeedRange | null {
    if (this.closed) return null;
    const again = this.again.shift();
    if (again !== undefined) return again;
    if (!newOnes || this.next >= this.seedsMax) return null;
    const count = Math.min(this.rangeSize(), this.seedsMax - this.next);
    const range = { from: this.next, count };
    this.next += count;
    return range;
  }

  /** The worker that had this range is gone. */
  giveBack(range: SeedRange): void {
    this.again.push(range);
  }

  done(result: SeedsResult, milliseconds: number): void {
    const perSeed = milliseconds / Math.max(1, result.end - result.from);
    this.millisecondsPerSeed = this.millisecondsPerSeed === 0 ? perSeed : this.millisecondsPerSeed * 0.7 + perSeed * 0.3;
    this.waiting.set(result.from, result);
    for (let ready = this.waiting.get(this.covered); ready !== undefined; ready = this.waiting.get(this.covered)) {
      this.waiting.delete(ready.from);
      if (this.closed) return;
      merge(this.tally, ready.tally);
      this.covered = ready.end;
      if (this.untilFirst && (ready.tally.violations.length > 0 || ready.tally.modelFaults.length > 0)) {
        this.closed = true;
        this.waiting.clear();
      }
    }
  }

  private rangeSize(): number {
    if (this.fixedSize !== null) return this.fixedSize;
    if (this.millisecondsPerSeed === 0) return RANGE_FIRST;
    const fair = Math.ceil((this.seedsMax - this.next) / (2 * this.workers));
    const size = Math.floor(RANGE_MILLISECONDS / this.millisecondsPerSeed);
    return Math.max(1, Math.min(size, fair, RANGE_MAX));
  }
}

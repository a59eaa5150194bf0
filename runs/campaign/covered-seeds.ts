/**
 * Which seeds are handed out, and which are covered. Ranges are handed out in order and merged in order, so that what a
 * campaign covers is a contiguous prefix of its seeds, whatever the number of workers and their speed.
 */
import { emptyTally, merge, type Tally } from '../../sim/explore/tally.js';
import type { SeedsDone } from './state/work-record.js';

/** A range of seeds is sized to keep a worker busy for about this long. */
const RANGE_MILLISECONDS = 150;
const RANGE_MAX = 2_048;
const RANGE_FIRST = 4;

export interface SeedRange {
  readonly from: number;
  readonly count: number;
}

/** What is covered at one moment, and what lies beyond it already. */
export interface CoveredSnapshot {
  readonly tally: Tally;
  readonly covered: number;
  readonly closed: boolean;
  readonly waiting: readonly SeedsDone[];
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
  private readonly waiting = new Map<number, SeedsDone>();
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

  snapshot(): CoveredSnapshot {
    const { tally, covered, closed } = this;
    return { tally, covered, closed, waiting: [...this.waiting.values()].sort((left, right) => left.from - right.from) };
  }

  /** Begins where another one was. */
  restore({ tally, covered, closed, waiting }: CoveredSnapshot): void {
    merge(this.tally, tally);
    this.covered = covered;
    this.closed = closed;
    for (const result of waiting) this.waiting.set(result.from, result);
  }

  /** Once all is restored: what was not covered is handed out, the holes between what was covered first. */
  handOutTheRest(): void {
    this.next = this.covered;
    for (const { from, end } of this.snapshot().waiting) {
      if (from > this.next) this.again.push({ from: this.next, count: from - this.next });
      this.next = end;
    }
  }

  /** How long a range took decides how large the next ones are. */
  took(seeds: number, milliseconds: number): void {
    const perSeed = milliseconds / Math.max(1, seeds);
    this.millisecondsPerSeed = this.millisecondsPerSeed === 0 ? perSeed : this.millisecondsPerSeed * 0.7 + perSeed * 0.3;
  }

  done(result: SeedsDone): void {
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

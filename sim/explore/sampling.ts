/**
 * Durations from random words, by integer arithmetic and a table: `Math.log` differs between runtimes.
 */
import type { DurationRange } from '../process/model.js';

/**
 * Where a skewed sample lies in its range, at 16 equal steps of probability, in thousandths: half of the samples within
 * the lowest 2 %, one in sixteen in the upper half. Like the latencies and back-offs that it stands for.
 */
const SKEW = [0, 0.2, 0.5, 1, 2, 4, 7, 12, 20, 34, 57, 95, 150, 230, 350, 550, 1000] as const;

const WORDS = 4294967296;

/** A duration within the range, in whole microseconds. `word` is an unsigned 32-bit integer. */
export function sampleDuration(range: DurationRange, word: number, slackPercent: number): number {
  const width = range.max - range.min;
  if (width === 0 || range.shape === 'fixed') return range.max;
  const part = range.shape === 'uniform' ? word / WORDS : skewed(word);
  const distance = Math.floor(width * (1 - part));
  return range.max - Math.floor((distance * slackPercent) / 100);
}

/** A duration above the range: a timing fault. Up to ten times its maximum, and at least a second more. */
export function sampleLate(range: DurationRange, word: number): number {
  const width = Math.max(9 * range.max, 1_000_000);
  return range.max + 1 + Math.floor(width * skewed(word));
}

/** A part of 1, skewed to 0. Exact: only additions, products and quotients of doubles, which all runtimes agree on. */
function skewed(word: number): number {
  const step = Math.floor(word / 268435456);
  const rest = (word - step * 268435456) / 268435456;
  const low = SKEW[step] as number;
  const high = SKEW[step + 1] as number;
  return (low + (high - low) * rest) / 1000;
}

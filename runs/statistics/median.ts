/** The median of repetitions, with an interval that assumes nothing of how they are distributed. */
import { atLeast } from './binomial.js';

export interface MedianInterval {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The interval between two order statistics that holds the true median with at least 95 % confidence (Conover, Practical
 * Nonparametric Statistics): with 30 values the 10th and the 21st. Values may be Infinity: not found in time. Fewer than six values
 * say nothing: their interval is everything.
 */
export function medianInterval(values: readonly number[]): MedianInterval {
  if (values.length === 0) throw new RangeError('No values have no median. Give at least one.');
  const sorted = [...values].sort((left, right) => left - right);
  const count = sorted.length;
  const atMost = (below: number): number => 1 - atLeast(below + 1, count, 0.5);
  let rank = 0;
  while (atMost(rank) <= 0.025) rank += 1;
  const [low, high] = rank === 0 ? [-Infinity, Infinity] : [sorted[rank - 1] as number, sorted[count - rank] as number];
  const middle = [sorted[Math.floor((count - 1) / 2)], sorted[Math.ceil((count - 1) / 2)]] as [number, number];
  return { median: middle[0] === middle[1] ? middle[0] : (middle[0] + middle[1]) / 2, low, high };
}

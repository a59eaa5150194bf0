/**
 * Pairs: two things tried under the same conditions, of which one did better, the other did better, or both alike. Exact tests;
 * ties say nothing and are left out, as in the sign test (Conover, Practical Nonparametric Statistics) and, for yes and no, in
 * McNemar's (Psychometrika 12, 1947).
 */
import { atLeast, clopperPearson, CONFIDENCE, type Interval } from './binomial.js';

export interface Pairs {
  readonly better: number;
  readonly worse: number;
  readonly equal: number;
}

/** How likely a split at least as uneven is when neither is better (two-sided). 1 without a pair that differs. */
export function signTest({ better, worse }: Pairs): number {
  const more = Math.max(better, worse);
  return better + worse === 0 ? 1 : Math.min(1, 2 * atLeast(more, better + worse, 0.5));
}

/** The share of better ones among the pairs that differ, with the exact interval. 0 to 1 when none does. */
export function shareBetter({ better, worse }: Pairs, confidence = CONFIDENCE): Interval {
  return clopperPearson(better, better + worse, confidence);
}

/** The confidence that each of so many intervals needs, for all of them to hold at once (Bonferroni). */
export function confidenceOfEach(howMany: number, confidence = CONFIDENCE): number {
  return 1 - (1 - confidence) / Math.max(1, howMany);
}

/** What pairs say: one is better or worse with this confidence, or nothing can be said. */
export function conclusionOf(pairs: Pairs, confidence: number): 'better' | 'worse' | 'undecided' {
  if (signTest(pairs) > 1 - confidence) return 'undecided';
  return pairs.better > pairs.worse ? 'better' : 'worse';
}

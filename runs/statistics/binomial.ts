/**
 * Rates seen in runs, with bounds that can be believed: the exact interval of Clopper and Pearson (Biometrika 26, 1934), and
 * how many clean runs say that something is gone.
 *
 * The interval is "exact": it holds the true rate in at least 95 % of campaigns, and for small counts in more (it is never
 * too narrow, which is the side to err on here). Left out: corrections for looking at many rates at once, and differences
 * of paired runs.
 */

export const CONFIDENCE = 0.95;

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The two-sided interval of the rate behind `hits` of `runs`: 0 to 1 when nothing was run. */
export function clopperPearson(hits: number, runs: number, confidence = CONFIDENCE): Interval {
  if (!Number.isInteger(hits) || !Number.isInteger(runs) || hits < 0 || hits > runs) {
    throw new RangeError(`${hits} of ${runs} runs is no count. Give whole numbers, the first one from 0 to the second.`);
  }
  if (runs === 0) return { low: 0, high: 1 };
  const tail = (1 - confidence) / 2;
  return {
    low: hits === 0 ? 0 : rateWhere((rate) => atLeast(hits, runs, rate) < tail),
    high: hits === runs ? 1 : rateWhere((rate) => 1 - atLeast(hits + 1, runs, rate) > tail),
  };
}

/** Without a hit in `runs` runs: the rate is below this with 95 % confidence (one-sided: about 3 / runs). */
export function boundWithoutHits(runs: number, confidence = CONFIDENCE): number {
  return runs === 0 ? 1 : -Math.expm1(Math.log1p(-confidence) / runs);
}

/**
 * How many runs without it are needed before one may believe, with 95 % confidence, that something which showed in this share
 * of runs is gone. Infinity for a rate of 0.
 */
export function cleanRunsNeeded(rate: number, confidence = CONFIDENCE): number {
  if (rate <= 0) return Infinity;
  if (rate >= 1) return 1;
  return Math.ceil(Math.log1p(-confidence) / Math.log1p(-rate));
}

/** The probability of at least `hits` (from 1) in `runs` independent runs: a regularised incomplete beta function. */
export function atLeast(hits: number, runs: number, rate: number): number {
  return incompleteBeta(rate, hits, runs - hits + 1);
}

/** The largest rate for which `holds` does: it must hold up to there and nowhere beyond. */
function rateWhere(holds: (rate: number) => boolean): number {
  let [low, high] = [0, 1];
  // Halved until doubles have no more digits: rates may be as small as one in a billion.
  for (let step = 0; step < 200; step += 1) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) break;
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** By Lentz's method for the continued fraction (Abramowitz and Stegun 26.5.8), on the side where it converges fast. */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  return x < (a + 1) / (a + b + 2) ? (front * betaFraction(x, a, b)) / a : 1 - (front * betaFraction(1 - x, b, a)) / b;
}

const TINY = 1e-300;

function betaFraction(x: number, a: number, b: number): number {
  const away = (value: number): number => (Math.abs(value) < TINY ? TINY : value);
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m <= 100_000; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away(1 + even * d);
    c = away(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away(1 + odd * d);
    c = away(1 + odd / c);
    const factor = d * c;
    fraction *= factor;
    if (Math.abs(factor - 1) < 1e-15) break;
  }
  return fraction;
}

/** Stirling's series, shifted to where it is exact to the last digits. Only for arguments from 1. */
function logGamma(value: number): number {
  let shift = 0;
  let x = value;
  for (; x < 15; x += 1) shift += Math.log(x);
  const square = x * x;
  const series = (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / (1188 * square)) / square) / square) / square) / x;
  return (x - 0.5) * Math.log(x) - x + 0.9189385332046727 + series - shift;
}

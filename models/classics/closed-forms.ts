/** The closed forms of state counts: shared/facts/model-checkers.md, section 3.4. */

export type Counts = readonly [distinct: number, generated: number | null, depth: number | null];

/** In whole numbers: an engine may approximate `**`. */
function power(base: number, exponent: number): number {
  return exponent === 0 ? 1 : base * power(base, exponent - 1);
}

export function twoPhaseCommitCounts(rms: number): Counts {
  const [sixth, fourth, second] = [power(6, rms), power(4, rms), power(2, rms)];
  const generated = 2 + (rms + 1) * fourth + (2 * rms * sixth) / 6 + rms * sixth + rms * second;
  return [sixth + fourth + second, generated, 3 * rms + 2];
}

export function tCommitCounts(rms: number): Counts {
  return [power(3, rms) + power(2, rms) - 1, null, 2 * rms + 1];
}

export function terminationDetectionCounts(nodes: number, pendingMax: number): Counts {
  return [power(2 * (pendingMax + 1), nodes) + 1, null, pendingMax * nodes + 2];
}

/** How many of `from` things can be chosen. */
export function binomial(from: number, chosen: number): number {
  let count = 1;
  for (let nth = 1; nth <= chosen; nth += 1) count = (count * (from - chosen + nth)) / nth;
  return count;
}

/** The states of two-phase commit up to the order of its resource managers. */
export function twoPhaseCommitOrbits(rms: number): number {
  return binomial(rms + 3, 3) + binomial(rms + 5, 5) + rms + 1;
}

/** Figures as a report shows them: the same in every locale. */
import type { Interval } from '../../statistics/binomial.js';
import { formatCount } from '../../terminal/count.js';

/** To three digits or so. */
export function figure(value: number | null): string {
  if (value === null) return '–';
  if (value === 0) return '0';
  const size = Math.abs(value);
  return size >= 1000 ? formatCount(value) : size >= 100 ? value.toFixed(0) : size >= 10 ? value.toFixed(1) : size >= 0.01 ? value.toFixed(2) : value.toPrecision(1);
}

export function percent(share: number): string {
  return `${figure(share * 100)} %`;
}

/** `3.2 % (2.1 to 4.6)`. */
export function rateWithInterval(hits: number, runs: number, { low, high }: Interval): string {
  return runs === 0 ? '–' : `${percent(hits / runs)} (${figure(low * 100)} to ${figure(high * 100)})`;
}

export function probability(value: number): string {
  return value < 0.0001 ? '< 0.0001' : value.toFixed(4);
}

/** Rates and their bounds in words. */
import type { Interval } from '../../statistics/binomial.js';
import { counted, formatCount } from '../../terminal/count.js';
import { cleanRunsNeeded } from '../../statistics/binomial.js';
import type { JudgedFailure, } from '../failures.js';
import type { JudgedProperty, UnseenFailure } from '../judge.js';

/** `0.42 %`: two digits, however small. */
export function percent(share: number): string {
  if (share === 0) return '0 %';
  const value = share * 100;
  return `${value >= 10 ? value.toFixed(1) : Number(value.toPrecision(2))} %`;
}

export function intervalText({ low, high }: Interval): string {
  return `${percent(low)} to ${percent(high)}`;
}

/** What is known of how often a property is violated. */
export function rateText({ tested, violated, interval, bound }: JudgedProperty): string {
  if (violated > 0) return intervalText(interval);
  return tested === 0 ? 'nothing is known' : `below ${percent(bound ?? 1)} of all runs`;
}

/** How many clean runs say that a failure is fixed: of the lower end of its rate, so that rare luck does not decide. */
export function cleanRunsText({ rate }: JudgedFailure): string {
  if (rate === null) return '';
  return `${formatCount(cleanRunsNeeded(rate.interval.low))} clean runs are needed before believing that it is fixed`;
}

export function unseenText({ entry, runs, needed, gone }: UnseenFailure): string {
  if (gone) return `${entry.fingerprint}: gone. Not one of ${counted(runs, 'run')} shows it; remove it from the list (known since ${entry.since}, ${entry.link})`;
  const why = needed === null ? 'how rare it was is not known' : `${formatCount(needed)} are needed to call it gone`;
  return `${entry.fingerprint}: not seen in ${counted(runs, 'run')}; ${why}`;
}

/** The prices that policies are compared by: each a number a run, less is better, and a figure for many runs. */
import { HORIZON, type RunRecord } from './observe/run-record.js';

export interface Price {
  readonly name: string;
  /** What it is, in a sentence. */
  readonly sentence: string;
  readonly unit: string;
  /** Of one run; less is better. */
  of(run: RunRecord): number;
  /** Of many. */
  total(runs: readonly RunRecord[]): number | null;
}

const HORIZON_MILLISECONDS = HORIZON / 1000;
/** One call more than users may try: then an operator has to. */
const OPERATOR = 5;

/** How long it took, and up to the horizon if it was for ever. */
function waited(times: readonly number[]): number {
  return times.reduce((sum, time) => sum + (time < 0 ? HORIZON_MILLISECONDS : Math.min(time, HORIZON_MILLISECONDS)), 0);
}

function never(times: readonly number[]): number {
  return times.filter((time) => time < 0).length;
}

function sum(runs: readonly RunRecord[], of: (run: RunRecord) => number): number {
  return runs.reduce((total, run) => total + of(run), 0);
}

/** A quotient of two sums; null when there is nothing to divide by. */
function rate(runs: readonly RunRecord[], of: (run: RunRecord) => number, per: (run: RunRecord) => number, times = 1): number | null {
  const base = sum(runs, per);
  return base === 0 ? null : (sum(runs, of) / base) * times;
}

const one = (): number => 1;

function price(
  name: string, unit: string, sentence: string, of: (run: RunRecord) => number, per: (run: RunRecord) => number = one, times = 1,
): Price {
  return { name, unit, sentence, of, total: (runs) => rate(runs, of, per, times) };
}

export const WRONGLY_FAILED = 'wrongly Failed';
export const DEATH_NOTICED = 'time to notice a dead VM';
export const MISSED_DEATHS = 'deaths never noticed';
export const STOPS_LOST = 'stops that never came about';
export const TWO_GUESTS = 'two guests at once';
export const UNREFERENCED = 'guests that nobody knows of';

export const PRICES: readonly Price[] = [
  price(WRONGLY_FAILED, 'per 1,000 failed calls', 'VMMs that were healthy while they or their instance were Failed', ({ wronglyFailed }) => wronglyFailed, ({ failedCalls }) => failedCalls, 1000),
  price(DEATH_NOTICED, 's, mean, never = 25 min', 'from the death of a healthy VM (its server or its zone ends: no stop, no halt of the guest) that is shown as alive until it no longer is', (run) => waited(run.deathsNoticed), ({ deathsNoticed }) => deathsNoticed.length, 0.001),
  price(MISSED_DEATHS, '% of deaths', 'VMs that died, and were shown as alive for ever', (run) => never(run.deathsNoticed), ({ deathsNoticed }) => deathsNoticed.length, 100),
  price('time that a stop takes', 's, mean, never = 25 min', 'from a stop that is asked for while a guest executes until none does', (run) => waited(run.stops), ({ stops }) => stops.length, 0.001),
  price(STOPS_LOST, '% of stops', 'stops after which the guest executed for ever', (run) => never(run.stops), ({ stops }) => stops.length, 100),
  price(TWO_GUESTS, 's a run', 'time in which two guests of an instance executed', ({ twoGuestTime }) => twoGuestTime, one, 0.001),
  price(UNREFERENCED, 's a run', 'time in which a guest executed that no record leads to', ({ unreferencedTime }) => unreferencedTime, one, 0.001),
  price('healthy guests fenced', 's a run without one', 'time without a guest after an unregister ended a healthy one that nobody had asked to end', ({ fencedTime }) => fencedTime, one, 0.001),
  price('out of control', '% of guest time', 'time in which a guest executed and no request of a user would have reached it', (run) => run.guestTime - run.controllableTime, ({ guestTime }) => guestTime, 100),
  price('calls to get rid of it', 'calls, operator = 5', 'at rest: the fewest requests that leave nothing of an instance', ({ callsToRecover }) => (callsToRecover === null ? 0 : callsToRecover < 0 ? OPERATOR : callsToRecover), ({ callsToRecover }) => (callsToRecover === null ? 0 : 1)),
  price('an operator is needed', '% of runs', 'at rest: no 4 requests of users get rid of an instance', ({ callsToRecover }) => (callsToRecover !== null && callsToRecover < 0 ? 1 : 0), one, 100),
  price('successes that did nothing', '% of answers', 'a request was answered with success, and what was asked for did not come about', (run) => run.successesThatDidNothing, ({ answers }) => answers, 100),
  price('errors that took effect', '% of answers', 'a request was answered with an error, and what was asked for came about', (run) => run.errorsThatTookEffect, ({ answers }) => answers, 100),
  price('leaks', 'a run', 'at the end: guests and zones that no record leads to, and reservations for nothing', (run) => run.leakedGuests + run.leakedZones + run.leakedReservations),
  price('calls to sled agents', 'a run', 'requests from Nexus that reached a sled', ({ sledCalls }) => sledCalls),
  price('statements', 'a run', 'statements that reached the database', ({ statements }) => statements),
];

/** Of how many of these times the wait was over after so many seconds. */
export function shareWithin(times: readonly number[], seconds: number): number {
  return times.length === 0 ? 0 : times.filter((time) => time >= 0 && time <= seconds * 1000).length / times.length;
}

/**
 * Bounds: how long after the arming of a slow event (the *waiter*) a quick one comes at the latest.
 *
 * Of a pending event it is known, counted from the waiter's arming, by when it was armed, and by when the burst began that it
 * belongs to (one that is in no burst begins one). The waiter waits for it if that, and the longest time it takes, is less
 * than the shortest time the waiter takes. What it arms is armed by the time it fires, and in the same burst if it is a
 * quick event that hands its place on.
 *
 * In states a bound is in normal form: a number that holds no more than what decides who waits for whom, now or later. For
 * an event that hands its place on: twice the beginning of its burst (NEVER when that is too late to matter), and 1 when it
 * is waited for itself. For others: twice its arming, and 1.
 */
import { NEVER, type TimingClass, type TimingClasses } from './timing-classes.js';

/** No bound that matters. */
export const NONE = -1;

/** Armed when the waiter was, or before. */
export function boundAtArming(classes: TimingClasses, event: TimingClass, waiter: TimingClass): number {
  return normal(classes, event, waiter, 0, 0);
}

/** The bound of what an event with this bound arms when it fires in time. */
export function boundHandedOn(
  classes: TimingClasses, event: TimingClass, bound: number, armed: TimingClass, waiter: TimingClass,
): number {
  if (bound === NONE || event.handsOn === 'nothing') return NONE;
  const time = Math.floor(bound / 2);
  if (event.handsOn === 'its place') return time === NEVER ? NONE : normal(classes, armed, waiter, time + classes.burst, time);
  return normal(classes, armed, waiter, time + event.max, time + event.max);
}

/** The weaker of two bounds: equal events share it. */
export function weaker(left: number, right: number): number {
  if (left === NONE || right === NONE) return NONE;
  const time = Math.max(Math.floor(left / 2), Math.floor(right / 2));
  const isWaitedFor = left % 2 === 1 && right % 2 === 1;
  return time === NEVER && !isWaitedFor ? NONE : time * 2 + (isWaitedFor ? 1 : 0);
}

/** Whether the waiter waits for an event with this bound. */
export function isWaitedFor(bound: number): boolean {
  return bound >= 0 && bound % 2 === 1;
}

/** `armed`: by when the event was armed, `begun`: by when its burst began; counted from the waiter's arming. */
function normal(classes: TimingClasses, event: TimingClass, waiter: TimingClass, armed: number, begun: number): number {
  const waited = armed + event.max < waiter.min;
  if (event.handsOn !== 'its place') return waited ? armed * 2 + 1 : NONE;
  const matters = begun + classes.burst + classes.quickest < waiter.min;
  if (!matters) return waited ? NEVER * 2 + 1 : NONE;
  return begun * 2 + (waited ? 1 : 0);
}

/**
 * Bounds: how long after the arming of a slow event (the *waiter*) a quick one was armed at the latest, or, if it is one that
 * hands its place on, its burst began (one that is in no burst begins one).
 *
 * The waiter waits for it if that, the burst, and the longest time it takes, is less than the shortest time the waiter takes;
 * otherwise there is no bound. What it arms is armed by the time it fires, and in the same burst if it is a quick event that
 * hands its place on. A waiter that is too quick for a whole burst still waits for what is pending when it is armed, and for
 * nothing that follows from it.
 *
 * A burst counts as a whole from its first event on, and bounds in fifths of the waiter's `min`, rounded up. What is counted
 * exactly tells states apart that differ in how long ago the waiter was armed, and in nothing else: several times as many, for
 * orders that hardly differ. A later bound lets more happen, and never less: no execution in time is lost. A fifth is fine
 * enough for a zone that boots within a call to a sled agent, and two more of its steps.
 */
import { NEVER, type TimingClass, type TimingClasses } from './timing-classes.js';

/** Nobody waits. */
export const NONE = -1;
/** Waited for, but not what it brings about: beyond every other bound. */
const ITSELF_ALONE = NEVER;
const PARTS = 5;

/** Armed when the waiter was, or before. */
export function boundAtArming(classes: TimingClasses, event: TimingClass, waiter: TimingClass): number {
  const bound = waitedFor(classes, event, waiter, 0);
  return bound === NONE && event.max < waiter.min ? ITSELF_ALONE : bound;
}

/** The bound of what an event with this bound arms when it fires in time. */
export function boundHandedOn(
  classes: TimingClasses, event: TimingClass, bound: number, armed: TimingClass, waiter: TimingClass,
): number {
  if (bound === NONE || event.handsOn === 'nothing') return NONE;
  if (event.handsOn === 'its place') return waitedFor(classes, armed, waiter, armed.handsOn === 'its place' ? bound : bound + classes.burst);
  const part = Math.ceil(waiter.min / PARTS);
  return waitedFor(classes, armed, waiter, Math.ceil((bound + event.max) / part) * part);
}

/** The weaker of two bounds: equal events share it. */
export function weaker(left: number, right: number): number {
  return left === NONE || right === NONE ? NONE : Math.max(left, right);
}

function waitedFor(classes: TimingClasses, event: TimingClass, waiter: TimingClass, bound: number): number {
  const burst = event.handsOn === 'its place' ? classes.burst : 0;
  return bound + burst + event.max < waiter.min ? bound : NONE;
}

/**
 * Makes a failing script smaller: fewest faults first, then fewest requests, then as few pins as possible, which makes for
 * few steps and few deviations from the default order.
 */
import type { ChoicePin, DurationPin, Pin, Script } from '../script.js';
import type { Attempts } from './attempts.js';

export function shrinkScript(attempts: Attempts, script: Script): void {
  for (;;) {
    let changed = false;
    for (const pass of [letGoFaults, letGoStimuli, letGoTheRest, waitForQuiet]) changed = pass(attempts, script) || changed;
    if (!changed || attempts.effort.isSpent) return;
  }
}

/** The faults that strike in a script, as pins. */
export function faultsOf(attempts: Attempts, script: Script): Pin[] {
  attempts.play(script);
  return [...new Set(attempts.guided.struck)];
}

function letGoFaults(attempts: Attempts, script: Script): boolean {
  return attempts.letGo(script, faultsOf(attempts, script));
}

function letGoStimuli(attempts: Attempts, script: Script): boolean {
  return attempts.letGo(script, script.spontaneous.filter(({ kind }) => kind === 'stimulus'));
}

/** Durations, and choices that are no fault. */
function letGoTheRest(attempts: Attempts, script: Script): boolean {
  const faults = new Set(faultsOf(attempts, script));
  return attempts.letGo(script, smallPins(script).filter((pin) => !faults.has(pin)));
}

/** All pins but the spontaneous events. */
export function smallPins({ durations, choices, begin }: Script): (DurationPin | ChoicePin)[] {
  return [
    ...begin,
    ...[...choices.values()].flatMap((places) => [...places.values()].flat()),
    ...[...durations.values()].flatMap((places) => [...places.values()]),
  ];
}

function waitForQuiet(attempts: Attempts, script: Script): boolean {
  let any = false;
  for (const pin of script.spontaneous) {
    if (!pin.on || pin.whenQuiet) continue;
    pin.whenQuiet = true;
    if (attempts.play(script) === null) pin.whenQuiet = false;
    else any = true;
  }
  return any;
}

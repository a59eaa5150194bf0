/** The invariants of the omicron model, in the order in which reports show them. Adding one is a file and a line here. */
import type { Invariant } from '../sim/explore/invariant.js';
import { healthyNeverFailed } from './healthy-never-failed.js';
import { noMissedDeath } from './no-missed-death.js';
import { oneContentPerGeneration } from './one-content-per-generation.js';
import { oneGuest } from './one-guest.js';
import { stopIsHonoured } from './stop-is-honoured.js';

export const omicronInvariants: readonly Invariant[] = [
  healthyNeverFailed, oneGuest, noMissedDeath, stopIsHonoured, oneContentPerGeneration,
];

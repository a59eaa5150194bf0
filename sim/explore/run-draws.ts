/**
 * The random draws of timed runs. Every draw is named (a label) and keyed (the kind of event, and how often it occurred in
 * this run), so that another sled or another kind of fault leaves the other draws as they were.
 */
import { belowBound, type KeyedRandom } from '../random/keyed-random.js';
import { hashText } from '../world/hash.js';
import type { Model } from '../process/model.js';
import { LATE, type Profile, type RunPlan } from './profile.js';

export const DURATION = 0;
export const TIE = 1;
export const CHOICE = 2;
export const FAULT_FREE = 3;
export const LATENESS = 4;
export const PLAN = 5;
export const SPONTANEOUS = 6;

export const LABELS = ['duration', 'tie', 'choice', 'fault-free choice', 'late', 'plan', 'spontaneous'] as const;

/** How long the fault phase may last, in microseconds. */
const FAULT_PHASE_MIN = 120_000_000;
const FAULT_PHASE_MAX = 900_000_000;

/** Draws one run's part of a profile. `only` restricts the kinds of fault; null admits all of the profile's. */
export function drawPlan(
  random: KeyedRandom, model: Model, profile: Profile, only: readonly string[] | null,
): RunPlan {
  const draw = (name: string, bound: number): number => belowBound(random.draw(PLAN, hashText(name), 0), bound);
  const rates: Record<string, number> = { ...profile.perMillion, ...profile.lasting, [LATE]: profile.latePerMillion };
  const kinds = Object.keys(rates).sort().flatMap((kind) => {
    const rate = rates[kind] as number;
    const admitted = only === null ? draw(`use ${kind}`, 2) === 1 : only.includes(kind);
    if (!admitted || rate === 0) return [];
    return [{ kind, rate: Math.floor((rate * ([1, 4, 16][draw(`scale ${kind}`, 3)] as number)) / 4) }];
  });
  const stimuli = model.stimuli.map(({ name, max }) => ({ source: name, count: 1 + draw(`count ${name}`, max) }));
  const healAt = FAULT_PHASE_MIN + draw('fault phase', FAULT_PHASE_MAX - FAULT_PHASE_MIN);
  return { kinds, eventsBetweenLasting: profile.eventsBetweenLasting, stimuli, healAt };
}

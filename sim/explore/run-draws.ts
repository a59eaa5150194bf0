/**
 * The random draws of timed runs. Every draw is named (a label) and keyed (the kind of event, and how often it occurred in
 * this run), so that another sled or another kind of fault leaves the other draws as they were.
 */
import { belowBound, KeyedRandom } from '../random/keyed-random.js';
import { hashText } from '../world/hash.js';
import type { Model } from '../process/model.js';
import { LATE, type Profile, type RunPlan } from './profile.js';

/** The streams of draws: a label (times its lanes) and a lane. Streams of one label differ in the counter's low bits. */
export const DURATION = 0;
export const TIE = 1;
export const LATENESS = 2;
export const CHOICE = 4;
export const FAULT_FREE = 5;
export const PLAN = 8;
export const SPONTANEOUS = 9;
/** Of the strategy `pct`. */
export const PRIORITY = 10;
export const CHANGE = 11;

/** Few labels, for expanding one takes as long as a hundred draws, and a run has only some hundred events. */
const LABELS = ['time', 'choice', 'plan'] as const;

export class RunRandom {
  private readonly random = new KeyedRandom(LABELS);

  reseed(seed: string): void {
    this.random.reseed(seed);
  }

  /** An unsigned 32-bit word: a function of the seed, the stream, the key and the counter alone. */
  draw(stream: number, key: number, counter: number): number {
    return this.random.draw(stream >> 2, key, (counter << 2) | (stream & 3));
  }
}

/** How long the fault phase may last, in microseconds. */
const FAULT_PHASE_MIN = 120_000_000;
const FAULT_PHASE_MAX = 900_000_000;

/**
 * Draws one run's part of a profile. `only` restricts the kinds of fault; null admits all of the profile's. Without `swarm` a run
 * has all of them, at the profile's own rates.
 */
export function drawPlan(
  random: RunRandom, model: Model, profile: Profile, only: readonly string[] | null, swarm = true,
): RunPlan {
  const draw = (key: number, bound: number): number => belowBound(random.draw(PLAN, key, 0), bound);
  const kinds: { kind: string; rate: number }[] = [];
  for (const { kind, rate, use, scale } of kindsOf(profile)) {
    const admitted = only === null ? !swarm || draw(use, 2) === 1 : only.includes(kind);
    if (admitted && rate > 0) kinds.push({ kind, rate: swarm ? Math.floor((rate * (SCALES[draw(scale, 3)] as number)) / 4) : rate });
  }
  const stimuli = model.stimuli.map(({ name, max }) => ({ source: name, count: 1 + draw(hashText(`count ${name}`), max) }));
  const healAt = FAULT_PHASE_MIN + draw(FAULT_PHASE, FAULT_PHASE_MAX - FAULT_PHASE_MIN);
  return { kinds, eventsBetweenLasting: profile.eventsBetweenLasting, stimuli, healAt };
}

/** Rates are scaled by a quarter of one of these. */
const SCALES = [1, 4, 16] as const;
const FAULT_PHASE = hashText('fault phase');

interface ProfileKind {
  readonly kind: string;
  readonly rate: number;
  /** The keys of the draws whether it is used, and at which scale. */
  readonly use: number;
  readonly scale: number;
}

const PROFILE_KINDS = new WeakMap<Profile, readonly ProfileKind[]>();

/** The kinds of a profile in the order of their names. */
function kindsOf(profile: Profile): readonly ProfileKind[] {
  let kinds = PROFILE_KINDS.get(profile);
  if (kinds === undefined) {
    const rates: Record<string, number> = { ...profile.perMillion, ...profile.lasting, [LATE]: profile.latePerMillion };
    kinds = Object.keys(rates).sort().map((kind) => ({
      kind, rate: rates[kind] as number, use: hashText(`use ${kind}`), scale: hashText(`scale ${kind}`),
    }));
    PROFILE_KINDS.set(profile, kinds);
  }
  return kinds;
}

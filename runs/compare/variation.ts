/**
 * What if an assumption were another one? The rates of a profile and the durations of the model, halved or doubled one at a
 * time; and the two dials of a trade-off curve: how many messages are lost, and how slow everything is.
 */
import type { DurationRange, Model } from '../../sim/process/model.js';
import { LATE, type Profile } from '../../sim/explore/profile.js';
import type { TimedOptions } from '../../sim/explore/timed-run.js';
import { PROFILES } from '../profiles/profiles.js';

export interface Variation {
  readonly kind: 'rate' | 'duration';
  /** A kind of fault, `lasting faults` for how often any of these begins, or a duration's name. */
  readonly name: string;
  /** 2 for twice as often, or twice as long. */
  readonly factor: number;
}

export const LASTING = 'lasting faults';
const MILLION = 1_000_000;

/** Durations that the model takes from sources: see models/omicron/durations.ts. All others are assumed. */
const FROM_SOURCES: readonly string[] = [
  'sled client time-out', 'pool checkout time-out', 'dpd client time-out', 'transport abort', 'back-off', 'local back-off',
];

/** The assumptions of a profile: each of its rates. */
export function assumedRates(profile: string): string[] {
  const { perMillion, lasting, eventsBetweenLasting, latePerMillion } = profileOf(profile);
  return [
    ...Object.keys(perMillion), ...Object.keys(lasting), ...(eventsBetweenLasting > 0 ? [LASTING] : []), ...(latePerMillion > 0 ? [LATE] : []),
  ];
}

export function assumedDurations({ durations }: Model): string[] {
  return Object.entries(durations).filter(([name, { shape }]) => shape !== 'fixed' && !FROM_SOURCES.includes(name)).map(([name]) => name);
}

/** What a run is drawn from, varied. */
export function variedOptions(profile: string, variations: readonly Variation[], { durations }: Model): TimedOptions {
  let varied = profileOf(profile);
  const ranges: Record<string, DurationRange> = {};
  for (const { kind, name, factor } of variations) {
    if (kind === 'rate') varied = withRate(varied, name, factor);
    else ranges[name] = scaledRange(ranges[name] ?? (durations[name] as DurationRange), factor);
  }
  return { profile: varied, faults: null, ...(Object.keys(ranges).length === 0 ? {} : { durations: ranges }) };
}

function profileOf(name: string): Profile {
  const profile = PROFILES.get(name);
  if (profile === undefined) throw new Error(`There is no profile '${name}'`);
  return profile;
}

function withRate(profile: Profile, name: string, factor: number): Profile {
  if (name === LASTING) return { ...profile, eventsBetweenLasting: Math.max(1, Math.round(profile.eventsBetweenLasting / factor)) };
  if (name === LATE) return { ...profile, latePerMillion: scaledRate(profile.latePerMillion, factor) };
  const scaled = (rates: Readonly<Record<string, number>>): Readonly<Record<string, number>> =>
    name in rates ? { ...rates, [name]: scaledRate(rates[name] as number, factor) } : rates;
  return { ...profile, perMillion: scaled(profile.perMillion), lasting: scaled(profile.lasting) };
}

/** A run multiplies rates by up to four, and no more than all may strike. */
function scaledRate(rate: number, factor: number): number {
  return Math.min(MILLION / 4, Math.round(rate * factor));
}

function scaledRange(range: DurationRange, factor: number): DurationRange {
  return { ...range, min: Math.max(1, Math.round(range.min * factor)), max: Math.max(1, Math.round(range.max * factor)) };
}

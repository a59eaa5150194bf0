/**
 * Small changes of a recorded run, for a model in which it no longer comes out as recorded: the same requests and faults,
 * timed otherwise.
 */
import { sampleDuration } from '../explore/sampling.js';
import type { DurationRange } from '../process/model.js';
import { belowBound, KeyedRandom } from '../random/keyed-random.js';
import { armingKey, type Capsule } from './capsule.js';
import { NO_ALIASES, type Aliases } from './renamed-keys.js';
import { scriptOf, type Pins, type Script } from './script.js';

export interface Variation {
  /** The script to play. */
  script(capsule: Capsule): Script;
  /** How long what has no pin takes; null for the default. */
  readonly unpinned: ((range: DurationRange, ordinal: number) => number) | null;
  readonly aliases: Aliases;
  /** Whether it is of interest how far it aligns, even if it does not fail. */
  readonly worthRecording: boolean;
  /** What was changed, in words; empty for nothing. */
  readonly told: string;
}

export const NO_VARIATION: Variation = {
  script: (capsule) => scriptOf(capsule).script, unpinned: null, aliases: NO_ALIASES, worthRecording: true, told: '',
};

/** The variations of a record, those with the fewest changes first. */
export function* nearbyScripts(aliases: Aliases, attemptsMax: number): Generator<Variation> {
  const renamed = aliases.size > 0;
  const named = renamed ? `with ${aliases.size} renamed ${aliases.size === 1 ? 'key' : 'keys'}` : '';
  if (renamed) yield { ...NO_VARIATION, script: (capsule) => renameKeys(scriptOf(capsule).script, aliases), aliases, told: named };
  const anchored = (capsule: Capsule): Script => renameKeys(timedBySteps(capsule), aliases);
  const told = [named, 'timed by steps instead of the clock'].filter((part) => part !== '').join(', ');
  yield { ...NO_VARIATION, script: anchored, aliases, told };
  const random = new KeyedRandom(['what', 'durations']);
  random.reseed('nearby');
  for (let nth = 0; nth < attemptsMax; nth += 1) {
    let drawn = 0;
    const below = (bound: number): number => belowBound(random.draw(0, nth, (drawn += 1)), bound);
    yield {
      script: (capsule) => {
        drawn = 0;
        const script = below(2) === 0 ? renameKeys(scriptOf(capsule).script, aliases) : anchored(capsule);
        return jolted(script, below);
      },
      unpinned: nth % 3 === 0 ? null : (range, ordinal) => durationOf(range, random.draw(1, nth, ordinal)),
      aliases, worthRecording: false, told: [named, 'with small changes of timing'].filter((part) => part !== '').join(', '),
    };
  }
}

/** Spontaneous events wait for the recorded step before them, not for a time. */
function timedBySteps(capsule: Capsule): Script {
  const { script, places } = scriptOf(capsule);
  for (const pin of script.spontaneous) {
    const before = capsule.steps[pin.step - 2];
    const place = places[pin.step - 2];
    if (before === undefined || place === undefined || place === null) continue;
    pin.anchor = { key: armingKey(before.key), place, after: pin.at - before.at };
  }
  return script;
}

function renameKeys(script: Script, aliases: Aliases): Script {
  if (aliases.size === 0) return script;
  for (const pin of script.spontaneous) {
    if (pin.anchor !== null) pin.anchor = { ...pin.anchor, key: aliases.get(pin.anchor.key) ?? pin.anchor.key };
  }
  const renamed = <T>(pins: Pins<T>): Pins<T> => new Map([...pins].map(([key, places]) => [aliases.get(key) ?? key, places]));
  return { ...script, durations: renamed(script.durations), choices: renamed(script.choices) };
}

/** Lets go some durations, and moves spontaneous events a little. */
function jolted(script: Script, below: (bound: number) => number): Script {
  const share = [0, 3, 10, 100][below(4)] as number;
  for (const places of script.durations.values()) for (const pin of places.values()) if (!pin.late && below(100) < share) pin.on = false;
  if (below(3) > 0) {
    let shift = 0;
    for (const pin of script.spontaneous) {
      // Up to a second or so, evenly over the orders of magnitude; what comes later is shifted too.
      if (below(2) === 0) shift += (below(2) === 0 ? 1 : -1) * (below(1_000) << below(11));
      pin.at = Math.max(0, pin.at + shift);
      if (pin.anchor !== null) pin.anchor = { ...pin.anchor, after: Math.max(0, pin.anchor.after + shift) };
    }
  }
  return script;
}

function durationOf(range: DurationRange, word: number): number {
  if (range.recurring === true) return range.max;
  return word % 3 === 0 ? range.min : sampleDuration(range, word, 100);
}

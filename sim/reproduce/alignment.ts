/**
 * How far a run is the one that a capsule recorded: the greatest number of recorded steps that it makes too, in the recorded
 * order and with the recorded choices. A step is recognised by its key and its place (script.ts), never by its content: that
 * may have changed with the model.
 */
import type { PlaceRecorder } from './guided-run.js';
import { armingKey, type Capsule } from './capsule.js';
import { scriptOf, type Place } from './script.js';
import type { Trace } from './trace.js';

/** What of a step must be the same in another run. Every step of a run has another token. */
export type StepToken = string;

export interface Alignment {
  /** So many of the recorded steps are aligned. */
  readonly aligned: number;
  /** The recorded steps that count: those up to the violation, or all where it is one of the world at rest. */
  readonly of: number;
}

/** The tokens of the recorded steps that count. `alias` gives the key of today for a recorded one. */
export function recordedTokens(capsule: Capsule, alias: (key: string) => string = (key) => key): StepToken[] {
  const { places } = scriptOf(capsule);
  const last = capsule.expected?.step ?? capsule.steps.length;
  let spontaneous = -1;
  return capsule.steps.map(({ key, options, content }, index) => {
    if (content !== undefined) spontaneous += 1;
    return token(alias(armingKey(key)), places[index] ?? null, spontaneous, options ?? []);
  }).slice(0, Math.max(1, last));
}

/** Notes the place of each step that is made. */
export class PlaceList implements Pick<PlaceRecorder, 'placed'> {
  readonly places: { readonly place: Place | null; readonly root: number }[] = [];

  placed(place: Place | null, root: number): void {
    this.places.push({ place, root });
  }

  /** The tokens of the steps of a trace that was recorded at the same time. */
  tokens({ steps }: Trace): StepToken[] {
    return steps.slice(1).map(({ key, choices }, index) => {
      const { place, root } = this.places[index] ?? { place: null, root: -1 };
      return token(armingKey(key), place, root, choices.map(({ label, option }) => [label, option] as const));
    });
  }
}

function token(key: string, place: Place | null, root: number, options: readonly (readonly [string, string])[]): StepToken {
  const drawn = options.map(([label, option]) => `${label}: ${option.replace(/(\d+) of \d+$/, '$1')}`).join(', ');
  return `${key} / ${place ?? `of its own accord ${root}`} / ${drawn}`;
}

/** The longest common subsequence: as every token occurs once, it is the longest increasing one of their positions. */
export function align(recorded: readonly StepToken[], made: readonly StepToken[]): Alignment {
  const positions = new Map(made.map((text, index) => [text, index]));
  /** For each length: the least position at which an increasing subsequence of that length can end. */
  const ends: number[] = [];
  for (const text of recorded) {
    const position = positions.get(text);
    if (position === undefined) continue;
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ends[middle] as number) < position) low = middle + 1;
      else high = middle;
    }
    ends[low] = position;
  }
  return { aligned: ends.length, of: recorded.length };
}

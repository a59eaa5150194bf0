/**
 * A script: what a run leaves open, taken apart into pins that can be let go one by one.
 *
 * A pin holds one thing: how long one event takes, how the choices of one event come out, or that something happens of its
 * own accord. What is not pinned takes its default (guided-run.ts). So a script can always be played, on the model that it
 * was recorded from and on any other; how much of it was of use is for alignment.ts to say.
 *
 * Which event is meant goes by its place: by the spontaneous event that it follows from, by its key, and by how often that
 * key had been armed in consequence of it. So when a user's request is left out, only what followed from it is without pins;
 * and another message somewhere leaves the pins of all other keys as they were. Scripts are made from capsules alone: the
 * seed has no part in them.
 */
import type { Value } from '../world/value.js';
import { armingKey, type Capsule, type CapsuleArming, type CapsuleStep } from './capsule.js';

/** Something that may be let go. */
export interface Pin {
  on: boolean;
}

/** How long an event takes. */
export interface DurationPin extends Pin {
  /** Microseconds. */
  takes: number;
  /** Later than its nominal range: a fault. */
  readonly late: boolean;
  /** The number of the step as which it fired, for the order of what is due at one moment; null when it did not. */
  readonly step: number | null;
}

export interface ChoicePin extends Pin {
  readonly label: string;
  readonly option: string;
}

/** A user, a guest, or a fault that begins. */
export interface SpontaneousPin extends Pin {
  readonly content: Value;
  readonly kind: 'fault' | 'stimulus';
  /** What the places of its consequences bear. */
  readonly root: number;
  /** Virtual time, in microseconds: what counts is the distance to the spontaneous event before it. */
  at: number;
  readonly step: number;
  /** It happens as soon as nothing is under way any more, whatever `at` says. */
  whenQuiet: boolean;
  /** It happens so long after this step, or else when nothing is under way any more: whatever `at` says. */
  anchor: Anchor | null;
}

/** A step that something else is timed by. */
export interface Anchor {
  readonly key: string;
  readonly place: Place;
  /** Microseconds. */
  readonly after: number;
}

/** Pins by key, then by place. */
export type Pins<T> = Map<string, Map<Place, T>>;

export interface Script {
  /** In the order in which they happen. */
  readonly spontaneous: SpontaneousPin[];
  readonly durations: Pins<DurationPin>;
  /** The choices of an event, in the order in which it draws them. */
  readonly choices: Pins<readonly ChoicePin[]>;
  /** What is drawn while the first world is written. */
  readonly begin: readonly ChoicePin[];
}

/** Which event of a key: in consequence of which spontaneous event, and the how-manieth of these. See `placeOf`. */
export type Place = number;

/** The root of what follows from no spontaneous event, but from the first world. */
export const FROM_THE_BEGINNING = -1;

const NTH_MAX = 0xffff;
const ROOT_MAX = 0x7ffe;

/** The place of the `nth` (from 0) event of its key that follows from the spontaneous event `root`. */
export function placeOf(root: number, nth: number): Place {
  return ((Math.min(root, ROOT_MAX) + 1) << 16) | Math.min(nth, NTH_MAX);
}

/** The spontaneous event that a place follows from. */
export function rootOf(place: Place): number {
  return (place >>> 16) - 1;
}

/** Counts armings, and so says the place of each. */
export class PlaceCounter {
  private readonly counts = new Map<string, Map<number, number>>();

  clear(): void {
    this.counts.clear();
  }

  next(root: number, key: string): Place {
    let counts = this.counts.get(key);
    if (counts === undefined) this.counts.set(key, (counts = new Map<number, number>()));
    const nth = counts.get(root) ?? 0;
    counts.set(root, nth + 1);
    return placeOf(root, nth);
  }
}

interface Armed {
  readonly pin: { -readonly [K in keyof DurationPin]: DurationPin[K] };
  readonly place: Place;
  readonly armedAt: number;
  readonly due: number;
  readonly by: number;
}

/** A recorded step with its place; null for a spontaneous one. */
export type Places = readonly (Place | null)[];

/** The script of a recorded run, with everything pinned; and the place of each of its steps. */
export function scriptOf(capsule: Capsule): { readonly script: Script; readonly places: Places } {
  const durations = new Map<string, Map<Place, DurationPin>>();
  const choices = new Map<string, Map<Place, ChoicePin[]>>();
  const spontaneous: SpontaneousPin[] = [];
  const places: (Place | null)[] = [];
  const pending = new Map<string, Armed[]>();
  const counter = new PlaceCounter();

  const arm = (takes: readonly CapsuleArming[] | undefined, root: number, now: number, by: number): void => {
    for (const [key, length, late] of takes ?? []) {
      const pin = { on: true, takes: length, late: late !== undefined, step: null };
      const place = counter.next(root, key);
      entry(durations, key).set(place, pin);
      const list = pending.get(key);
      const armed = { pin, place, armedAt: now, due: now + length, by };
      if (list === undefined) pending.set(key, [armed]);
      else list.push(armed);
    }
  };

  arm(capsule.begin.takes, FROM_THE_BEGINNING, 0, 0);
  capsule.steps.forEach((step, index) => {
    const key = armingKey(step.key);
    let place = placeOf(spontaneous.length, 0);
    if (step.content === undefined) {
      place = fired(pending.get(key) ?? [], step, index + 1) ?? placeOf(FROM_THE_BEGINNING, NTH_MAX);
      places.push(place);
    } else {
      const kind = (step.content as { kind?: unknown }).kind === 'fault' ? 'fault' : 'stimulus';
      const root = spontaneous.length;
      spontaneous.push({ on: true, content: step.content, kind, root, at: step.at, step: index + 1, whenQuiet: false, anchor: null });
      places.push(null);
    }
    if (step.options !== undefined) entry(choices, key).set(place, step.options.map(choicePin));
    arm(step.takes, rootOf(place), step.at, index + 1);
  });
  return { script: { spontaneous, durations, choices, begin: (capsule.begin.options ?? []).map(choicePin) }, places };
}

/**
 * Finds which of the pending events of its key a step was, and takes it away. Of those that the same step armed: the one
 * that was due just then; or the last that was due before (it was held back); or, for the end of a fault, one that was due
 * later: healing comes early.
 */
function fired(pending: Armed[], { at, by }: CapsuleStep, number: number): Place | null {
  let found = pending.findIndex((armed) => armed.by === by && armed.due === at);
  if (found < 0) found = pending.findLastIndex((armed) => armed.by === by && armed.due < at);
  if (found < 0) found = pending.findLastIndex((armed) => armed.by === by);
  if (found < 0) found = pending.length - 1;
  const armed = pending[found];
  if (armed === undefined) return null;
  pending.splice(found, 1);
  armed.pin.step = number;
  if (armed.due > at) armed.pin.takes = at - armed.armedAt;
  return armed.place;
}

function choicePin([label, option]: readonly [string, string]): ChoicePin {
  return { on: true, label, option };
}

/** The pins of a key, which has some from now on. */
export function entry<T>(pins: Pins<T>, key: string): Map<Place, T> {
  let places = pins.get(key);
  if (places === undefined) pins.set(key, (places = new Map<Place, T>()));
  return places;
}

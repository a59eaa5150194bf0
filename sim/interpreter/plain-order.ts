/**
 * The order that nominal ranges impose on pending events, as plainly as can be: the oracle of what exhaustive/ does with
 * wait sets. One object a state, copied for each step; nothing is interned, nothing looked up in tables.
 *
 * The rule. When a slow event (the waiter) is armed, it will wait for all that is pending and sure to come before it: what
 * takes at most `max` fires before a waiter that takes at least `min`, if `max < min`. When one of those fires in time, what
 * it arms is as sure to come within a bound, and the waiter waits for that, too, as long as the bound is less than its `min`.
 * Quick events of the model's burst count as one burst, from the first of them on: all that they bring about is armed within
 * the burst's bound. Any other event arms at the latest when it takes its longest, in fifths of the waiter's `min`, rounded
 * up. One that recurs hands nothing on.
 *
 * Equal events (of durations that order alike) share a place, the weaker one. What was late or held back has no place.
 */
import type { Event } from '../process/event.js';
import type { DurationRange, Model } from '../process/model.js';

/** What a duration means for the order; null fields where it means nothing. */
export interface OrderTraits {
  /** The longest it takes, if anything can wait for it. */
  readonly max: number | null;
  /** The shortest it takes, if it can wait for anything. */
  readonly min: number | null;
  readonly mayBeLate: boolean;
  readonly isQuick: boolean;
  readonly recurs: boolean;
}

const NO_ORDER: OrderTraits = { max: null, min: null, mayBeLate: false, isQuick: false, recurs: false };

export function orderTraits(model: Model, event: Event, duration: string): OrderTraits {
  if (['healing', 'fault', 'stimulus'].includes(event.kind)) return NO_ORDER;
  const ranges = Object.values(model.durations);
  const range: DurationRange | undefined = model.durations[duration];
  if (range === undefined) return NO_ORDER;
  const { min, max, mayBeLate, recurring } = range;
  const waits = ranges.some((other) => other.max < min) ? min : null;
  if (!ranges.some((other) => max < other.min)) return { ...NO_ORDER, min: waits };
  const isQuick = model.burst?.durations.includes(duration) === true;
  return { max, min: waits, mayBeLate, isQuick, recurs: !isQuick && recurring === true };
}

/**
 * What a waiter knows of an event that it waits for, counted from its own arming: by when it was armed, or (a quick one) by
 * when its burst began. Infinity: it waits for it alone, and not for what it arms.
 */
type Place = number;

/** By the key of a waiter, by the key of an event. Keys are texts of an event and its traits. */
export interface PlainOrder {
  readonly places: Map<string, Map<string, Place>>;
  readonly free: Set<string>;
}

export const noOrder = (): PlainOrder => ({ places: new Map(), free: new Set() });

export function copyOrder({ places, free }: PlainOrder): PlainOrder {
  return { places: new Map([...places].map(([waiter, known]) => [waiter, new Map(known)])), free: new Set(free) };
}

export function orderText({ places, free }: PlainOrder): string {
  const known = [...places].map(([waiter, events]) => [waiter, [...events].sort(byKey)] as const).filter(([, events]) => events.length > 0);
  return JSON.stringify([known.sort(byKey), [...free].sort()]);
}

function byKey([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number {
  return left < right ? -1 : 1;
}

export class OrderRules {
  private readonly burst: number;

  constructor(model: Model) {
    this.burst = model.burst?.max ?? 0;
  }

  /** The place of an event before a waiter, given by when it was armed or its burst began; null when it has none. */
  place(event: OrderTraits, waiter: OrderTraits, from: number): Place | null {
    if (event.max === null || waiter.min === null) return null;
    return from + (event.isQuick ? this.burst : 0) + event.max < waiter.min ? from : null;
  }

  /** The place of an event that is pending when a waiter is armed. */
  placeAtArming(event: OrderTraits, waiter: OrderTraits): Place | null {
    if (event.max === null || waiter.min === null) return null;
    return this.place(event, waiter, 0) ?? (event.max < waiter.min ? Infinity : null);
  }

  /** The place of what an event arms when it fires in time. */
  handedOn(event: OrderTraits, place: Place | undefined, armed: OrderTraits, waiter: OrderTraits): Place | null {
    if (place === undefined || event.recurs || waiter.min === null) return null;
    if (event.isQuick) return this.place(armed, waiter, armed.isQuick ? place : place + this.burst);
    const fifth = Math.ceil(waiter.min / 5);
    return this.place(armed, waiter, Math.ceil((place + event.max!) / fifth) * fifth);
  }

  /** The weaker of two places. */
  shared(left: Place | undefined, right: Place | null): Place | null {
    return left === undefined || right === null ? null : Math.max(left, right);
  }
}

/** Pending events, each as the text of [event, traits], sorted; and the order among them. */
export interface PlainPending {
  readonly keys: readonly string[];
  readonly order: PlainOrder;
}

/** A pending event's key, event and traits. */
export function pendingKey(eventText: string, traits: OrderTraits): string {
  return JSON.stringify([eventText, traits]);
}

export function eventTextOf(key: string): string {
  return (JSON.parse(key) as [string, OrderTraits])[0];
}

/** Keys that were read before: whole runs read the same ones again and again. */
const READ = new Map<string, OrderTraits>();
const READ_MAX = 100_000;

export function traitsOfKey(key: string): OrderTraits {
  let traits = READ.get(key);
  if (traits === undefined) {
    if (READ.size >= READ_MAX) READ.clear();
    traits = (JSON.parse(key) as [string, OrderTraits])[1];
    READ.set(key, traits);
  }
  return traits;
}

/** Takes the pending events of one state to those of the next. */
export class OrderedStep {
  private readonly rules: OrderRules;
  private readonly order: PlainOrder;
  private keys: string[];
  /** The places of the event that fires, by waiter; null when it hands on nothing. */
  private handed: ReadonlyMap<string, Place> | null = null;
  private firedTraits: OrderTraits = NO_ORDER;

  constructor(rules: OrderRules, { keys, order }: PlainPending) {
    this.rules = rules;
    this.keys = [...keys];
    this.order = copyOrder(order);
  }

  get result(): PlainPending {
    return { keys: [...this.keys].sort(), order: this.order };
  }

  has(key: string): boolean {
    return this.keys.includes(key);
  }

  /** These events lose their place: late, or held back. */
  lose(keys: readonly string[]): void {
    for (const key of keys) {
      if (traitsOfKey(key).max !== null) this.order.free.add(key);
      for (const known of this.order.places.values()) known.delete(key);
    }
  }

  /** The pending event that fires; a late one hands nothing on. */
  fire(key: string, isLate: boolean): void {
    if (!isLate && !this.order.free.has(key)) {
      this.firedTraits = traitsOfKey(key);
      this.handed = new Map([...this.order.places].flatMap(([waiter, known]) => (known.has(key) ? [[waiter, known.get(key)!]] : [])));
    }
    this.remove(key);
  }

  remove(key: string): void {
    this.keys.splice(this.keys.indexOf(key), 1);
    if (this.has(key)) return;
    for (const known of this.order.places.values()) known.delete(key);
    this.order.places.delete(key);
    this.order.free.delete(key);
  }

  /** All copies of an event go on as another. */
  rename(from: string, to: string): void {
    const { places, free } = this.order;
    const isShared = this.has(to);
    for (const known of places.values()) {
      const place = known.get(from);
      const joined = isShared ? this.rules.shared(known.get(to), place ?? null) : place ?? null;
      known.delete(from);
      known.delete(to);
      if (joined !== null) known.set(to, joined);
    }
    if (free.has(from) || (isShared && free.has(to))) {
      for (const known of places.values()) known.delete(to);
      free.add(to);
    }
    free.delete(from);
    const own = places.get(from);
    places.delete(from);
    if (own !== undefined) {
      places.set(to, !isShared ? own : new Map([...own].flatMap(([event, place]) => {
        const joined = this.rules.shared(places.get(to)!.get(event), place);
        return joined === null ? [] : [[event, joined]];
      })));
    }
    this.keys = this.keys.map((key) => (key === from ? to : key));
  }

  /** Arms what a step arms, all at once. */
  arm(armed: readonly string[]): void {
    const { places, free } = this.order;
    const before = new Set(this.keys);
    for (const key of armed) {
      for (const [waiter, known] of places) {
        const handed = this.rules.handedOn(this.firedTraits, this.handed?.get(waiter), traitsOfKey(key), traitsOfKey(waiter));
        const place = before.has(key) ? this.rules.shared(known.get(key), handed) : handed;
        known.delete(key);
        if (place !== null && !free.has(key)) known.set(key, place);
      }
    }
    this.keys.push(...armed);
    for (const waiter of new Set(armed)) {
      if (before.has(waiter) || traitsOfKey(waiter).min === null) continue;
      const known = new Map<string, Place>();
      for (const key of new Set(this.keys)) {
        const place = free.has(key) ? null : this.rules.placeAtArming(traitsOfKey(key), traitsOfKey(waiter));
        if (place !== null) known.set(key, place);
      }
      places.set(waiter, known);
    }
  }
}

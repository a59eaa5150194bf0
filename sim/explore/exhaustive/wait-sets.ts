/**
 * Sets of pending events with bounds (see timing-bounds.ts): whom a waiter waits for, and who may still hand that on. They are
 * interned, so that a set is the value of a component; set 0 is empty.
 *
 * Events stand in them by their component. What a set adds to a fingerprint goes by their contents.
 */
import { mix32 } from '../../world/hash.js';

/** Events' components and their bounds, sorted by component. */
export interface WaitSet {
  readonly members: readonly number[];
  readonly bounds: readonly number[];
}

const EMPTY: WaitSet = { members: [], bounds: [] };

export class WaitSets {
  private readonly sets: WaitSet[] = [EMPTY];
  private readonly hashes: number[] = [0];
  private readonly numbers = new Map<string, number>([['', 0]]);
  private readonly hashOf: (component: number) => number;

  /** `hashOf` gives a component's hash, by the content of its event. */
  constructor(hashOf: (component: number) => number) {
    this.hashOf = hashOf;
  }

  get size(): number {
    return this.sets.length;
  }

  set(number: number): WaitSet {
    return this.sets[number]!;
  }

  /** Each event with its bound. */
  entries(number: number): (readonly [member: number, bound: number])[] {
    const { members, bounds } = this.sets[number]!;
    return members.map((member, nth) => [member, bounds[nth]!] as const);
  }

  hash(number: number): number {
    return this.hashes[number]!;
  }

  /** The number of the set of these events. */
  number(bounds: ReadonlyMap<number, number>): number {
    const members = [...bounds.keys()].sort((left, right) => left - right);
    const key = members.map((member) => `${member}:${bounds.get(member)!}`).join(' ');
    let number = this.numbers.get(key);
    if (number === undefined) {
      number = this.sets.push({ members, bounds: members.map((member) => bounds.get(member)!) }) - 1;
      this.numbers.set(key, number);
      this.hashes.push(members.reduce((sum, member) => {
        const bound = bounds.get(member)!;
        return (sum + mix32(mix32(this.hashOf(member), bound % 4294967296), Math.floor(bound / 4294967296))) | 0;
      }, 0));
    }
    return number;
  }

  /** The bound of an event in a set; -1 when it is not in it. */
  bound(number: number, member: number): number {
    const { members, bounds } = this.sets[number]!;
    const at = members.indexOf(member);
    return at < 0 ? -1 : bounds[at]!;
  }
}

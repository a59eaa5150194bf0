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
  /** By a hash of members and bounds, the sets that have it. */
  private readonly numbers = new Map<number, number[]>();
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
    return this.numberOf(members, members.map((member) => bounds.get(member)!));
  }

  /** The same for events that are sorted by component. */
  numberOf(members: readonly number[], bounds: readonly number[]): number {
    if (members.length === 0) return 0;
    let hash = 0;
    for (let nth = 0; nth < members.length; nth += 1) {
      hash = Math.imul((Math.imul(hash, 0x01000193) ^ members[nth]!), 0x9e3779b1) ^ bounds[nth]!;
    }
    let alike = this.numbers.get(hash);
    if (alike === undefined) this.numbers.set(hash, (alike = []));
    for (const number of alike) if (this.is(this.sets[number]!, members, bounds)) return number;
    const number = this.sets.push({ members: [...members], bounds: [...bounds] }) - 1;
    alike.push(number);
    this.hashes.push(members.reduce((sum, member, nth) =>
      (sum + mix32(mix32(this.hashOf(member), bounds[nth]! % 4294967296), Math.floor(bounds[nth]! / 4294967296))) | 0, 0));
    return number;
  }

  private is(set: WaitSet, members: readonly number[], bounds: readonly number[]): boolean {
    if (set.members.length !== members.length) return false;
    for (let nth = 0; nth < members.length; nth += 1) if (set.members[nth] !== members[nth] || set.bounds[nth] !== bounds[nth]) return false;
    return true;
  }

  /** The bound of an event in a set; -1 when it is not in it. */
  bound(number: number, member: number): number {
    const { members, bounds } = this.sets[number]!;
    const at = members.indexOf(member);
    return at < 0 ? -1 : bounds[at]!;
  }
}

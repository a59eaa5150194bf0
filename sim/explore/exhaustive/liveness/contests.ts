/**
 * Contests that somebody wins and others lose: a lock that is granted to one of those that wait for it, and a statement by
 * which one task changes the database and another does not (a compare-and-set).
 *
 * A loser may lose again and again: nothing that each event does by itself rules that out. Strong fairness does: in a contest
 * that is won again and again, whoever waits for the lock where it is granted, or tries the statement, again and again wins.
 */
import type { Event, StatementEvent } from '../../../process/event.js';
import { canonical, type Value } from '../../../world/value.js';
import { CELL } from '../components.js';
import type { Expansion } from '../expansion.js';

interface LockState {
  readonly holder: Value;
  readonly waiters: readonly Value[];
}

/** Somebody's chance to win, and whether it is won. */
export interface Chance {
  readonly chance: number;
  readonly isWon: boolean;
}

const NONE: readonly Chance[] = [];

export class Contests {
  private readonly expansion: Expansion;
  private examined = 0;
  private readonly locks: number[] = [];
  private readonly rows: number[] = [];
  private readonly numbers = new Map<string, number>();
  /** By chance: the contest that it is one of. */
  private readonly contestOfChance: number[] = [];

  constructor(expansion: Expansion) {
    this.expansion = expansion;
  }

  contestOf(chance: number): number {
    return this.contestOfChance[chance]!;
  }

  /** The chances that a step gives from the state at hand to the one with these words. */
  chancesOf(content: number, words: Int32Array): readonly Chance[] {
    this.examine();
    const grants = this.locks.flatMap((lock) => this.grant(lock, words));
    if (grants.length > 0) return grants;
    const event = this.expansion.transitions.contents.events[content] as Event;
    return event.kind === 'statement' && event.task !== null ? [this.attempt(event, words)] : NONE;
  }

  /** A lock passes to somebody who waited for it. */
  private grant(lock: number, words: Int32Array): readonly Chance[] {
    const local = this.expansion.components.current[lock]!;
    const after = this.localAt(lock, words);
    if (local === after) return NONE;
    const [was, is] = [local, after].map((each) => this.valueOf(lock, each) as unknown as LockState | null) as [LockState | null, LockState | null];
    if (was === null || is === null) return NONE;
    const holder = canonical(is.holder);
    if (!was.waiters.some((waiter) => canonical(waiter) === holder)) return NONE;
    return [{ chance: this.chance(`lock ${lock}`, holder), isWon: true }];
  }

  private attempt({ task, statement }: StatementEvent, words: Int32Array): Chance {
    const { current } = this.expansion.components;
    const isWon = this.rows.some((row) => this.localAt(row, words) !== current[row]);
    return { chance: this.chance(`statement ${statement}`, canonical(task as unknown as Value)), isWon };
  }

  private localAt(component: number, words: Int32Array): number {
    return this.expansion.hand.layout.localAt(words, 0, component);
  }

  private valueOf(component: number, local: number): Value {
    const { components, transitions } = this.expansion;
    return transitions.interner.value(components.value(component, local));
  }

  private chance(contest: string, who: string): number {
    const chance = this.numberOf(`${contest} ${who}`);
    this.contestOfChance[chance] = this.numberOf(contest);
    return chance;
  }

  private numberOf(key: string): number {
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    this.numbers.set(key, this.numbers.size);
    return this.numbers.size - 1;
  }

  private examine(): void {
    const { components, transitions: { cells } } = this.expansion;
    for (; this.examined < components.size; this.examined += 1) {
      if (components.kinds[this.examined] !== CELL) continue;
      const place = cells.names[components.subjects[this.examined]!]![0];
      if (place === 'lock') this.locks.push(this.examined);
      if (place === 'row') this.rows.push(this.examined);
    }
  }
}

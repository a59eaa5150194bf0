/**
 * Who wins which contest by a step: a lock that is granted to one of those that wait for it, and a statement by which the
 * database changes (a compare-and-set that won). A loser may lose again and again though it is always given another chance;
 * strong fairness rules that out.
 */
import type { Event } from '../../../process/event.js';
import { canonical, type Value } from '../../../world/value.js';
import { CELL } from '../components.js';
import type { Expansion } from '../expansion.js';
import { NO_CONTEST } from './fair-graph.js';

interface LockState {
  readonly holder: Value;
  readonly waiters: readonly Value[];
}

export class Contests {
  private readonly expansion: Expansion;
  private examined = 0;
  private readonly locks: number[] = [];
  private readonly rows: number[] = [];
  private readonly numbers = new Map<string, number>();

  constructor(expansion: Expansion) {
    this.expansion = expansion;
  }

  /** The contest that is won by a step from the state at hand to the one with these words. */
  wonBy(content: number, words: Int32Array): number {
    this.examine();
    for (const lock of this.locks) {
      const winner = this.granted(lock, words);
      if (winner !== null) return this.number(`${lock} ${canonical(winner)}`);
    }
    const event = this.expansion.transitions.contents.events[content] as Event;
    const wins = event.kind === 'statement' && this.rows.some((row) => this.localAt(row, words) !== this.expansion.components.current[row]);
    return wins ? this.number(`statement ${content}`) : NO_CONTEST;
  }

  /** Who holds a lock after the step, and waited for it before. */
  private granted(lock: number, words: Int32Array): Value {
    const before = this.expansion.components.current[lock]!;
    const after = this.localAt(lock, words);
    if (before === after) return null;
    const [was, is] = [before, after].map((local) => this.valueOf(lock, local) as unknown as LockState | null);
    if (was === null || is === null || was === undefined || is === undefined) return null;
    const holder = canonical(is.holder);
    return was.waiters.some((waiter) => canonical(waiter) === holder) ? is.holder : null;
  }

  private localAt(component: number, words: Int32Array): number {
    return this.expansion.hand.layout.localAt(words, 0, component);
  }

  private valueOf(component: number, local: number): Value {
    const { components, transitions } = this.expansion;
    return transitions.interner.value(components.value(component, local));
  }

  private number(key: string): number {
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

/** What the stateful reductions share: all attempts in the state at hand, and the states that their steps lead to. */
import type { Expansion } from '../exhaustive/expansion.js';
import { FULL } from '../exhaustive/state-store.js';
import type { Attempt, Attempts } from './attempts.js';
import { KnownNumbers } from './known-numbers.js';

export class Taker {
  readonly attempts: Attempts;
  private readonly expansion: Expansion;
  private readonly numbers: KnownNumbers;

  /** @throws Error when events have an order among them: arming is then more than a write. */
  constructor(expansion: Expansion, attempts: Attempts) {
    if (expansion.order !== null) throw new Error('A reduction does not know the order that durations impose. Search with timing free, or without a reduction');
    this.expansion = expansion;
    this.attempts = attempts;
    this.numbers = new KnownNumbers(expansion.store);
  }

  /** What may become of each thread in the state at hand: by content, then the sources, then faults; by thread. */
  all(): Map<number, readonly Attempt[]> {
    this.attempts.begin();
    const [faults, ...sources] = this.attempts.spontaneous;
    return new Map([...this.attempts.pendingThreads(), ...sources, faults!].map((thread) => [thread, this.attempts.of(thread)]));
  }

  /** The number of the state that a step leads to from the state at hand; FULL when there is no room. */
  take({ program, entry }: Attempt): number {
    const { expansion: { hand, components, events, successors } } = this;
    const changes = [...this.attempts.changes.of(program, events.contents[entry]!)];
    if (hand.isStale && !hand.refresh()) successors.isFull = true;
    if (successors.isFull) return FULL;
    const words = hand.words.slice();
    let { hash } = hand;
    for (const [component, after] of changes) {
      const base = components.bases[component]!;
      const local = components.current[component]!;
      hash = (hash + components.hashes[base + after]! - components.hashes[base + local]!) | 0;
      hand.layout.change(words, 0, component, local, after);
    }
    successors.generated += 1;
    const number = this.numbers.numberOf(words, hash, hand.state);
    if (number === FULL) successors.isFull = true;
    return number;
  }
}

/**
 * Which states of a search are at rest (design section 5).
 *
 * Nobody has to ask for anything: stimuli may stop at any moment, and so may faults. So what is looked at is the graph of what
 * happens by itself: pending events alone, without a fault. Processes restart in it, and partitions end. An execution left to
 * itself that chooses each way out some time comes to a *bottom component* of that graph, from which no step leads out; there
 * no fault is active any more. Within it those states are at rest in which nothing but periods and back-offs is ready: as
 * in timed runs, whose heal phase ends where each of these fired twice and the state is what it was.
 *
 * A bottom component without such a state never comes to rest: somebody goes on and gets nowhere.
 */
import { UNFAIR, type FairGraph, type Steps } from '../liveness/fair-graph.js';
import { stronglyConnected } from '../liveness/strongly-connected.js';
import type { RecurringEvents } from './recurring-events.js';

const IDLE = 1;
const BOTTOM = 2;

export class RestingStates {
  /** How many bottom components there are. */
  components = 0;
  /** The first state of a bottom component that never comes to rest; -1 for none. */
  restless = -1;
  /** How many states were looked at so far. */
  looked = 0;
  private readonly marks: Uint8Array;
  private readonly graph: FairGraph;
  private readonly recurring: RecurringEvents;

  constructor(graph: FairGraph, recurring: RecurringEvents) {
    this.graph = graph;
    this.recurring = recurring;
    this.marks = new Uint8Array(graph.size);
  }

  /** Works everything out; pauses now and then. */
  *explore(): Generator<void> {
    const all = { *[Symbol.iterator]() { for (let state = 0; state < size; state += 1) yield state; } };
    const { size } = this.graph;
    yield* stronglyConnected(this.graph, { roots: all, has: () => true, fairOnly: true }, {
      listed: (state, steps) => this.noteIdle(state, steps),
      found: (states, isBottom) => {
        if (isBottom) this.noteBottom(states);
      },
    });
  }

  isResting(state: number): boolean {
    return this.marks[state] === (IDLE | BOTTOM);
  }

  private noteIdle(state: number, { labels, count }: Steps): void {
    this.looked += 1;
    for (let nth = 0; nth < count; nth += 1) if (labels[nth] !== UNFAIR && !this.recurring.has(labels[nth]!)) return;
    this.marks[state]! |= IDLE;
  }

  private noteBottom(states: Int32Array): void {
    this.components += 1;
    let first = states[0]!;
    let rests = false;
    for (const state of states) {
      this.marks[state]! |= BOTTOM;
      if ((this.marks[state]! & IDLE) !== 0) rests = true;
      if (state < first) first = state;
    }
    if (!rests && (this.restless === -1 || first < this.restless)) this.restless = first;
  }
}

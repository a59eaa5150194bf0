/** States as they are, whatever stands for them in the store: by the locals of their components. */
import type { Event } from '../../../process/event.js';
import type { Expansion } from '../expansion.js';
import { FROM_PENDING } from '../leaf-programs.js';

/** A successor of a state, and the step that leads to it. */
export interface LiteralSuccessor {
  readonly event: Event;
  readonly spontaneous: boolean;
  readonly options: readonly number[];
  readonly locals: Int32Array;
}

/** The successors of a state by steps that cost so many faults, in the order of their events' contents and options. */
export function literalSuccessors(expansion: Expansion, locals: Int32Array, cost: number): LiteralSuccessor[] {
  const { components, hand, events, transitions } = expansion;
  const found: LiteralSuccessor[] = [];
  expansion.tellLiterally(locals, cost, (entry, options, words) => {
    if (words === null) return;
    const after = new Int32Array(components.size);
    hand.layout.unpack(words, 0, after);
    const event = transitions.contents.events[events.contents[entry]!]!;
    found.push({ event, spontaneous: events.origins[entry] !== FROM_PENDING, options, locals: after });
  });
  return found;
}

/** Whether two states are one. Components that one of them has not heard of hold their first value. */
export function areSame(left: Int32Array, right: Int32Array): boolean {
  for (let component = 0; component < Math.max(left.length, right.length); component += 1) {
    if ((left[component] ?? 0) !== (right[component] ?? 0)) return false;
  }
  return true;
}

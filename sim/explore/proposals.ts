/** What may happen of its own accord in a world, learned: proposals are asked for in every run, and seldom new. */
import type { StimulusSource } from '../process/model.js';
import { LearnedReading } from '../step/learned-reading.js';
import type { Transitions } from '../step/transitions.js';
import type { Value } from '../world/value.js';

/** The contents that a source proposes, in its order. */
export function learnedProposals(transitions: Transitions, source: StimulusSource): LearnedReading<readonly number[]> {
  return new LearnedReading(transitions, `the proposal of ${source.name}`, (world) =>
    source.propose(world).map((event) => transitions.contents.id(event as unknown as Value)));
}

/**
 * The parts of an engine that know a model's transition relation over components: what the exhaustive search has in its
 * `Expansion`, without states that are stored.
 */
import type { Model } from '../../process/model.js';
import { Transitions } from '../../step/transitions.js';
import { Components } from '../exhaustive/components.js';
import type { ReadingPlace } from '../exhaustive/dense-reading.js';
import { DenseTrees } from '../exhaustive/dense-trees.js';
import { EventTrees } from '../exhaustive/event-trees.js';
import { LeafPrograms } from '../exhaustive/leaf-programs.js';

export interface Relation {
  readonly transitions: Transitions;
  readonly components: Components;
  readonly trees: DenseTrees;
  readonly programs: LeafPrograms;
  readonly events: EventTrees;
  readonly place: ReadingPlace;
}

/** `allows` says which kinds of fault may strike. */
export function relationOf(model: Model, allows: (kind: string) => boolean): Relation {
  const transitions = new Transitions(model);
  const components = new Components(transitions);
  const trees = new DenseTrees(components);
  components.onCapacity = (component, capacity) => trees.widen(component, capacity);
  const programs = new LeafPrograms(transitions, components);
  const events = new EventTrees(transitions, components, trees, programs, allows);
  const place: ReadingPlace = {
    transitions, components, trees, worldOf: (locals) => events.worldOf(locals), count: () => undefined,
  };
  return { transitions, components, trees, programs, events, place };
}

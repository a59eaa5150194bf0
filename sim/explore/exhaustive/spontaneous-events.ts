/** What may happen of its own accord in the state at hand: stimuli within the workload's bounds, and faults that begin. */
import type { Event } from '../../process/event.js';
import type { Transitions } from '../../step/transitions.js';
import type { Value } from '../../world/value.js';
import type { Components } from './components.js';
import { DenseReading, type ReadingPlace } from './dense-reading.js';
import type { EventTrees } from './event-trees.js';
import { FROM_FAULT } from './leaf-programs.js';

export class SpontaneousEvents {
  /** How many sources of stimuli there are. */
  readonly sourceCount: number;
  private readonly transitions: Transitions;
  private readonly components: Components;
  private readonly events: EventTrees;
  private readonly sources: readonly DenseReading<readonly number[]>[];
  private readonly faultReading: DenseReading<readonly number[]>;

  /** `allows` says which kinds of fault may strike. */
  constructor(place: ReadingPlace, events: EventTrees, allows: (kind: string) => boolean) {
    const { model } = place.transitions;
    this.transitions = place.transitions;
    this.components = place.components;
    this.events = events;
    this.sourceCount = model.stimuli.length;
    this.sources = model.stimuli.map((source, number) => new DenseReading(place, `the proposal of ${source.name}`, (world) =>
      unique(source.propose(world).map((event) => this.entryOf(event, number)))));
    this.faultReading = new DenseReading(place, 'the proposal of faults', (world) =>
      unique(model.faults(world).filter(({ kind }) => allows(kind)).map(({ event }) => this.entryOf(event, FROM_FAULT))));
  }

  /** The entries that a source of stimuli proposes; none when the workload has used it up. */
  stimuli(source: number): readonly number[] {
    const { components } = this;
    const component = components.ofSource(source);
    const used = components.value(component, components.current[component]!);
    return used >= this.transitions.model.stimuli[source]!.max ? [] : this.sources[source]!.evaluate(components.current);
  }

  /** The entries of faults that may begin. */
  faults(): readonly number[] {
    return this.faultReading.evaluate(this.components.current);
  }

  /** The components that decided what `stimuli` returned. */
  stimuliReads(source: number): number[] {
    const { components } = this;
    const used = components.ofSource(source);
    const isOver = components.value(used, components.current[used]!) >= this.transitions.model.stimuli[source]!.max;
    return isOver ? [used] : [used, ...this.sources[source]!.readsIn(components.current)];
  }

  /** The components that decided what `faults` returned. */
  faultReads(): number[] {
    return this.faultReading.readsIn(this.components.current);
  }

  private entryOf(event: Event, origin: number): number {
    return this.events.entry(this.transitions.contents.id(event as unknown as Value), origin);
  }
}

function unique(entries: readonly number[]): number[] {
  return [...new Set(entries)];
}

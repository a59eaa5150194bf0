/**
 * What a step touches, and when two steps depend on each other: one writes what the other reads or writes.
 *
 * A place is a component (a cell, a pending event, the use of a source of stimuli), or the whole of what a process owns.
 * Ending a process reads and writes every event, cell and call of it, whichever there are: it writes the whole, and
 * whoever touches a part of it reads the whole.
 */
import { calledProcess, callingProcess, volatileOwner } from '../../world/cell.js';
import type { Transitions } from '../../step/transitions.js';
import { orphaned } from '../../process/event.js';
import { CELL, PENDING, type Components } from '../exhaustive/components.js';

/** Places that were read, and places that were written. A place that was written may be missing among those read. */
export interface Accesses {
  readonly reads: readonly number[];
  readonly writes: readonly number[];
}

/** Whether the order of two steps may matter. */
export function conflict(left: Accesses, right: Accesses): boolean {
  return meet(left.writes, right.writes) || meet(left.writes, right.reads) || meet(left.reads, right.writes);
}

function meet(left: readonly number[], right: readonly number[]): boolean {
  for (let at = 0; at < left.length; at += 1) if (right.includes(left[at]!)) return true;
  return false;
}

/** Places by number: components are not negative; the wholes of processes, and actors that steps belong to, are. */
export class Places {
  private readonly transitions: Transitions;
  private readonly components: Components;
  /** By component: the wholes that it is a part of. */
  private readonly wholes: (readonly number[])[] = [];
  private readonly named: string[] = [];
  private readonly numbers = new Map<string, number>();

  constructor(transitions: Transitions, components: Components) {
    this.transitions = transitions;
    this.components = components;
  }

  /** The whole of what a process owns. */
  whole(process: string): number {
    return this.numberOf(`what ${process} owns`);
  }

  /** What every step of an actor reads and writes, where steps depend on each other by their actors. */
  actor(process: string): number {
    return this.numberOf(`the turn of ${process}`);
  }

  /** The wholes that a component is a part of. */
  wholesOf(component: number): readonly number[] {
    if (component < 0) return [];
    return (this.wholes[component] ??= this.ownersOf(component).map((process) => this.whole(process)));
  }

  /** How a report names a place. */
  name(place: number): string {
    if (place < 0) return this.named[-1 - place]!;
    const { cells, contents, model } = this.transitions;
    const subject = this.components.subjects[place]!;
    switch (this.components.kinds[place]) {
      case CELL:
        return `cell ${cells.texts[subject]}`;
      case PENDING:
        return `event ${contents.text(subject)}`;
      default:
        return `source ${model.stimuli[subject]!.name}`;
    }
  }

  private numberOf(name: string): number {
    let number = this.numbers.get(name);
    if (number === undefined) this.numbers.set(name, (number = -this.named.push(name)));
    return number;
  }

  private ownersOf(component: number): string[] {
    const { cells, contents } = this.transitions;
    const subject = this.components.subjects[component]!;
    let owners: (string | null)[] = [];
    if (this.components.kinds[component] === CELL) {
      const name = cells.names[subject]!;
      owners = [volatileOwner(name), callingProcess(name), calledProcess(name)];
    } else if (this.components.kinds[component] === PENDING) {
      const event = contents.events[subject]!;
      owners = [contents.traits[subject]!.privateTo];
      if (event.kind === 'statement' && orphaned(event, event.from) !== null) owners.push(event.from);
    }
    return [...new Set(owners.filter((owner) => owner !== null))];
  }
}

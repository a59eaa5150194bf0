/**
 * The registries of one engine: cells, event contents, choices and names, each with a small integer id.
 *
 * Like value ids, these are private to one engine. What a report or a hash shows comes from the content.
 */
import { calledProcess, callingProcess, volatileOwner, type CellName } from '../world/cell.js';
import { hashText } from '../world/hash.js';
import type { Interner } from '../world/interner.js';
import { canonical, type Value } from '../world/value.js';
import { orphaned, traitsOf, type Event, type EventTraits } from '../process/event.js';
import type { Choice } from './step.js';

/** Cells by id, and which of them a crash concerns. */
export class Cells {
  readonly names: CellName[] = [];
  readonly texts: string[] = [];
  readonly hashes: number[] = [];
  /** Ids of the cells that a process's crash forgets, that it called through, and that it serves. */
  readonly volatile = new Map<string, number[]>();
  readonly calling = new Map<string, number[]>();
  readonly called = new Map<string, number[]>();
  private readonly byText = new Map<string, number>();

  get size(): number {
    return this.names.length;
  }

  id(name: CellName): number {
    const text = canonical(name);
    const known = this.byText.get(text);
    if (known !== undefined) return known;
    const id = this.names.length;
    this.names.push(JSON.parse(text) as CellName);
    this.texts.push(text);
    this.hashes.push(hashText(text));
    this.byText.set(text, id);
    append(this.volatile, volatileOwner(name), id);
    append(this.calling, callingProcess(name), id);
    append(this.called, calledProcess(name), id);
    return id;
  }

  /** The id of a cell that may never have been named; -1 when it was not. */
  find(name: CellName): number {
    return this.byText.get(canonical(name)) ?? -1;
  }
}

/** Event contents by id, with what their draws and crashes need. */
export class Contents {
  readonly events: Event[] = [];
  readonly traits: EventTraits[] = [];
  readonly hashes: number[] = [];
  readonly secondHashes: number[] = [];
  readonly counted: boolean[] = [];
  /** Index and hash of the key under which the draws for this event are made. */
  readonly domains: number[] = [];
  readonly domainHashes: number[] = [];
  readonly domainTexts: string[] = [];
  private readonly byValue = new Map<number, number>();
  private readonly byDomain = new Map<string, number>();
  private readonly interner: Interner;

  constructor(interner: Interner) {
    this.interner = interner;
  }

  get size(): number {
    return this.events.length;
  }

  id(event: Value): number {
    const value = this.interner.intern(event);
    const known = this.byValue.get(value);
    if (known !== undefined) return known;
    const id = this.events.length;
    const content = this.interner.value(value) as unknown as Event;
    const traits = traitsOf(content);
    const domain = canonical(traits.domain);
    let index = this.byDomain.get(domain);
    if (index === undefined) {
      index = this.domainTexts.length;
      this.domainTexts.push(domain);
      this.byDomain.set(domain, index);
    }
    this.events.push(content);
    this.traits.push(traits);
    this.hashes.push(this.interner.hashes[value] as number);
    this.secondHashes.push(this.interner.secondHashes[value] as number);
    this.counted.push(traits.counted);
    this.domains.push(index);
    this.domainHashes.push(hashText(domain));
    this.byValue.set(value, id);
    return id;
  }

  text(id: number): string {
    return canonical(this.events[id] as unknown as Value);
  }

  /** What remains of a content when the process that sent it is gone; -1 when it goes on unchanged. */
  orphan(id: number, process: string): number {
    const rest = orphaned(this.events[id] as Event, process);
    return rest === null ? -1 : this.id(rest as unknown as Value);
  }
}

/** Choices by id: one for each label and list of options. */
export class Choices {
  readonly choices: Choice[] = [];
  private readonly byObject = new WeakMap<Choice, number>();
  private readonly byText = new Map<string, number>();

  id(choice: Choice): number {
    const known = this.byObject.get(choice);
    if (known !== undefined) return known;
    const text = JSON.stringify([choice.label, choice.options]);
    let id = this.byText.get(text);
    if (id === undefined) {
      id = this.choices.length;
      this.choices.push(choice);
      this.byText.set(text, id);
    }
    this.byObject.set(choice, id);
    return id;
  }
}

/** Names (of rules, marks, durations, processes) by id, in the order of their first use. */
export class Names {
  readonly names: string[] = [];
  private readonly byName = new Map<string, number>();

  id(name: string): number {
    const known = this.byName.get(name);
    if (known !== undefined) return known;
    this.byName.set(name, this.names.length);
    return this.names.push(name) - 1;
  }

  name(id: number): string {
    return this.names[id] as string;
  }
}

function append(map: Map<string, number[]>, key: string | null, id: number): void {
  if (key === null) return;
  const list = map.get(key);
  if (list === undefined) map.set(key, [id]);
  else list.push(id);
}

/**
 * The registries of one engine: event contents, choices and names, each with a small integer id. (Cells have a file of
 * their own.)
 *
 * Like value ids, these are private to one engine. What a report or a hash shows comes from the content.
 */
import { hashText } from '../world/hash.js';
import type { Interner } from '../world/interner.js';
import { canonical, type Value } from '../world/value.js';
import { orphaned, traitsOf, type Event, type EventTraits } from '../process/event.js';
import type { Choice } from './step.js';

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
    this.hashes.push(this.interner.hash(value));
    this.secondHashes.push(this.interner.secondHash(value));
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

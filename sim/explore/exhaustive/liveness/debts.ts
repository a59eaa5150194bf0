/** What is owed and what is paid in each state of a search: a leads-to property, read off the states one after the other. */
import type { LeadsTo } from '../properties.js';
import { DenseReading } from '../dense-reading.js';
import type { Search } from '../search.js';
import type { Debt } from './owing.js';

const OWED = 1;
const PAID = 2;
const PAUSE = 8192;

/** What a property says of one subject, by state. */
export class Debts implements Debt {
  readonly property: LeadsTo;
  readonly subject: string;
  private readonly marks: Uint8Array;

  constructor(property: LeadsTo, subject: string, marks: Uint8Array) {
    this.property = property;
    this.subject = subject;
    this.marks = marks;
  }

  begins(state: number): boolean {
    return (this.marks[state]! & OWED) !== 0 && this.lasts(state);
  }

  lasts(state: number): boolean {
    return this.property.stays === true || !this.paid(state);
  }

  paid(state: number): boolean {
    return (this.marks[state]! & PAID) !== 0;
  }
}

/** Reads a property in the first `size` states of a search. */
export class DebtReader {
  private readonly search: Search;
  private readonly property: LeadsTo;
  private readonly size: number;
  private readonly owed: DenseReading<readonly string[]>;

  constructor(search: Search, property: LeadsTo, size: number) {
    this.search = search;
    this.property = property;
    this.size = size;
    this.owed = new DenseReading(search.expansion.place, `what is owed: ${property.name}`, (world) => property.owed(world));
  }

  /** The subjects that something is owed to anywhere, sorted. The last value that it gives. */
  *subjects(): Generator<void, readonly string[]> {
    const subjects = new Set<string>();
    const results = new Set<readonly string[]>();
    for (let state = 0; state < this.size; state += 1) {
      if (state % PAUSE === 0) yield;
      const owed = this.owedIn(state);
      if (results.has(owed)) continue;
      results.add(owed);
      for (const subject of owed) subjects.add(subject);
    }
    return [...subjects].sort();
  }

  *read(subject: string): Generator<void, Debts> {
    const { search: { expansion }, property } = this;
    const paid = new DenseReading(expansion.place, `what is paid: ${property.name}`, (world) => property.paid(world, subject));
    const marks = new Uint8Array(this.size);
    for (let state = 0; state < this.size; state += 1) {
      if (state % PAUSE === 0) yield;
      // Also makes the state the one at hand.
      const isOwed = this.owedIn(state).includes(subject);
      marks[state] = (isOwed ? OWED : 0) | (paid.evaluate(expansion.components.current) ? PAID : 0);
    }
    return new Debts(property, subject, marks);
  }

  private owedIn(state: number): readonly string[] {
    const { expansion } = this.search;
    expansion.load(state);
    if (this.property.atStart === true && expansion.store.parent(state) >= 0) return NOTHING;
    return this.owed.evaluate(expansion.components.current);
  }
}

const NOTHING: readonly string[] = [];
